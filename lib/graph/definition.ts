import type { Extractor } from '../extractors/extractor.js';
import type { OperationType } from '../postprocess/operation.js';
import type { Column } from '../table/column.js';

/** Computes a column from whole columns of earlier features: rows are steps, NaN is null. Must be pure. */
export type DerivedFunction = (...inputs: readonly Column[]) => Column | Float64Array | readonly number[];

/**
 * A feature as configurations and programs write it: an extractor on a source, or a function of earlier features.
 *
 * @example
 * ```ts
 * const definitions: FeatureDefinitions = {
 *   gm_max: { extractor: 'transfer.gm_max', params: { direction: 'reverse' } },
 *   gm_norm: { func: ({ values }) => values.map((gm) => gm / values[0]), input: 'gm_max' },
 * };
 * ```
 */
export interface FeatureDefinition {
  /** Name of a known extractor, or the extractor itself (which then runs in this thread only, having no module). */
  readonly extractor?: string | Extractor;
  /** A function, the name of one that an extractor module exports, or a Python lambda expression over numpy columns. */
  readonly func?: string | DerivedFunction;
  /**
   * Of a function: the feature or features it is computed from, in order. Of an extractor: the features it builds on, if it
   * takes any, in the order of its `inputs`; its source or sources may stand among them.
   */
  readonly input?: string | readonly string[];
  readonly params?: Readonly<Record<string, unknown>>;
  /**
   * Another way to write the unit that the extractor gives, or that follows from the inputs of an expression: S or A/V. Of a
   * function, whose unit nothing tells: the unit. Empty is as good as none.
   */
  readonly unit?: string;
  readonly description?: string;
}

/** Definitions of features by their names. */
export type FeatureDefinitions = Readonly<Record<string, FeatureDefinition>>;

/**
 * Something that is done with complete features before they go into the table: numbers are normalized, outliers become null,
 * lists become one number.
 *
 * @example
 * ```ts
 * const postprocessing: readonly TransformDefinition[] = [
 *   { type: 'filter', target: 'gm_max', params: { method: 'iqr' } },
 *   { type: 'normalize', target: ['gm_max', 'Von'], params: { method: 'minmax', feature_range: [0, 1] } },
 * ];
 * ```
 */
export interface TransformDefinition {
  readonly type: OperationType;
  /** The feature or features that it is done with. Default: all that the table shows. */
  readonly target?: string | readonly string[];
  /** `method`, and the parameters of that. */
  readonly params?: Readonly<Record<string, unknown>>;
}
