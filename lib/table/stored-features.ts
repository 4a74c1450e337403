import { OectError } from '../errors.js';
import type { FeatureTable, TableColumn } from './feature-table.js';
import { type ColumnDescription, type FeatureMetadata, parseTableMetadata } from './metadata.js';
import { MOST_NUMBERS, type StoredColumn, type StoredColumns, type StoredList } from './stored-columns.js';

/** A feature file that was read. */
export interface StoredFeatures {
  /** As it was written: names, units, values, remarks and key-values. */
  readonly table: FeatureTable;
  /** Its key-values, parsed. */
  readonly metadata: FeatureMetadata;
}

/**
 * The table that a feature file holds.
 *
 * @throws OectError `wrong-layout` if it is the file of another program; `data-corrupt` if its columns are not those that its
 *   metadata tells of
 */
export function storedFeatures({ rows, columns, metadata }: StoredColumns): StoredFeatures {
  const parsed = parseTableMetadata(metadata);
  const [index, ...others] = columns;
  if (index?.kind !== 'numbers' || index.name !== 'step_index' || !index.values.every((step, row) => step === row)) {
    throw new OectError('wrong-layout', 'its first column is not step_index, with the numbers of its rows');
  }
  const described = others.map((column) => describedColumn(column, rows, parsed.columns));
  const names = new Set(described.map(({ name }) => name));
  const lost = Object.keys(parsed.columns).find((name) => !names.has(name));
  if (lost !== undefined || names.size < described.length) {
    throw new OectError(
      'data-corrupt',
      `its columns are not those that its metadata tells of: ${lost ?? 'one is there twice'}`,
    );
  }
  const table: FeatureTable = {
    rows,
    columns: [{ kind: 'index', name: 'step_index' }, ...described],
    remarks: parsed.remarks,
    metadata,
  };
  return { table, metadata: parsed };
}

function describedColumn(
  column: StoredColumn,
  rows: number,
  descriptions: FeatureMetadata['columns'],
): Exclude<TableColumn, { kind: 'index' }> {
  const { name } = column;
  const description = Object.hasOwn(descriptions, name) ? descriptions[name] : undefined;
  if (description === undefined) throw new OectError('data-corrupt', `nothing is said of its column "${name}"`);
  const { feature, unit } = description;
  if (column.kind === 'numbers' && typeof unit === 'string' && description.shape === undefined) {
    return { kind: 'scalar', name, feature, unit, description: description.description, values: column.values };
  }
  if (column.kind !== 'list') throw new OectError('data-corrupt', `its column "${name}" is not what its metadata says`);
  const { shape, values, lengths } = ofShape(column, rows, description.shape ?? column.shape);
  const isDynamic = description.dynamic ?? lengths.some((length) => length !== 0 && length !== shape[0]);
  return {
    kind: 'list',
    name,
    feature,
    unit,
    description: description.description,
    shape,
    values,
    ...(isDynamic && { lengths }),
  };
}

/** The lists in rows of the width that they had, which no row may have reached. */
function ofShape(column: StoredList, rows: number, shape: NonNullable<ColumnDescription['shape']>): StoredList {
  const [size, ...inner] = column.shape;
  const [wanted, ...wantedInner] = shape;
  const width = size * product(inner);
  const wantedWidth = wanted * product(wantedInner);
  if (wanted === size && String(inner) === String(wantedInner)) return column;
  const isOther = inner.length !== wantedInner.length || (size > 0 && String(inner) !== String(wantedInner));
  if (isOther || size > wanted || wantedWidth * rows > MOST_NUMBERS) {
    throw new OectError(
      'data-corrupt',
      `its column "${column.name}" is of shape [${column.shape}], its metadata says [${shape}]`,
    );
  }
  const values = new Float64Array(rows * wantedWidth).fill(Number.NaN);
  for (let row = 0; row < rows && width > 0; row++) {
    values.set(column.values.subarray(row * width, (row + 1) * width), row * wantedWidth);
  }
  return { ...column, shape, values };
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((all, size) => all * size, 1);
}
