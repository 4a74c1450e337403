import type { Data, DataType, Field, Table } from 'apache-arrow';
import { type FeatureTable, type ListColumn, listLength, rowWidth, type TableColumn } from './feature-table.js';

export type Arrow = typeof import('apache-arrow');

/**
 * The table as an Arrow table: int64 `step_index`, nullable doubles and lists of them; shape `[k, m]` becomes a list of
 * fixed-size lists of m. Units and descriptions are metadata of the fields, the table's metadata that of the schema.
 *
 * The doubles are the table's own memory, not a copy, except for lists of differing lengths.
 */
export async function toArrow(table: FeatureTable): Promise<Table> {
  // Loaded when it is wanted: it takes longer to load than many a table takes to compute.
  const arrow = await import('apache-arrow');
  const columns = table.columns.map((column) => ({
    field: arrowField(arrow, column),
    data: arrowData(arrow, column, table.rows),
  }));
  const schema = new arrow.Schema(
    columns.map(({ field }) => field),
    new Map(Object.entries(table.metadata)),
  );
  const data = arrow.makeData({
    type: new arrow.Struct(schema.fields),
    length: table.rows,
    nullCount: 0,
    children: columns.map((column) => column.data),
  });
  return new arrow.Table([new arrow.RecordBatch(schema, data)]);
}

/** Encodes a table as an Arrow IPC file, which is an uncompressed Feather (version 2) file. */
export async function encodeArrow(table: FeatureTable): Promise<Uint8Array> {
  const { tableToIPC } = await import('apache-arrow');
  return tableToIPC(await toArrow(table), 'file');
}

/** How a column stands in the schema of an Arrow table. */
export function arrowField(arrow: Arrow, column: TableColumn): Field {
  if (column.kind === 'index') return new arrow.Field(column.name, new arrow.Int64(), false);
  const unit = typeof column.unit === 'string' ? column.unit : JSON.stringify(column.unit);
  const metadata = new Map([
    ['feature', column.feature],
    ['unit', unit],
    ['description', column.description],
  ]);
  const type = column.kind === 'scalar' ? new arrow.Float64() : listType(arrow, column.shape);
  return new arrow.Field(column.name, type, true, metadata);
}

function listType(arrow: Arrow, [, ...inner]: ListColumn['shape']): DataType {
  return new arrow.List(itemOf(arrow, elementType(arrow, inner)));
}

function elementType(arrow: Arrow, inner: readonly number[]): DataType {
  return inner.reduceRight<DataType>(
    (element, size) => new arrow.FixedSizeList(size, itemOf(arrow, element)),
    new arrow.Float64(),
  );
}

function itemOf(arrow: Arrow, type: DataType): Field {
  return new arrow.Field('item', type, true);
}

/** The rows of a column as Arrow has them. */
export function arrowData(arrow: Arrow, column: TableColumn, rows: number): Data {
  switch (column.kind) {
    case 'index':
      return arrow.makeData({
        type: new arrow.Int64(),
        data: BigInt64Array.from({ length: rows }, (_, row) => BigInt(row)),
      });
    case 'scalar':
      return doubles(arrow, column.values);
    case 'list':
      return lists(arrow, column, rows);
  }
}

function doubles(arrow: Arrow, values: Float64Array): Data {
  return arrow.makeData({
    type: new arrow.Float64(),
    data: values,
    ...validity(values.length, (index) => !Number.isNaN(values[index])),
  });
}

function lists(arrow: Arrow, column: ListColumn, rows: number): Data {
  const {
    shape: [, ...inner],
  } = column;
  const elementWidth = inner.reduce((product, size) => product * size, 1);
  const lengths = Int32Array.from({ length: rows }, (_, row) => listLength(column, row));
  const { values, starts } = packed(column, lengths);
  let child = doubles(arrow, values);
  for (const [depth, size] of [...inner.entries()].reverse()) {
    child = arrow.makeData({
      type: new arrow.FixedSizeList(size, itemOf(arrow, elementType(arrow, inner.slice(depth + 1)))),
      length: child.length / size || 0,
      nullCount: 0,
      child,
    });
  }
  return arrow.makeData({
    type: new arrow.List(itemOf(arrow, elementType(arrow, inner))),
    length: rows,
    valueOffsets: starts.map((start) => start / elementWidth || 0),
    child,
    ...validity(rows, (row) => lengths[row] !== 0),
  });
}

/** The values of all rows one behind the other, and where each row starts, `[row + 1]`. */
function packed(
  column: ListColumn,
  lengths: Int32Array,
): { readonly values: Float64Array; readonly starts: Int32Array } {
  const width = rowWidth(column);
  // A null row may lie over values: only a row that is part of its width has to be moved.
  if (lengths.every((length) => length === width || length === 0)) {
    return { values: column.values, starts: Int32Array.from({ length: lengths.length + 1 }, (_, row) => row * width) };
  }
  const starts = new Int32Array(lengths.length + 1);
  for (const [row, length] of lengths.entries()) starts[row + 1] = Number(starts[row]) + length;
  const values = new Float64Array(starts.at(-1) ?? 0);
  for (const [row, length] of lengths.entries()) {
    values.set(column.values.subarray(row * width, row * width + length), starts[row]);
  }
  return { values, starts };
}

/** Arrow's null bitmap, least significant bit first; none where nothing is null. */
function validity(length: number, isValid: (index: number) => boolean) {
  const nullBitmap = new Uint8Array(Math.ceil(length / 8));
  let nullCount = 0;
  for (let index = 0; index < length; index++) {
    if (isValid(index)) nullBitmap[index >> 3] = Number(nullBitmap[index >> 3]) | (1 << (index & 7));
    else nullCount++;
  }
  return nullCount === 0 ? { nullCount } : { nullCount, nullBitmap };
}
