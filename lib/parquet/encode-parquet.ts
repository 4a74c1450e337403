import type {
  Compression,
  EnvelopeWriter,
  FieldDefinition,
  ParquetSchema,
  RowBuffer,
  RowGroup,
  WriterOptions,
} from 'parquetjs-lite';
import { type FeatureTable, rowWidth, type TableColumn, valueColumns } from '../table/feature-table.js';
import { type ColumnData, type RowRange, shredIndex, shredLists, shredScalars } from './shred.js';

/** Numbers in a row group, 8 bytes each: below 10 MB a reader can hold several. */
const ROW_GROUP_VALUES = 1_000_000;
/** Numbers of one column in a row group: the time the library takes for the levels of a page grows with their square. */
const PAGE_VALUES = 50_000;
/** Columns shorter than this are not compressed: what that could save is less than what a page header takes. */
const SHORT_COLUMN_BYTES = 1024;
// Version 1 pages: older readers know no others.
const LAYOUT: WriterOptions = { useDataPageV2: false, pageIndex: false };

export interface ParquetOptions {
  /**
   * Default: `GZIP` for columns worth it, nothing for short ones. Of noisy numbers GZIP saves a tenth, SNAPPY next to
   * nothing; it takes 0.1 s more for a million, and most of the time that many small columns take.
   */
  readonly compression?: 'GZIP' | 'SNAPPY' | 'UNCOMPRESSED';
}

/**
 * Encodes a table as a Parquet file: `step_index` as required int64, scalars as optional double, lists as optional lists
 * of optional double. A null is a null, never NaN; infinities and -0 are kept.
 *
 * No column has statistics: readers may skip a row group on their account, and none are better than slightly wrong ones.
 */
export async function encodeParquet(table: FeatureTable, options: ParquetOptions = {}): Promise<Uint8Array> {
  // Loaded when there is something to write: most threads and commands never do.
  const { default: parquet } = await import('parquetjs-lite');
  const sections: Buffer[] = [];
  const fileOf = (columns: readonly TableColumn[], offset: number) => {
    const fields = columns.map((column, index) => [
      `c${index}`,
      fieldOf(column, options.compression ?? worthwhile(column, table.rows)),
    ]);
    const schema = new parquet.ParquetSchema(Object.fromEntries(fields));
    nameFields(schema, columns);
    return new parquet.ParquetEnvelopeWriter(
      schema,
      (section) => sections.push(section),
      () => {},
      offset,
      LAYOUT,
    );
  };
  const file = fileOf(table.columns, 0);
  file.writeHeader();
  for (const rows of rowGroups(table)) {
    // The library makes a row group by copying, for each column, all those before it. So each column is written as a row
    // group of its own, and these are one in the footer.
    const parts: RowGroup[] = [];
    for (const column of table.columns) {
      const part = fileOf([column], file.offset);
      const writer = new parquet.ParquetWriter(part.schema, rowGroupsOnly(part), LAYOUT);
      writer.rowBuffer = shredColumn(column, rows);
      await writer.close();
      file.offset = part.offset;
      parts.push(...part.rowGroups);
    }
    file.rowGroups.push(parts.reduce(join));
    file.rowCount += rows.stop - rows.start;
  }
  file.writeFooter(table.metadata);
  return Buffer.concat(sections);
}

/**
 * Gives the fields of a schema the names of the columns. The library takes names as the keys of an object, which moves `5` to
 * the front and loses `__proto__`: so it is given c0, c1, ... first.
 */
function nameFields({ fieldList }: ParquetSchema, columns: readonly TableColumn[]): void {
  for (const field of fieldList) {
    const { name } = columns[Number(field.path[0].slice(1))] as TableColumn;
    if (field.path.length === 1) field.name = name;
    field.path[0] = name;
  }
}

function worthwhile(column: TableColumn, rows: number): Compression {
  const width = column.kind === 'index' ? 1 : rowWidth(column);
  return rows * width * Float64Array.BYTES_PER_ELEMENT < SHORT_COLUMN_BYTES ? 'UNCOMPRESSED' : 'GZIP';
}

function fieldOf(column: TableColumn, compression: Compression): FieldDefinition {
  if (column.kind === 'index') return { type: 'INT64', compression, statistics: false };
  const number: FieldDefinition = { type: 'DOUBLE', optional: true, compression, statistics: false };
  return column.kind === 'scalar' ? number : column.shape.reduce<FieldDefinition>(listOf, number);
}

function listOf(element: FieldDefinition): FieldDefinition {
  return { type: 'LIST', optional: true, fields: { list: { repeated: true, fields: { element } } } };
}

function rowGroups(table: FeatureTable): readonly RowRange[] {
  const widths = valueColumns(table).map(rowWidth);
  const total = widths.reduce((sum, width) => sum + width, 1);
  const widest = widths.reduce((most, width) => Math.max(most, width), 1);
  const size = Math.max(1, Math.floor(Math.min(ROW_GROUP_VALUES / total, PAGE_VALUES / widest)));
  return Array.from({ length: Math.ceil(table.rows / size) }, (_, index) => ({
    start: index * size,
    stop: Math.min((index + 1) * size, table.rows),
  }));
}

function shredColumn(column: TableColumn, rows: RowRange): RowBuffer {
  const path = column.kind === 'list' ? column.name + ',list,element'.repeat(column.shape.length) : column.name;
  const count = rows.stop - rows.start;
  return {
    rowCount: count,
    pageRowCount: count,
    columnData: { [path]: shred(column, rows) },
    pages: { [path]: [] },
  };
}

function shred(column: TableColumn, rows: RowRange): ColumnData {
  switch (column.kind) {
    case 'index':
      return shredIndex(rows);
    case 'scalar':
      return shredScalars(column.values, rows);
    case 'list':
      return shredLists(column, rows);
  }
}

/** Row groups of the same rows and different columns as one, the first. */
function join(whole: RowGroup, part: RowGroup): RowGroup {
  whole.columns.push(...part.columns);
  whole.total_byte_size += part.total_byte_size;
  return whole;
}

/** A file that already has its header and gets its footer later. */
function rowGroupsOnly(file: EnvelopeWriter): EnvelopeWriter {
  return {
    useDataPageV2: file.useDataPageV2,
    writeHeader() {},
    writeRowGroup: (rows) => file.writeRowGroup(rows),
    writeIndex() {},
    writeFooter() {},
    close() {},
  };
}
