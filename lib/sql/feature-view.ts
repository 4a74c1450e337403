import type { DuckDBValue } from '@duckdb/node-api';
import { depthOf, type FeatureColumns } from '../combine/feature-files.js';
import { remember } from '../remember.js';
import { listLength, rowWidth, type TableColumn } from '../table/feature-table.js';
import { readFeatures } from '../table/read-features.js';
import { isArrow } from '../table/read-metadata.js';
import { distinctNames } from './distinct-names.js';
import type { DuckDb } from './duckdb.js';
import { KEY_COLUMNS } from './key-columns.js';
import { quoteName, quoteText, quoteTexts } from './quote.js';
import { SCHEMA, type SqlColumn, type UnitedTable } from './united-table.js';

/** Says whose the rows of each feature file are. */
export const FILE_LIST = `${SCHEMA}.feature_files`;

/** Columns of a view of features beside those of its files. */
const OWN_COLUMNS = [...KEY_COLUMNS.map(({ name }) => name), 'feature_file'];

/** Says of each row which file it is from; no feature has such a name. */
const FILE_COLUMN = 'oect feature file';

/**
 * A query for the rows of feature files of one configuration: whose they are, the step, the features, and the file. Columns
 * are united by name. Where a column is of numbers in one file and of lists in another, the lists are called `NAME_list`, and
 * lists of lists `NAME_list2`; a feature named as a column of the view's own gets a number.
 *
 * DuckDB reads Parquet files itself, when the query is run; Arrow files are read into the tables.
 *
 * @param files - by their paths
 */
export async function featuresQuery(
  duckdb: DuckDb,
  files: ReadonlyMap<string, FeatureColumns>,
  tables: UnitedTable,
): Promise<string> {
  const parquet = new Map<string, string[]>();
  const mixed = mixedColumns(new Set(files.values()));
  const namesIn = remember((columns: FeatureColumns) => columnNames(columns, mixed));
  for (const [file, columns] of files) {
    const names = namesIn(columns);
    if (isArrow(file)) {
      const { rows, columns } = (await readFeatures(file)).table;
      const read = columns.map((column) => sqlColumn(duckdb, rows, column, names));
      await tables.add([...read, fileColumn(file, rows)]);
    } else {
      const renamed = [...names.values()].filter(({ from, to }) => from !== to);
      const renames = renamed.map(({ from, to }) => `${quoteName(from)} as ${quoteName(to)}`).join(', ');
      const selected = renames === '' ? '*' : `* rename (${renames})`;
      const others = parquet.get(selected);
      if (others === undefined) parquet.set(selected, [file]);
      else others.push(file);
    }
  }
  const parts = [
    tables.end([
      { name: 'step_index', type: 'BIGINT' },
      { name: FILE_COLUMN, type: 'VARCHAR' },
    ]),
    ...[...parquet].map(([selected, paths]) => `select ${selected} from ${readParquet(paths)}`),
  ];
  const own = KEY_COLUMNS.map(({ name }) => `f.${name}`).join(', ');
  const file = quoteName(FILE_COLUMN);
  return (
    `select ${own}, v.* exclude (${file}), f.feature_file from (${parts.join(' union all by name ')}) v ` +
    `join ${FILE_LIST} f on v.${file} = f.feature_file`
  );
}

function readParquet(files: readonly string[]): string {
  return `read_parquet(${quoteTexts(files)}, union_by_name = true, filename = ${quoteText(FILE_COLUMN)})`;
}

interface Renamed {
  /** As SQL sees the column of the file. */
  readonly from: string;
  readonly to: string;
}

/** Columns that are of numbers in one file and of lists in another, or of lists of different depths; in small letters. */
function mixedColumns(schemas: Iterable<FeatureColumns>): ReadonlySet<string> {
  const depths = new Map<string, number>();
  const mixed = new Set<string>();
  for (const columns of schemas) {
    for (const [name, column] of columns) {
      const [key, depth] = [name.toLowerCase(), depthOf(column)];
      if ((depths.get(key) ?? depth) !== depth) mixed.add(key);
      depths.set(key, depth);
    }
  }
  return mixed;
}

/** What columns of a file are called in the view, by their names in the file. */
function columnNames(columns: FeatureColumns, mixed: ReadonlySet<string>): ReadonlyMap<string, Renamed> {
  const names = [...columns.keys()];
  const wanted = [...columns].map(([name, column]) => {
    const depth = depthOf(column);
    if (!mixed.has(name.toLowerCase()) || depth === 0) return name;
    return depth === 1 ? `${name}_list` : `${name}_list${depth}`;
  });
  const found = distinctNames(names, ['step_index']);
  const given = distinctNames(wanted, ['step_index', ...OWN_COLUMNS]);
  return new Map(names.map((name, index) => [name, { from: found[index] as string, to: given[index] as string }]));
}

function fileColumn(file: string, rows: number): SqlColumn {
  return { name: FILE_COLUMN, type: 'VARCHAR', values: new Array<string>(rows).fill(file) };
}

function sqlColumn(
  { listValue }: DuckDb,
  rows: number,
  column: TableColumn,
  names: ReadonlyMap<string, Renamed>,
): SqlColumn {
  const steps = Array.from({ length: rows }, (_, row) => row);
  if (column.kind === 'index') return { name: column.name, type: 'BIGINT', values: steps.map(BigInt) };
  const name = names.get(column.name)?.to ?? column.name;
  if (column.kind === 'scalar') return { name, type: 'DOUBLE', values: Array.from(column.values, nanIsNull) };
  const width = rowWidth(column);
  const cells = steps.map((row) => {
    const start = row * width;
    return Array.from(column.values.subarray(start, start + listLength(column, row)), nanIsNull);
  });
  const [, inner] = column.shape;
  if (inner === undefined) return { name, type: 'DOUBLE[]', values: cells.map((cell) => nullIfEmpty(cell, listValue)) };
  const pairs = (cell: readonly (number | null)[]) =>
    Array.from({ length: cell.length / inner }, (_, index) =>
      listValue(cell.slice(index * inner, (index + 1) * inner)),
    );
  return { name, type: 'DOUBLE[][]', values: cells.map((cell) => nullIfEmpty(pairs(cell), listValue)) };
}

function nullIfEmpty<T>(cell: readonly T[], listValue: (cell: readonly T[]) => DuckDBValue): DuckDBValue {
  return cell.length === 0 ? null : listValue(cell);
}

function nanIsNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
