import { type Columns, widthOf } from './column.js';
import { type ColumnSpec, hasValue } from './feature-table.js';
import type { Remark } from './remark.js';

/** How many (feature, row) pairs ended how: each is counted exactly once. */
export interface Counts {
  readonly values: number;
  readonly nulls: number;
  readonly failures: number;
}

export interface CountedParts {
  /** The first of a feature is the one that says whether the feature has a value. */
  readonly features: readonly ColumnSpec[];
  /** Rows of the table. Where a column has fewer, the others are null. */
  readonly rows: number;
  readonly columns: Columns;
  readonly remarks: readonly Remark[];
}

/**
 * Counts the values, nulls and failures of a table; they add up to features x rows.
 *
 * A pair is a value if any of its numbers is not null, a failure if it is none and a remark says so, and a null otherwise.
 */
export function countCells({ features, rows, columns, remarks }: CountedParts): Counts {
  const main = new Map<string, string>();
  for (const { feature, name } of features) if (!main.has(feature)) main.set(feature, name);
  const failed = failedSteps(remarks);

  let values = 0;
  let failures = 0;
  for (const [feature, name] of main) {
    const isValue = valueTest(columns, name);
    for (let row = 0; row < rows; row++) if (isValue(row)) values++;
    for (const step of failed.get(feature) ?? []) if (step < rows && !isValue(step)) failures++;
  }
  return { values, nulls: main.size * rows - values - failures, failures };
}

function failedSteps(remarks: readonly Remark[]): ReadonlyMap<string, ReadonlySet<number>> {
  const failed = new Map<string, Set<number>>();
  for (const { feature, kind, steps } of remarks) {
    if (kind !== 'failure') continue;
    const known = failed.get(feature) ?? new Set();
    failed.set(feature, known);
    for (const step of steps) known.add(step);
  }
  return failed;
}

function valueTest(columns: Columns, name: string): (row: number) => boolean {
  const column = columns.get(name);
  if (column === undefined) return () => false;
  const width = widthOf(column);
  return (row) => row < column.shape[0] && hasValue(column.values, row * width, (row + 1) * width);
}
