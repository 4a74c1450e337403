import { type ListColumn, listLength, rowWidth } from '../table/feature-table.js';

/** Rows `start` to `stop` (exclusive) of a table. */
export interface RowRange {
  readonly start: number;
  readonly stop: number;
}

/** The values of a leaf column without the nulls, and the levels that say where they belong. */
export interface ColumnData<V = Float64Array | readonly string[]> {
  readonly values: V;
  readonly dlevels: Uint8Array;
  readonly rlevels: Uint8Array;
  /** Entries: numbers, nulls and lists without numbers. */
  readonly count: number;
  /** What the library would make statistics of. */
  readonly distinct_values: ReadonlySet<never>;
}

/** Where values and levels are put: arrays of these lengths, of undefined content. */
export interface ShredMemory {
  values(length: number): Float64Array;
  dlevels(length: number): Uint8Array;
  rlevels(length: number): Uint8Array;
}

const FRESH: ShredMemory = {
  values: (length) => new Float64Array(length),
  dlevels: (length) => new Uint8Array(length),
  rlevels: (length) => new Uint8Array(length),
};

const NO_STATISTICS: ReadonlySet<never> = new Set<never>();

/** The row numbers themselves, as a required column. */
export function shredIndex({ start, stop }: RowRange): ColumnData<Float64Array> {
  const count = stop - start;
  const values = Float64Array.from({ length: count }, (_, index) => start + index);
  return {
    values,
    dlevels: new Uint8Array(count),
    rlevels: new Uint8Array(count),
    count,
    distinct_values: NO_STATISTICS,
  };
}

/** An optional number per row: definition level 1 is a value, 0 a null. */
export function shredScalars(
  column: Float64Array,
  { start, stop }: RowRange,
  memory: ShredMemory = FRESH,
): ColumnData<Float64Array> {
  const count = stop - start;
  const dlevels = memory.dlevels(count);
  const values = memory.values(count);
  let filled = 0;
  for (let index = 0; index < count; index++) {
    const value = column[start + index] ?? Number.NaN;
    const isNull = Number.isNaN(value);
    dlevels[index] = isNull ? 0 : 1;
    if (!isNull) values[filled++] = value;
  }
  return {
    values: values.subarray(0, filled),
    dlevels,
    rlevels: memory.rlevels(count).fill(0),
    count,
    distinct_values: NO_STATISTICS,
  };
}

/** The same text in so many rows, or null. */
export function shredText(text: string | null, count: number): ColumnData<readonly string[]> {
  return {
    values: text === null ? [] : new Array<string>(count).fill(text),
    dlevels: new Uint8Array(count).fill(text === null ? 0 : 1),
    rlevels: new Uint8Array(count),
    count,
    distinct_values: NO_STATISTICS,
  };
}

/**
 * Lists in the three-level layout of Parquet, as deep as the column's shape. Each depth adds two definition levels (the
 * list is there, it has an element) and the number itself one more; the repetition level is the depth at which an
 * element is not the first.
 */
export function shredLists(
  column: ListColumn,
  { start, stop }: RowRange,
  memory: ShredMemory = FRESH,
): ColumnData<Float64Array> {
  const width = rowWidth(column);
  const present = 2 * column.shape.length + 1;
  const repetition = repetitionLevels(column.shape, width);
  const most = (stop - start) * Math.max(width, 1);
  const dlevels = memory.dlevels(most);
  const rlevels = memory.rlevels(most);
  const values = memory.values(most);
  let count = 0;
  let filled = 0;
  for (let row = start; row < stop; row++) {
    const length = listLength(column, row);
    if (length === 0) {
      // A null list takes one entry, at levels 0.
      dlevels[count] = 0;
      rlevels[count++] = 0;
      continue;
    }
    rlevels.set(repetition.subarray(0, length), count);
    for (let index = 0; index < length; index++) {
      const value = column.values[row * width + index] ?? Number.NaN;
      const isNull = Number.isNaN(value);
      dlevels[count++] = isNull ? present - 1 : present;
      if (!isNull) values[filled++] = value;
    }
  }
  return {
    values: values.subarray(0, filled),
    dlevels: dlevels.subarray(0, count),
    rlevels: rlevels.subarray(0, count),
    count,
    distinct_values: NO_STATISTICS,
  };
}

/** The values of the same column in rows that follow each other. */
export function joinData(parts: readonly [ColumnData, ...ColumnData[]]): ColumnData {
  const [first, ...others] = parts;
  if (others.length === 0) return first;
  const values = parts.map((part) => part.values);
  return {
    values: values.every((part) => part instanceof Float64Array)
      ? joined(Float64Array, values)
      : (values.flat() as string[]),
    dlevels: joined(
      Uint8Array,
      parts.map(({ dlevels }) => dlevels),
    ),
    rlevels: joined(
      Uint8Array,
      parts.map(({ rlevels }) => rlevels),
    ),
    count: parts.reduce((sum, { count }) => sum + count, 0),
    distinct_values: NO_STATISTICS,
  };
}

/** Repetition levels of a full row: of shape `[2, 3]` they are 0 2 2 1 2 2. */
export function repetitionLevels(shape: readonly number[], width: number): Uint8Array {
  const levels = new Uint8Array(width).fill(shape.length);
  for (let index = 0; index < width; index++) {
    let block = width;
    for (const [depth, size] of shape.entries()) {
      if (index % block === 0) {
        levels[index] = depth;
        break;
      }
      block /= size;
    }
  }
  return levels;
}

/** One array after the other in a new one. */
function joined<A extends Float64Array | Uint8Array>(Values: new (length: number) => A, parts: readonly A[]): A {
  const whole = new Values(parts.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const part of parts) {
    whole.set(part, start);
    start += part.length;
  }
  return whole;
}
