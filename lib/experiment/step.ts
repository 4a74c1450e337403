/** What one step of an experiment measured: all that an extractor sees. */
export interface StepBySource {
  readonly transfer: TransferStep;
  readonly transient: TransientStep;
}

/** The two kinds of measurement: `transfer` and `transient`. */
export type Source = keyof StepBySource;
/** One step of either kind. */
export type Step = StepBySource[Source];

export const SOURCES = ['transfer', 'transient'] as const satisfies readonly Source[];

/** The steps of one index, of several sources: of those that were read. */
export type JointStep<S extends Source = Source> = { readonly index: number } & {
  readonly [K in S]: StepBySource[K];
};

/** A transfer sweep: gate voltage against drain current. Padding is already removed. */
export interface TransferStep {
  readonly kind: 'transfer';
  /** Index of the step in its experiment, from 0. */
  readonly index: number;
  /** Gate voltage in V, `[point]`. */
  readonly Vg: Float64Array;
  /** Drain current in A, signed, `[point]`. */
  readonly Id: Float64Array;
  /** The experiment's own `device_type`, as the file has it. */
  readonly deviceType?: string;
}

/** A transient trace: drain current against time under gate pulses. */
export interface TransientStep {
  readonly kind: 'transient';
  readonly index: number;
  /** Time in s, `[sample]`, increasing. Counted from the experiment's start, not the step's. */
  readonly time: Float64Array;
  /** Drain current in A, signed, `[sample]`. */
  readonly Id: Float64Array;
  /** How the gate was pulsed and the current sampled, by each place that says so. */
  readonly timing?: TransientTiming;
}

/** The timing of a trace, by each place of the file that tells of it. */
export interface TransientTiming {
  /** From the step's own record (`param_topTime`, `param_bottomTime`, `param_timeStep`). */
  readonly record?: PulseTiming;
  /** From the transient step of the workflow. */
  readonly workflow?: PulseTiming;
}

/** How a gate is pulsed and its current sampled, as far as it is known. */
export interface PulseTiming {
  /** (topTime + bottomTime) / 1000, in s. */
  readonly period?: number;
  /** 1000 / timeStep, in Hz. */
  readonly sampleRate?: number;
}

/** The measured quantities of a source: the rows of its data set that can be read. */
export interface RowsBySource {
  readonly transfer: 'Vg' | 'Id';
  readonly transient: 'time' | 'Id';
}
