import type {
  Compression,
  EnvelopeWriter,
  FieldDefinition,
  ParquetEnvelopeWriter,
  ParquetSchema,
  RowGroup,
  WriterOptions,
} from 'parquetjs-lite';
import type { ColumnData } from './shred.js';

type Parquet = typeof import('parquetjs-lite');

/** A column of a Parquet file. */
export interface FileColumn {
  readonly name: string;
  /** Steps are required int64; all others may be null. */
  readonly type: 'step' | 'number' | 'text';
  /** Lists within lists of them: 0 for one a row. */
  readonly depth: number;
  readonly compression: Compression;
}

// Version 1 pages: older readers know no others.
const LAYOUT: WriterOptions = { useDataPageV2: false, pageIndex: false };

/**
 * A Parquet file that is written row group by row group.
 *
 * No column has statistics: readers may skip a row group on their account, and none are better than slightly wrong ones.
 */
export class ParquetFile {
  readonly #parquet: Parquet;
  readonly #columns: readonly FileColumn[];
  readonly #write: (section: Buffer) => void;
  readonly #file: ParquetEnvelopeWriter;

  private constructor(parquet: Parquet, columns: readonly FileColumn[], write: (section: Buffer) => void) {
    this.#parquet = parquet;
    this.#columns = columns;
    this.#write = write;
    this.#file = this.#fileOf(columns, 0);
    this.#file.writeHeader();
  }

  /** @param write - takes what is to be written, in its order */
  static async begin(columns: readonly FileColumn[], write: (section: Buffer) => void): Promise<ParquetFile> {
    // Loaded when there is something to write: most threads and commands never do.
    const { default: parquet } = await import('parquetjs-lite');
    return new ParquetFile(parquet, columns, write);
  }

  /**
   * Writes a row group.
   *
   * @param data - of each column, taken one after the other
   */
  async add(rows: number, data: Iterable<ColumnData>): Promise<void> {
    // The library makes a row group by copying, for each column, all those before it. So each column is written as a row
    // group of its own, and these are one in the footer.
    const file = this.#file;
    const parts: RowGroup[] = [];
    let index = 0;
    for (const columnData of data) {
      const column = this.#columns[index++] as FileColumn;
      const part = this.#fileOf([column], file.offset);
      const writer = new this.#parquet.ParquetWriter(part.schema, rowGroupsOnly(part), LAYOUT);
      const path = column.name + ',list,element'.repeat(column.depth);
      writer.rowBuffer = {
        rowCount: rows,
        pageRowCount: rows,
        columnData: { [path]: columnData },
        pages: { [path]: [] },
      };
      await writer.close();
      file.offset = part.offset;
      parts.push(...part.rowGroups);
    }
    file.rowGroups.push(parts.reduce(join));
    file.rowCount += rows;
  }

  /** Writes the end of the file, with key-values that it is to have. */
  end(metadata: Readonly<Record<string, string>>): void {
    this.#file.writeFooter(metadata);
  }

  #fileOf(columns: readonly FileColumn[], offset: number): ParquetEnvelopeWriter {
    const fields = columns.map((column, index) => [`c${index}`, fieldOf(column)]);
    const schema = new this.#parquet.ParquetSchema(Object.fromEntries(fields));
    nameFields(schema, columns);
    return new this.#parquet.ParquetEnvelopeWriter(schema, this.#write, () => {}, offset, LAYOUT);
  }
}

/**
 * Gives the fields of a schema the names of the columns. The library takes names as the keys of an object, which moves `5` to
 * the front and loses `__proto__`: so it is given c0, c1, ... first.
 */
function nameFields({ fieldList }: ParquetSchema, columns: readonly FileColumn[]): void {
  for (const field of fieldList) {
    const { name } = columns[Number(field.path[0].slice(1))] as FileColumn;
    if (field.path.length === 1) field.name = name;
    field.path[0] = name;
  }
}

function fieldOf({ type, depth, compression }: FileColumn): FieldDefinition {
  if (type === 'step') return { type: 'INT64', compression, statistics: false };
  const field: FieldDefinition = {
    type: type === 'text' ? 'UTF8' : 'DOUBLE',
    optional: true,
    compression,
    statistics: false,
  };
  return Array.from({ length: depth }).reduce<FieldDefinition>(listOf, field);
}

function listOf(element: FieldDefinition): FieldDefinition {
  return { type: 'LIST', optional: true, fields: { list: { repeated: true, fields: { element } } } };
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
