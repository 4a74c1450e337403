import { isClose, relativeDifference, type Tolerance, ulpsBetween } from './closeness.js';
import type { ComparedColumn } from './compared-table.js';

/** Rows of the same step in both tables, `[pair]`, by ascending step. */
export interface RowPairs {
  readonly steps: Float64Array;
  readonly a: Int32Array;
  readonly b: Int32Array;
}

/** A cell that is not the same in both tables. */
export interface CellDiff {
  readonly column: string;
  readonly step: number;
  /** null is null. */
  readonly a: number | null;
  readonly b: number | null;
  /** Of two numbers: |a - b|, |a - b| / |b|, and the numbers of a float64 between them. */
  readonly absolute?: number;
  readonly relative?: number;
  readonly ulps?: number;
}

/** How a column differs. */
export interface ColumnDiff {
  readonly column: string;
  /** Cells: all, and those that are not the same. */
  readonly compared: number;
  readonly different: number;
  /** Of the different ones: null on one side. */
  readonly nullOnlyInA: number;
  readonly nullOnlyInB: number;
  /** Of the different ones with two numbers. */
  readonly largestAbsolute?: Largest;
  readonly largestRelative?: Largest;
}

export interface Largest {
  readonly difference: number;
  /** The first step that has it. */
  readonly step: number;
}

/** Compares a column of two tables, and tells of each cell that is different. */
export function diffColumn(
  a: ComparedColumn,
  b: ComparedColumn,
  pairs: RowPairs,
  tolerance: Tolerance,
  onDifferent: (cell: CellDiff) => void,
): ColumnDiff {
  let different = 0;
  let nullOnlyInA = 0;
  let nullOnlyInB = 0;
  let largestAbsolute: Largest | undefined;
  let largestRelative: Largest | undefined;
  for (const [pair, step] of pairs.steps.entries()) {
    const inA = a.values[Number(pairs.a[pair])] ?? Number.NaN;
    const inB = b.values[Number(pairs.b[pair])] ?? Number.NaN;
    if (isClose(inA, inB, tolerance)) continue;
    different++;
    const cell = cellDiff(a.name, step, inA, inB);
    onDifferent(cell);
    if (cell.a === null) nullOnlyInA++;
    if (cell.b === null) nullOnlyInB++;
    largestAbsolute = larger(largestAbsolute, step, cell.absolute);
    largestRelative = larger(largestRelative, step, cell.relative);
  }
  return {
    column: a.name,
    compared: pairs.steps.length,
    different,
    nullOnlyInA,
    nullOnlyInB,
    ...(largestAbsolute && { largestAbsolute }),
    ...(largestRelative && { largestRelative }),
  };
}

function cellDiff(column: string, step: number, a: number, b: number): CellDiff {
  if (Number.isNaN(a) || Number.isNaN(b)) return { column, step, a: orNull(a), b: orNull(b) };
  const absolute = Math.abs(a - b);
  return { column, step, a, b, absolute, relative: relativeDifference(a, b), ulps: ulpsBetween(a, b) };
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function larger(known: Largest | undefined, step: number, difference: number | undefined): Largest | undefined {
  if (difference === undefined || (known !== undefined && difference <= known.difference)) return known;
  return { difference, step };
}
