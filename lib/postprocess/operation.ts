import type { Output, ParamsOf, ParamsSchema, Shape } from '../extractors/extractor.js';
import type { Column } from '../table/column.js';
import type { Losses } from './losses.js';

/** What is known of values that a table will show: an output of an extractor, or a derived feature. */
export interface Described {
  readonly unit: Output['unit'];
  readonly description: string;
  /** Of one step; absent if only the data tells. */
  readonly shape?: Shape;
}

/** What a transform does: the `type` that a configuration gives it. */
export type OperationType = 'normalize' | 'filter' | 'aggregate';

/** One way to change the complete column of a feature, and what that makes of its unit, its shape and its description. */
export interface Operation<P extends ParamsSchema = ParamsSchema> {
  readonly type: OperationType;
  readonly method: string;
  readonly description: string;
  readonly params: P;
  // Method syntax, as of extractors: an operation stands in a list of operations with other parameters.
  /** Why it cannot be done with such values; undefined if it can. */
  fault?(values: Described, params: ParamsOf<P>): string | undefined;
  /** What becomes of unit and shape. */
  describe<V extends Described>(values: V, params: ParamsOf<P>): V;
  /** A new column. NaN stays NaN and counts nowhere; a value that becomes NaN is among the losses. */
  apply(column: Column, params: ParamsOf<P>, losses: Losses): Column;
}

/** Types an operation: infers its parameters from the schema. Returns its argument. */
export function defineOperation<const P extends ParamsSchema>(operation: Operation<P>): Operation<P> {
  return operation;
}

/** `filter (iqr)` */
export function titleOf({ type, method }: Pick<Operation, 'type' | 'method'>): string {
  return `${type} (${method})`;
}

/** A description with what was done with the values. */
export function withPhrase(description: string, phrase: string): string {
  return description === '' ? phrase : `${description}; ${phrase}`;
}
