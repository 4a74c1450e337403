import type { StepRange } from '../experiment/read-plan.js';
import type { Source } from '../experiment/step.js';
import { type Column, type Columns, widthOf } from '../table/column.js';
import type { Remark } from '../table/remark.js';

/** What one step of one source gave: plain data, which can be written as JSON. */
export interface StepRow {
  readonly source: Source;
  /** Index of the step in its experiment, from 0. */
  readonly step: number;
  /** By column name, such as `gm_max` or `tau_r2`. */
  readonly values: Readonly<Record<string, StepValue>>;
  /** Why values are null, and what else is to be said of this step. */
  readonly remarks: readonly StepRemark[];
}

/** The numbers of a cell, row-major where it has more than one dimension; null where there is no value. */
export type StepValue = number | null | readonly (number | null)[];

/** A {@link Remark} on one step. */
export type StepRemark = Omit<Remark, 'steps'>;

/**
 * The rows of a block of steps.
 *
 * @param columns - of the block: their first dimension is `steps`
 * @param remarks - their steps are counted as `steps` are
 */
export function stepRows(
  source: Source,
  { start, stop }: StepRange,
  columns: Columns,
  remarks: readonly Remark[],
): readonly StepRow[] {
  const remarksOf = Array.from({ length: stop - start }, (): StepRemark[] => []);
  for (const { steps, ...remark } of remarks) {
    for (const step of steps) remarksOf[step - start]?.push(remark);
  }
  return remarksOf.map((remarks, row) => ({
    source,
    step: start + row,
    values: Object.fromEntries(Array.from(columns, ([name, column]) => [name, cellOf(column, row)])),
    remarks,
  }));
}

function cellOf(column: Column, row: number): StepValue {
  const { shape, values, lengths } = column;
  const [, length = 1] = shape;
  const width = widthOf(column);
  const used = lengths === undefined ? width : ((lengths[row] ?? 0) * width) / Math.max(1, length);
  const numbers = Array.from(values.subarray(row * width, row * width + used), orNull);
  if (shape.length === 1) return numbers[0] ?? null;
  return numbers.some((number) => number !== null) ? numbers : null;
}

function orNull(number: number): number | null {
  return Number.isNaN(number) ? null : number;
}
