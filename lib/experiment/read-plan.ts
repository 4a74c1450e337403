import type { PulseTiming, TransferStep, TransientStep } from './step.js';

/**
 * Which bytes to read for a block of neighbouring steps: plain, light data, made where the head of the file is known and
 * carried out by whichever thread has the time.
 */
export type ReadPlan = TransferPlan | TransientPlan;

/** Neighbouring steps of one source. */
export interface StepRange {
  /** Inclusive. */
  readonly start: number;
  /** Exclusive. */
  readonly stop: number;
}

/** Which transfer sweeps to read. */
export interface TransferPlan {
  readonly source: 'transfer';
  readonly steps: StepRange;
  readonly deviceType?: string;
  /** The one step, where it comes from an instrument and there is nothing to read. */
  readonly measured?: TransferStep;
}

/** Which transient traces to read, and which of their rows. */
export interface TransientPlan {
  readonly source: 'transient';
  readonly steps: StepRange;
  readonly rows: readonly ('time' | 'Id')[];
  /** Sample ranges of the block's steps, `[stop - start]`. */
  readonly starts: Float64Array;
  readonly stops: Float64Array;
  /** Of the block's steps, from their records; NaN where unknown. s and Hz. */
  readonly periods: Float64Array;
  readonly sampleRates: Float64Array;
  readonly workflow?: PulseTiming;
  /** As that of a {@link TransferPlan}. */
  readonly measured?: TransientStep;
}

/** The part of a plan that covers `steps`, which must lie within it. Its arrays are views of the plan's. */
export function slicePlan<P extends ReadPlan>(plan: P, steps: StepRange): P {
  if (plan.source === 'transfer') return { ...plan, steps };
  const [from, to] = [steps.start - plan.steps.start, steps.stop - plan.steps.start];
  return {
    ...plan,
    steps,
    starts: plan.starts.subarray(from, to),
    stops: plan.stops.subarray(from, to),
    periods: plan.periods.subarray(from, to),
    sampleRates: plan.sampleRates.subarray(from, to),
  };
}

/** The same plan with arrays of its own: a view that is posted to a thread takes all that it is a view of along. */
export function detachPlan(plan: ReadPlan): ReadPlan {
  if (plan.source === 'transfer') return plan;
  const { starts, stops, periods, sampleRates } = plan;
  return {
    ...plan,
    starts: starts.slice(),
    stops: stops.slice(),
    periods: periods.slice(),
    sampleRates: sampleRates.slice(),
  };
}
