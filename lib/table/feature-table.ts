import { OectError } from '../errors.js';
import { type Column, type Columns, columnOf, lengthened, sharedNulls } from './column.js';
import { expandedNames, type TableLayout } from './layout.js';
import type { Remark } from './remark.js';

/**
 * The features of one experiment: one row per step. Plain data that threads can post; in a scalar or a list NaN is null.
 */
export interface FeatureTable {
  readonly rows: number;
  /** The index first; no two of the same name. */
  readonly columns: readonly TableColumn[];
  readonly remarks: readonly Remark[];
  /** Key-values that are written with the table. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** A column of any kind. */
export type TableColumn = IndexColumn | ScalarColumn | ListColumn;
export type ValueColumn = ScalarColumn | ListColumn;

/** The steps, 0 to rows - 1: int64, and not stored. */
export interface IndexColumn {
  readonly kind: 'index';
  readonly name: 'step_index';
}

/** One number per step, `[row]`. */
export interface ScalarColumn {
  readonly kind: 'scalar';
  readonly name: string;
  readonly feature: string;
  /** SI symbol; '' has none. */
  readonly unit: string;
  readonly description: string;
  readonly values: Float64Array;
}

/** A list per step, or a list of lists; null where the step has no value at all. */
export interface ListColumn {
  readonly kind: 'list';
  readonly name: string;
  readonly feature: string;
  /** One for all numbers, or one for each element of the last dimension. */
  readonly unit: string | readonly string[];
  readonly description: string;
  /** Of one row: `[k]` or `[k, m]`. */
  readonly shape: readonly [number, ...number[]];
  /** `[row, ...shape]`, row-major. */
  readonly values: Float64Array;
  /** Of dynamic shapes: how many of the `k` each row has, `[row]`. */
  readonly lengths?: Int32Array;
}

/** What a column of {@link Columns} is. */
export interface ColumnSpec {
  /** Its name in {@link Columns}. */
  readonly name: string;
  /** The feature whose result it is, or one of whose results. */
  readonly feature: string;
  /** SI symbol; for a last dimension of mixed quantities one per element. */
  readonly unit: string | readonly string[];
  readonly description: string;
}

export interface TableParts {
  readonly features: readonly ColumnSpec[];
  readonly columns: Columns;
  /** Columns with fewer rows end in nulls. */
  readonly rows: number;
  readonly layout: TableLayout;
  readonly remarks: readonly Remark[];
  /** Default: none. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Makes a table of columns. Columns of full length are taken as they are, not copied.
 *
 * @throws OectError `bad-configuration` if two columns would have the same name, which for dynamic shapes only the data
 *   tells; `internal` if a column is missing or longer than the table
 */
export function buildTable({ features, columns, rows, layout, remarks, metadata = {} }: TableParts): FeatureTable {
  const values = features.flatMap((spec): readonly ValueColumn[] => {
    const column = lengthened(findColumn(columns, spec, rows), rows);
    const [, first, ...others] = column.shape;
    if (first === undefined) return [scalarColumn(spec, spec.name, unitAt(spec, 0), column.values)];
    return layout === 'lists' ? [listColumn(spec, [first, ...others], column)] : expandedColumns(spec, column, rows);
  });
  refuseSameNames(values);
  return { rows, columns: [{ kind: 'index', name: 'step_index' }, ...values], remarks, metadata };
}

/** The columns that hold values: all but the index. */
export function valueColumns(table: FeatureTable): readonly ValueColumn[] {
  return table.columns.filter((column) => column.kind !== 'index');
}

/** Numbers in one row of a column. */
export function rowWidth(column: ValueColumn): number {
  return column.kind === 'scalar' ? 1 : column.shape.reduce((product, size) => product * size, 1);
}

/** Numbers that a row of a list column really has, padding left out; 0 where the row is null. */
export function listLength(column: ListColumn, row: number): number {
  const width = rowWidth(column);
  const [size] = column.shape;
  const length = column.lengths === undefined ? width : (column.lengths[row] ?? 0) * (width / size || 0);
  return hasValue(column.values, row * width, row * width + length) ? length : 0;
}

/** Whether any of the values from `start` to `stop` (exclusive) is not null. */
export function hasValue(values: Float64Array, start: number, stop: number): boolean {
  for (let index = start; index < stop; index++) {
    if (!Number.isNaN(values[index])) return true;
  }
  return false;
}

function findColumn(columns: Columns, { name }: ColumnSpec, rows: number): Column {
  const column = columnOf(columns, name);
  if (column.shape[0] > rows) {
    throw new OectError('internal', `column "${name}" has ${column.shape[0]} rows, its table has ${rows}`);
  }
  return column;
}

function scalarColumn(spec: ColumnSpec, name: string, unit: string, values: Float64Array): ScalarColumn {
  return { kind: 'scalar', name, feature: spec.feature, unit, description: spec.description, values };
}

function listColumn(spec: ColumnSpec, shape: ListColumn['shape'], { values, lengths }: Column): ListColumn {
  return { kind: 'list', ...spec, shape, values, ...(lengths !== undefined && { lengths }) };
}

function expandedColumns(spec: ColumnSpec, column: Column, rows: number): readonly ScalarColumn[] {
  const [, ...inner] = column.shape;
  const names = expandedNames(spec.name, inner);
  const last = inner.at(-1) ?? 1;
  const all = sharedNulls(names.length * rows);
  return names.map((name, offset) => {
    const values = all.subarray(offset * rows, (offset + 1) * rows);
    for (let row = 0; row < rows; row++) values[row] = column.values[row * names.length + offset] ?? Number.NaN;
    return scalarColumn(spec, name, unitAt(spec, offset % last), values);
  });
}

function unitAt({ unit }: ColumnSpec, element: number): string {
  return typeof unit === 'string' ? unit : (unit[element] ?? '');
}

function refuseSameNames(columns: readonly ValueColumn[]): void {
  const owners = new Map([['step_index', 'the index of the table']]);
  for (const { name, feature } of columns) {
    const owner = owners.get(name);
    if (owner !== undefined) {
      throw new OectError(
        'bad-configuration',
        `feature "${feature}": its column "${name}" is already ${owner}; give one of them another name`,
      );
    }
    owners.set(name, `a column of feature "${feature}"`);
  }
}
