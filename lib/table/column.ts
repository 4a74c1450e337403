import { OectError } from '../errors.js';

/**
 * The values of one feature over all steps of an experiment.
 *
 * `values` is row-major of `shape`, whose first dimension is the step: `[step]`, `[step, k]` or `[step, k, m]`. NaN is
 * null. Steps of a dynamic shape are padded with NaN to the widest one; `lengths` then says how long each really is.
 */
export interface Column {
  readonly shape: readonly [number, ...number[]];
  readonly values: Float64Array;
  /** Of dynamic shapes: the first inner dimension of each step, `[step]`; 0 where the step has no value. */
  readonly lengths?: Int32Array;
}

/** Columns by their names. */
export type Columns = ReadonlyMap<string, Column>;

/** @throws OectError `internal` if nothing has computed it: its feature is in an earlier layer, or so it should be */
export function columnOf(columns: Columns, name: string): Column {
  const column = columns.get(name);
  if (column === undefined) throw new OectError('internal', `column "${name}" was not computed`);
  return column;
}

/** Numbers in one step's share of a column. */
export function widthOf(column: Column): number {
  return column.shape.slice(1).reduce((product, size) => product * size, 1);
}

/** Memory that threads share. A page has it only if it is isolated from other origins; there no thread asks for it. */
const SharedMemory = globalThis.SharedArrayBuffer ?? ArrayBuffer;

/**
 * So many nulls, in memory that threads share: a table that is posted to another thread to be written is not copied.
 */
export function sharedNulls(length: number): Float64Array {
  return new Float64Array(new SharedMemory(length * Float64Array.BYTES_PER_ELEMENT)).fill(Number.NaN);
}

/** Lengths of so many rows, all 0, in such memory. */
export function sharedLengths(rows: number): Int32Array {
  return new Int32Array(new SharedMemory(rows * Int32Array.BYTES_PER_ELEMENT));
}

/** The column with nulls behind its last row up to `rows`; itself if it has as many. */
export function lengthened(column: Column, rows: number): Column {
  const [length, ...inner] = column.shape;
  if (length === rows) return column;
  const values = sharedNulls(rows * widthOf(column));
  values.set(column.values);
  if (column.lengths === undefined) return { shape: [rows, ...inner], values };
  const lengths = sharedLengths(rows);
  lengths.set(column.lengths);
  return { shape: [rows, ...inner], values, lengths };
}
