import { OectError } from '../errors.js';
import type { Registry } from '../extractors/registry.js';
import { suggestion } from '../nearest.js';
import type { Tolerance } from './closeness.js';
import type { ComparedColumn, ComparedTable } from './compared-table.js';
import { type CellDiff, type ColumnDiff, diffColumn, type RowPairs } from './diff-column.js';
import { explain, type Reason } from './explain.js';
import { type RemarkGroup, remarksOf } from './remark-groups.js';
import type { Sides } from './sides.js';
import { WorstCells } from './worst-cells.js';

/** What counts as a difference. */
export interface DiffOptions extends Tolerance {
  /** Columns to compare; the name of a feature stands for all of its columns. Default: all. */
  readonly columns?: readonly string[];
  /** The most cells to list. @defaultValue 20 */
  readonly limit?: number;
  /** What the extractors of the configurations are. Default: the built-in ones. */
  readonly registry?: Registry;
}

/** How two tables differ, and why, as far as they say. */
export interface FeatureDiff {
  /** Whether they have the same columns and rows, and the same cells within the tolerance. */
  readonly equal: boolean;
  readonly tables: Sides<{ readonly name: string; readonly rows: number; readonly columns: number }>;
  /** Cells compared, and those that are not the same. */
  readonly compared: number;
  readonly different: number;
  /** Columns that both have, in the order of A. */
  readonly columns: readonly ColumnDiff[];
  readonly columnsOnlyIn: Sides<readonly string[]>;
  /** Steps. */
  readonly rowsOnlyIn: Sides<readonly number[]>;
  /** Columns of something else than numbers. */
  readonly notCompared: Sides<readonly string[]>;
  /** Cells with the largest relative differences, then those that are null on one side; at most `limit`. */
  readonly cells: readonly CellDiff[];
  /** What the files say of the cells that differ, beginning with what concerns most. */
  readonly remarks: readonly RemarkGroup[];
  /** What is known to be different in how the files were made. */
  readonly reasons: readonly Reason[];
}

/**
 * Compares two tables cell by cell, columns by their names and rows by their steps.
 *
 * @example
 * ```ts
 * const [a, b] = await Promise.all(['a.parquet', 'b.parquet'].map(readComparedTable));
 * const { equal, different, reasons } = diffFeatures(a, b, { rtol: 1e-9 });
 * ```
 * @param b - the reference, to which `rtol` is relative
 * @throws OectError `bad-argument` if neither table has a column that was asked for
 */
export function diffFeatures(a: ComparedTable, b: ComparedTable, options: DiffOptions = {}): FeatureDiff {
  const isAsked = askedColumns([...a.columns.values(), ...b.columns.values()], options.columns);
  const names = { a: columnNames(a, isAsked), b: columnNames(b, isAsked) };
  const { pairs, rowsOnlyIn } = pairRows(a.steps, b.steps);
  const worst = new WorstCells(options.limit ?? 20);
  const remarks = remarksOf(a.metadata, b.metadata);
  const columns: ColumnDiff[] = [];
  for (const name of names.a) {
    const [inA, inB] = [a.columns.get(name), b.columns.get(name)];
    if (inA === undefined || inB === undefined) continue;
    const diff = diffColumn(inA, inB, pairs, options, (cell) => {
      worst.add(cell);
      remarks.add(cell, { a: inA.feature, b: inB.feature });
    });
    columns.push(diff);
  }
  const columnsOnlyIn = {
    a: names.a.filter((name) => !b.columns.has(name)),
    b: names.b.filter((name) => !a.columns.has(name)),
  };
  const different = columns.reduce((sum, column) => sum + column.different, 0);
  const unpaired = [columnsOnlyIn.a, columnsOnlyIn.b, rowsOnlyIn.a, rowsOnlyIn.b];
  return {
    equal: different === 0 && unpaired.every(({ length }) => length === 0),
    tables: {
      a: { name: a.name, rows: a.steps.length, columns: a.columns.size },
      b: { name: b.name, rows: b.steps.length, columns: b.columns.size },
    },
    compared: columns.reduce((sum, column) => sum + column.compared, 0),
    different,
    columns,
    columnsOnlyIn,
    rowsOnlyIn,
    notCompared: { a: a.others, b: b.others },
    cells: worst.list(),
    remarks: remarks.list(),
    reasons: explain(a.metadata, b.metadata, options.registry),
  };
}

function askedColumns(
  columns: readonly ComparedColumn[],
  asked: readonly string[] | undefined,
): (column: ComparedColumn) => boolean {
  if (asked === undefined) return () => true;
  const known = new Set(columns.flatMap(({ name, feature }) => [name, feature]));
  for (const name of asked) {
    if (known.has(name)) continue;
    throw new OectError('bad-argument', `neither table has a column "${name}"; ${suggestion(name, known)}`);
  }
  const wanted = new Set(asked);
  return ({ name, feature }) => wanted.has(name) || wanted.has(feature);
}

function columnNames({ columns }: ComparedTable, isAsked: (column: ComparedColumn) => boolean): readonly string[] {
  return [...columns.values()].filter(isAsked).map(({ name }) => name);
}

function pairRows(
  a: Float64Array,
  b: Float64Array,
): { readonly pairs: RowPairs; readonly rowsOnlyIn: Sides<readonly number[]> } {
  const rowOf = (steps: Float64Array) => new Map(Array.from(steps, (step, row) => [step, row]));
  const [inA, inB] = [rowOf(a), rowOf(b)];
  const steps = a.filter((step) => inB.has(step)).sort();
  return {
    pairs: {
      steps,
      a: Int32Array.from(steps, (step) => inA.get(step) ?? -1),
      b: Int32Array.from(steps, (step) => inB.get(step) ?? -1),
    },
    rowsOnlyIn: {
      a: [...a.filter((step) => !inB.has(step)).sort()],
      b: [...b.filter((step) => !inA.has(step)).sort()],
    },
  };
}
