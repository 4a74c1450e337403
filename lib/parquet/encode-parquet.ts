import type { Compression } from 'parquetjs-lite';
import { scratch } from '../scratch.js';
import { type FeatureTable, rowWidth, type TableColumn } from '../table/feature-table.js';
import type { Write } from '../table/fill-file.js';
import { type FileColumn, ParquetFile } from './parquet-file.js';
import { rowGroups } from './row-groups.js';
import { type ColumnData, type RowRange, type ShredMemory, shredIndex, shredLists, shredScalars } from './shred.js';

/** Columns shorter than this are not compressed: what that could save is less than what a page header takes. */
const SHORT_COLUMN_BYTES = 1024;

export interface ParquetOptions {
  /**
   * Default: `GZIP` for columns worth it, nothing for short ones. Of noisy numbers GZIP saves a tenth, SNAPPY next to
   * nothing; it takes 0.1 s more for a million, and most of the time that many small columns take.
   */
  readonly compression?: 'GZIP' | 'SNAPPY' | 'UNCOMPRESSED';
}

/**
 * Encodes a table as a Parquet file: `step_index` as required int64, scalars as optional double, lists as optional lists of
 * optional double. A null is a null, never NaN; infinities and -0 are kept.
 */
export async function encodeParquet(
  table: FeatureTable,
  write: Write,
  { compression }: ParquetOptions = {},
): Promise<void> {
  const memory = reusedMemory();
  const columns = table.columns.map((column) => fileColumn(column, compression ?? worthwhile(column, table.rows)));
  const file = await ParquetFile.begin(columns, write);
  for (const rows of rowGroups(table.rows, table.columns.map(widthOf))) {
    await file.add(rows.stop - rows.start, shredColumns(table.columns, rows, memory));
  }
  file.end(table.metadata);
}

/** Of one encoding, for one column after the other: each is in the file before the next one is made. */
function reusedMemory(): ShredMemory {
  return {
    values: scratch((length) => new Float64Array(length)),
    dlevels: scratch((length) => new Uint8Array(length)),
    rlevels: scratch((length) => new Uint8Array(length)),
  };
}

/** How a column of a table stands in a Parquet file. */
export function fileColumn(column: TableColumn, compression: Compression): FileColumn {
  const { name, kind } = column;
  if (kind === 'index') return { name, type: 'step', depth: 0, compression };
  return { name, type: 'number', depth: kind === 'list' ? column.shape.length : 0, compression };
}

/** Numbers in one row of a column, the index included. */
export function widthOf(column: TableColumn): number {
  return column.kind === 'index' ? 1 : rowWidth(column);
}

/**
 * Rows of columns as a Parquet file has them, each made when it is asked for.
 *
 * @param memory - to put each of them into. Default: new arrays
 */
export function* shredColumns(
  columns: readonly TableColumn[],
  rows: RowRange,
  memory?: ShredMemory,
): Generator<ColumnData> {
  for (const column of columns) yield shred(column, rows, memory);
}

function worthwhile(column: TableColumn, rows: number): Compression {
  return rows * widthOf(column) * Float64Array.BYTES_PER_ELEMENT < SHORT_COLUMN_BYTES ? 'UNCOMPRESSED' : 'GZIP';
}

function shred(column: TableColumn, rows: RowRange, memory?: ShredMemory): ColumnData {
  switch (column.kind) {
    case 'index':
      return shredIndex(rows);
    case 'scalar':
      return shredScalars(column.values, rows, memory);
    case 'list':
      return shredLists(column, rows, memory);
  }
}
