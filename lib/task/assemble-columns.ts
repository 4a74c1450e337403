import type { ExtractedFeature } from '../graph/feature.js';
import { columnName } from '../graph/feature.js';
import type { Column } from '../table/column.js';
import { widthOf } from '../table/column.js';
import { BlockColumn } from './block-column.js';
import type { StepResult } from './step-task.js';

/** The columns of steps that have no value: of the shapes that the features declare, all null. */
export function emptyColumns(features: readonly ExtractedFeature[], steps: number): ReadonlyMap<string, Column> {
  return new Map(
    features.flatMap(({ name, outputs }) =>
      outputs.map((output) => [columnName(name, output), new BlockColumn(output.shape, steps).finish()] as const),
    ),
  );
}

/**
 * Puts the results of one layer together: one column per output, `rows` long, null where no result covers a row.
 *
 * The columns are the same whatever the order and the sizes of the results were.
 */
export function assembleColumns(
  features: readonly ExtractedFeature[],
  rows: number,
  results: readonly StepResult[],
): ReadonlyMap<string, Column> {
  const columns = new Map<string, Column>();
  for (const [name, empty] of emptyColumns(features, 0)) {
    const parts = results.flatMap(({ steps, columns: found }) => {
      const column = found.get(name);
      return column === undefined ? [] : [{ start: steps.start, column }];
    });
    columns.set(name, joinParts(empty, rows, parts));
  }
  return columns;
}

function joinParts(
  empty: Column,
  rows: number,
  parts: readonly { readonly start: number; readonly column: Column }[],
): Column {
  const [, ...inner] = parts.reduce((widest, { column }) => {
    return widthOf(column) > widthOf(widest) ? column : widest;
  }, empty).shape;
  const width = inner.reduce((product, size) => product * size, 1);
  const values = new Float64Array(rows * width).fill(Number.NaN);
  const lengths = empty.lengths && new Int32Array(rows);
  for (const { start, column } of parts) {
    const partWidth = widthOf(column);
    if (partWidth === width) {
      values.set(column.values, start * width);
    } else {
      for (let row = 0; row < column.shape[0]; row++) {
        values.set(column.values.subarray(row * partWidth, (row + 1) * partWidth), (start + row) * width);
      }
    }
    if (lengths && column.lengths) lengths.set(column.lengths, start);
  }
  return { shape: [rows, ...inner], values, ...(lengths && { lengths }) };
}
