import type * as v from 'valibot';
import type { RowsBySource, Source, StepBySource } from '../experiment/step.js';
import { remember } from '../remember.js';

/**
 * What one feature of a step looks like: `[]` a number, `[2]` two numbers, `['n_cycles', 2]` as many pairs as the step
 * has cycles. Only the first dimension may be dynamic; its name says what it counts.
 */
export type Shape = readonly (number | string)[];

/** A result: a number, or the numbers of a shape in row-major order. NaN in it stands for "no value here". */
export type Value = number | ArrayLike<number>;

/** No result, and why: ends as null in the table, with the reason beside it. */
export interface Missing {
  readonly missing: string;
}

/** Several results, one for each of the extractor's outputs, and a remark about how they came about. */
export interface Results {
  readonly outputs: readonly (Value | Missing)[];
  /** Recorded for this (feature, step) beside the value, such as `period 0.1 s of params differs from ...`. */
  readonly note?: string;
}

export type Extracted = Value | Missing | Results;

/** One named result of an extractor. */
export interface Output {
  /** '' for the feature itself; otherwise a suffix: feature `tau` with output `r2` gives the column `tau_r2`. */
  readonly name: string;
  readonly shape: Shape;
  /** SI symbol; for a last dimension of mixed quantities one unit per element, such as `['V', 'A']`; '' has none. */
  readonly unit: string | readonly string[];
  readonly description: string;
}

/** A valibot object schema: names, checks and defaults of the parameters. */
export type ParamsSchema = v.GenericSchema<Record<string, unknown>, object>;
export type ParamsOf<P extends ParamsSchema> = v.InferOutput<P>;

/**
 * How a feature is computed from one step: a plain object with a pure function.
 *
 * `extract` must give the same output for the same input, leave its input untouched, and answer degenerate input (no
 * point, one point, constant, NaN) with {@link missing} rather than an exception. It runs in worker threads.
 */
export interface Extractor<S extends Source = Source, P extends ParamsSchema = ParamsSchema> {
  /** `source.name`, such as `transfer.gm_max`: what configurations call it. */
  readonly name: string;
  readonly source: S;
  /** The rows of the source that `extract` reads. Default: all. Rows that no feature reads are not read from the file. */
  readonly reads?: readonly RowsBySource[S][];
  readonly description: string;
  /** Raised whenever the results change. */
  readonly version: number;
  readonly params: P;
  /** Parameters that differ from the defaults under `compat: oect-infra-1.2`. */
  readonly legacy?: Partial<v.InferInput<P>>;
  // Method syntax of these two: an extractor of one source and its parameters stands in a list of extractors of any.
  outputs(params: ParamsOf<P>): readonly [Output, ...Output[]];
  extract(step: StepBySource[S], params: ParamsOf<P>): Extracted;
}

/** Types an extractor: infers its parameters from the schema. Returns its argument. */
export function defineExtractor<S extends Source, const P extends ParamsSchema>(
  extractor: Extractor<S, P>,
): Extractor<S, P> {
  return extractor;
}

const reasons = new Map<string, Missing>();

/** A null with its reason. The same reason gives the same object, so that a null costs nothing. */
export function missing(reason: string): Missing {
  let known = reasons.get(reason);
  if (known === undefined) {
    known = { missing: reason };
    // A reason with numbers in it may be different for every step: keep the memory bounded.
    if (reasons.size < 1000) reasons.set(reason, known);
  }
  return known;
}

// By structure, not by class: an extractor module may have loaded a copy of this package of its own.
export function isMissing(extracted: Extracted | undefined): extracted is Missing {
  return typeof extracted === 'object' && 'missing' in extracted;
}

export function isResults(extracted: Extracted): extracted is Results {
  return typeof extracted === 'object' && 'outputs' in extracted;
}

/**
 * Something derived from a step that several features share (branches, slopes, |Id|): computed once a step, kept as
 * long as the step.
 */
export function perStep<K extends object, T>(compute: (step: K) => T): (step: K) => T {
  return remember(compute);
}
