import { messageOf } from '../errors.js';
import type { DerivedFunction } from '../graph/definition.js';
import type { DerivedFeature } from '../graph/feature.js';
import { type Column, type Columns, columnOf, lengthened, sharedNulls, widthOf } from '../table/column.js';
import { type Computed, withColumns } from '../table/computed.js';
import { hasValue } from '../table/feature-table.js';
import type { Remark } from '../table/remark.js';
import type { BlockResult } from './block.js';
import { RemarkBook } from './remark-book.js';

/**
 * Computes derived features of one experiment from its columns, which must be complete.
 *
 * A function that throws, or gives something other than one row per step (or one number for all), leaves null with the reason
 * in every row. NaN in its result is null.
 */
export function deriveColumns<E extends Computed>(experiment: E, features: readonly DerivedFeature[]): E {
  const { columns, remarks } = derivedColumns(experiment.columns, features);
  return withColumns(experiment, columns, remarks);
}

/** What has to be known of a derived feature to compute it. */
export type Derivable = Pick<DerivedFeature, 'name' | 'inputs' | 'func' | 'expression'>;

/** As {@link deriveColumns}: the new columns alone, of the columns that they are computed from. */
export function derivedColumns(columns: Columns, features: readonly Derivable[]): BlockResult {
  const derived = features.map((feature) => ({ name: feature.name, ...derive(feature, columns) }));
  return {
    columns: derived.map(({ name, column }) => [name, column]),
    remarks: derived.flatMap(({ remarks }) => remarks),
  };
}

interface Derived {
  readonly column: Column;
  readonly remarks: readonly Remark[];
}

function derive(feature: Derivable, columns: Columns): Derived {
  const found = feature.inputs.map((name) => columnOf(columns, name));
  const rows = Math.max(0, ...found.map(({ shape }) => shape[0]));
  const inputs = found.map((column) => lengthened(column, rows));
  try {
    // A function of a program or a module may sort its input in place: it gets copies. An expression changes nothing.
    const column = asColumn(feature.func(...(feature.expression === undefined ? inputs.map(copyOf) : inputs)), rows);
    return { column, remarks: nullRemarks(feature.name, column, inputs) };
  } catch (error) {
    const steps = Array.from({ length: rows }, (_, row) => row);
    return {
      column: { shape: [rows], values: new Float64Array(rows).fill(Number.NaN) },
      remarks: rows === 0 ? [] : [{ feature: feature.name, kind: 'failure', reason: messageOf(error), steps }],
    };
  }
}

function copyOf({ shape, values, lengths }: Column): Column {
  return { shape, values: values.slice(), ...(lengths && { lengths: lengths.slice() }) };
}

function asColumn(result: ReturnType<DerivedFunction>, rows: number): Column {
  const isColumn = typeof result === 'object' && result !== null && 'shape' in result;
  if (!isColumn && !(Array.isArray(result) || result instanceof Float64Array)) {
    throw new Error(`the function gave ${String(result)}; it must give a column or a list of numbers`);
  }
  const column = isColumn ? result : { shape: [result.length] as const, values: result };
  if (column.shape[0] !== rows && column.values.length === 1 && column.shape.every((size) => size === 1)) {
    // One number for all rows, as numpy broadcasts it.
    return { shape: [rows], values: sharedNulls(rows).fill(column.values[0] as number) };
  }
  if (column.shape[0] !== rows) {
    throw new Error(
      `the function gave shape [${column.shape.join(', ')}] for ${rows} steps; it must give a row per step`,
    );
  }
  const size = column.shape.reduce((product, length) => product * length, 1);
  if (column.values.length !== size) {
    throw new Error(`the function gave ${column.values.length} values for shape [${column.shape.join(', ')}]`);
  }
  // Of its own: extractors of later layers read it on other threads, and whoever made it may change it.
  const values = sharedNulls(size);
  values.set(column.values);
  return { ...column, values };
}

function nullRemarks(feature: string, column: Column, inputs: readonly Column[]): readonly Remark[] {
  const book = new RemarkBook();
  for (let row = 0; row < column.shape[0]; row++) {
    if (!isNull(column, row)) continue;
    const missing = inputs.some((input) => isNull(input, row));
    book.add(feature, 'null', row, missing ? 'an input is null' : 'the result is NaN');
  }
  return book.remarks();
}

function isNull(column: Column, row: number): boolean {
  const width = widthOf(column);
  return !hasValue(column.values, row * width, (row + 1) * width);
}
