/** The part of parquetjs-lite that is used here; it has no types of its own. */
declare module 'parquetjs-lite' {
  export type Compression = 'UNCOMPRESSED' | 'GZIP' | 'SNAPPY';

  export type FieldDefinition =
    | {
        readonly type: 'DOUBLE' | 'INT64' | 'UTF8';
        readonly optional?: boolean;
        readonly repeated?: boolean;
        readonly compression?: Compression;
        readonly statistics?: false;
      }
    | {
        readonly type?: 'LIST';
        readonly optional?: boolean;
        readonly repeated?: boolean;
        readonly fields: Readonly<Record<string, FieldDefinition>>;
      };

  export class ParquetSchema {
    /** All fields, those of lists included, in the order of the file. */
    readonly fieldList: readonly { name: string; readonly path: [string, ...string[]] }[];
    constructor(definition: Readonly<Record<string, FieldDefinition>>);
  }

  /** The shredded values of one leaf column. */
  export interface ColumnData {
    readonly values: ArrayLike<number> | readonly string[];
    readonly dlevels: Uint8Array;
    readonly rlevels: Uint8Array;
    readonly count: number;
    readonly distinct_values: ReadonlySet<never>;
  }

  /** The rows of one row group; keyed by the path of the leaf column, joined by commas. */
  export interface RowBuffer {
    readonly rowCount: number;
    readonly pageRowCount: number;
    readonly columnData: Record<string, ColumnData>;
    readonly pages: Record<string, unknown[]>;
  }

  export interface WriterOptions {
    readonly useDataPageV2?: boolean;
    readonly pageIndex?: boolean;
  }

  /** A row group as the footer tells of it. */
  export interface RowGroup {
    readonly columns: unknown[];
    total_byte_size: number;
  }

  /** What a {@link ParquetWriter} writes its sections through. */
  export interface EnvelopeWriter {
    readonly useDataPageV2: boolean;
    writeHeader(): unknown;
    writeRowGroup(rows: RowBuffer): unknown;
    writeIndex(): unknown;
    writeFooter(metadata: Readonly<Record<string, string>>): unknown;
    close(): unknown;
  }

  export class ParquetEnvelopeWriter implements EnvelopeWriter {
    readonly schema: ParquetSchema;
    readonly useDataPageV2: boolean;
    /** Where the next section goes. */
    offset: number;
    rowCount: number;
    readonly rowGroups: RowGroup[];
    constructor(
      schema: ParquetSchema,
      write: (section: Buffer) => unknown,
      close: () => unknown,
      offset: number,
      options: WriterOptions,
    );
    writeHeader(): unknown;
    writeRowGroup(rows: RowBuffer): unknown;
    writeIndex(): unknown;
    writeFooter(metadata: Readonly<Record<string, string>>): unknown;
    close(): unknown;
  }

  export class ParquetWriter {
    rowBuffer: RowBuffer;
    constructor(schema: ParquetSchema, envelope: EnvelopeWriter, options: WriterOptions);
    close(): Promise<void>;
  }

  export interface FileMetadata {
    readonly key_value_metadata: readonly { readonly key: string; readonly value: string | Buffer | null }[] | null;
  }

  export class ParquetEnvelopeReader {
    static openFile(path: string): Promise<ParquetEnvelopeReader>;
    readHeader(): Promise<void>;
    readFooter(): Promise<FileMetadata>;
    close(): Promise<void>;
  }
}

declare module 'parquetjs-lite/lib/compression.js' {
  const compression: { inflate(method: 'SNAPPY', page: Uint8Array): Uint8Array };
  export default compression;
}
