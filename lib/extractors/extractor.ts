import type * as v from 'valibot';
import type { JointStep, RowsBySource, Source, StepBySource } from '../experiment/step.js';
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

/** One named result of an extractor. */
export interface Output {
  /** '' for the feature itself; otherwise a suffix: feature `tau` with output `r2` gives the column `tau_r2`. */
  readonly name: string;
  readonly shape: Shape;
  /** SI symbol; for a last dimension of mixed quantities one unit per element, such as `['V', 'A']`; '' has none. */
  readonly unit: string | readonly string[];
  readonly description: string;
}

/** What an extractor declares to give: the feature itself first. */
export type Outputs = readonly [Output, ...Output[]];

/** An earlier feature that an extractor builds on: which one, the configuration says. */
export interface Input {
  /** Of the feature's first output. A dynamic first dimension takes any length. */
  readonly shape: Shape;
  /** The unit that the feature must have, of all its numbers. Default: any. */
  readonly unit?: string;
  readonly description: string;
}

/** The features that an extractor builds on, by the names it has for them; a configuration gives them in this order. */
export type Inputs = Readonly<Record<string, Input>>;

/**
 * What the inputs are for one step: a number of shape `[]`, the numbers of any other in row-major order, its own to keep. NaN
 * is null; where a dynamic shape has no value, there are no numbers.
 */
export type InputValues<I extends Inputs = Inputs> = { readonly [K in keyof I]: InputValue<I[K]['shape']> };

type InputValue<S extends Shape> = number extends S['length']
  ? number | Float64Array
  : S extends readonly []
    ? number
    : Float64Array;

/** A result of a shape: a number of `[]`, numbers of any other; either where the shape depends on parameters. */
export type ValueOf<S extends Shape> = number extends S['length']
  ? Value
  : S extends readonly []
    ? number
    : ArrayLike<number>;

/** Several results, one for each of the extractor's outputs, and a remark about how they came about. */
export interface Results<O extends Outputs = Outputs> {
  readonly outputs: { readonly [K in keyof O]: ValueOf<O[K]['shape']> | Missing };
  /** Recorded for this (feature, step) beside the value, such as `period 0.1 s of params differs from ...`. */
  readonly note?: string;
}

/** What an extractor of these outputs may give for a step. Of one output alone its value is enough. */
export type Extracted<O extends Outputs = Outputs> = Missing | Results<O> | OnlyValue<O>;

type OnlyValue<O extends Outputs> = O extends readonly [infer Only extends Output]
  ? ValueOf<Only['shape']>
  : Outputs extends O
    ? Value
    : never;

/** What an extractor reads: the steps of one source, or of several those of one index together. */
export type Sources = Source | readonly [Source, Source, ...Source[]];

/** What `extract` is given: the step, or `{ index, transfer, transient }`. */
export type StepOf<S extends Sources> = S extends Source
  ? StepBySource[S]
  : S extends readonly Source[]
    ? JointStep<S[number]>
    : never;

type ReadsOf<S extends Sources> = S extends Source
  ? readonly RowsBySource[S][]
  : S extends readonly Source[]
    ? { readonly [K in S[number]]?: readonly RowsBySource[K][] }
    : never;

/** A valibot object schema: names, checks and defaults of the parameters. */
export type ParamsSchema = v.GenericSchema<Record<string, unknown>, object>;
/** Parameters after the schema has checked them: all defaults are there. */
export type ParamsOf<P extends ParamsSchema> = v.InferOutput<P>;

/**
 * How a feature is computed from one step: a plain object with a pure function.
 *
 * `extract` must give the same output for the same input, leave its input untouched, and answer degenerate input (no
 * point, one point, constant, NaN) with {@link missing} rather than an exception. It runs in worker threads.
 */
export interface Extractor<
  S extends Sources = Sources,
  P extends ParamsSchema = ParamsSchema,
  O extends Outputs = Outputs,
  I extends Inputs = Inputs,
> {
  /** `source.name`, such as `transfer.gm_max`; of several sources `both.name`: what configurations call it. */
  readonly name: string;
  /** Of several there is a result for each index at which all of them have a step. */
  readonly source: S;
  /**
   * The rows that `extract` reads, of several sources those of each: `{ transient: ['Id'] }`. Default: all. Rows that no
   * feature reads are not read from the file.
   */
  readonly reads?: ReadsOf<S>;
  /** Earlier features of the same step that `extract` is given, as its third argument. */
  readonly inputs?: I;
  readonly description: string;
  /** Raised whenever the results change. */
  readonly version: number;
  readonly params: P;
  /** Parameters that differ from the defaults under `compat: oect-infra-1.2`. */
  readonly legacy?: Partial<v.InferInput<P>>;
  // Method syntax of these: an extractor of one source and its parameters stands in a list of extractors of any.
  /** What it gives with these parameters: names, shapes and units. */
  outputs(params: ParamsOf<P>): O;
  /** What one step gives. */
  extract(step: StepOf<S>, params: ParamsOf<P>, ...inputs: IfAny<I, InputValues<I>>): Extracted<O>;
  /**
   * The same for the steps of a block at once, where that is faster: for each step, in order, what `extract` gives for it.
   * A `Float64Array` will do for an extractor of one number.
   *
   * How many steps a block has is nobody's to know; results must not depend on it. Of a call that throws, or gives more or
   * fewer results than there are steps, nothing is kept: `extract` is called for each of them instead.
   */
  extractBatch?(
    steps: readonly StepOf<S>[],
    params: ParamsOf<P>,
    ...inputs: IfAny<I, readonly InputValues<I>[]>
  ): ArrayLike<Extracted<O>>;
}

/** A last argument, which need not be there where there are no inputs. */
type IfAny<I extends Inputs, Argument> = Record<never, never> extends I ? [inputs?: Argument] : [inputs: Argument];

/**
 * Types an extractor: infers its parameters from the schema, and what it must give from the outputs. Returns its argument.
 *
 * @example
 * ```ts
 * export const onOff = defineExtractor({
 *   name: 'transfer.on_off',
 *   source: 'transfer',
 *   description: 'largest |Id| by the smallest',
 *   version: 1,
 *   params: v.strictObject({ floor: v.optional(v.number(), 1e-12) }),
 *   outputs: () => [{ name: '', shape: [], unit: '', description: 'largest |Id| by the smallest' }],
 *   extract({ Id }, { floor }) {
 *     if (Id.length < 2) return missing('the step has fewer than two points');
 *     const magnitudes = Id.map(Math.abs);
 *     return Math.max(...magnitudes) / Math.max(floor, Math.min(...magnitudes));
 *   },
 * });
 * ```
 */
export function defineExtractor<
  const S extends Sources,
  const P extends ParamsSchema,
  const O extends Outputs,
  const I extends Inputs = Record<never, never>,
>(extractor: Extractor<S, P, O, I>): Extractor<S, P, O, I> {
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
