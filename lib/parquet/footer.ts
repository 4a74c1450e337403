import { OectError } from '../errors.js';
import { corrupt } from '../table/corrupt.js';
import { readThrift, type ThriftStruct, type ThriftValue } from './thrift.js';

/** What the footer of a Parquet file says, as far as columns are read here. */
export interface Footer {
  readonly rows: number;
  /** In the order of the file, nested ones as one. */
  readonly columns: readonly SchemaColumn[];
  readonly rowGroups: readonly RowGroupLayout[];
  readonly metadata: Readonly<Record<string, string>>;
}

export interface SchemaColumn {
  readonly name: string;
  /** Leaf columns that it has, and the index of the first among those of the file. */
  readonly leaves: { readonly first: number; readonly count: number };
  /** Undefined if it is neither a number nor a list of numbers. */
  readonly numbers: NumberType | undefined;
  /** How it is written, for messages. */
  readonly type: string;
}

/** How the numbers of a leaf column lie in the file. */
export interface NumberType {
  readonly physical: PhysicalType;
  /** 0 for one number per row, 1 for lists, 2 for lists of lists. */
  readonly depth: number;
  /** Definition level of a number that is there. */
  readonly present: number;
}

export type PhysicalType = 'INT32' | 'INT64' | 'FLOAT' | 'DOUBLE';

export interface RowGroupLayout {
  readonly rows: number;
  /** Of each leaf column. */
  readonly chunks: readonly ChunkLayout[];
}

export interface ChunkLayout {
  /** Where its pages are in the file. */
  readonly start: number;
  readonly stop: number;
  /** Numbers, nulls and lists without numbers. */
  readonly entries: number;
  readonly codec: string;
}

const MAGIC = 'PAR1';
/** Length of the footer, and the magic. */
const TRAILER = 8;

const TYPES = ['BOOLEAN', 'INT32', 'INT64', 'INT96', 'FLOAT', 'DOUBLE', 'BYTE_ARRAY', 'FIXED_LEN_BYTE_ARRAY'];
const NUMBERS: ReadonlySet<string> = new Set<PhysicalType>(['INT32', 'INT64', 'FLOAT', 'DOUBLE']);
const CODECS = ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'LZO', 'BROTLI', 'LZ4', 'ZSTD', 'LZ4_RAW'];
/** Converted types that are numbers as they stand: whole numbers that their type holds with their sign. */
const WHOLE_NUMBERS: ReadonlySet<number> = new Set([11, 12, 15, 16, 17, 18]);
const REQUIRED = 0;
const OPTIONAL = 1;
const REPEATED = 2;

/**
 * Reads the footer of a Parquet file.
 *
 * @throws OectError `wrong-layout`, `file-truncated` or `data-corrupt`
 */
export function readFooter(bytes: Uint8Array): Footer {
  const end = bytes.length - TRAILER;
  if (latin1(bytes.subarray(0, 4)) !== MAGIC) throw new OectError('wrong-layout', 'it is no Parquet file');
  if (end < 4 || latin1(bytes.subarray(end + 4)) !== MAGIC) {
    throw new OectError('file-truncated', 'its end is missing, where Parquet files have their table of contents');
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset + end).getUint32(0, true);
  if (length > end - 4) throw corrupt('its table of contents is longer than the file');
  const { struct } = readThrift(bytes.subarray(0, end), end - length);
  const [root, ...elements] = structs(struct.get(2));
  if (root === undefined) throw corrupt('it has no schema');
  const columns = schemaColumns(elements);
  const leaves = columns.reduce((sum, column) => sum + column.leaves.count, 0);
  return {
    rows: count(struct.get(3)),
    columns,
    rowGroups: structs(struct.get(4)).map((group) => rowGroup(group, leaves, end - length)),
    metadata: Object.fromEntries(
      structs(struct.get(5)).map((entry) => [text(entry.get(1)), entry.has(2) ? text(entry.get(2)) : '']),
    ),
  };
}

function rowGroup(group: ThriftStruct, leaves: number, end: number): RowGroupLayout {
  const chunks = structs(group.get(1));
  if (chunks.length !== leaves) throw corrupt(`a row group has ${chunks.length} columns, its schema ${leaves}`);
  return { rows: count(group.get(3)), chunks: chunks.map((chunk) => chunkLayout(chunk, end)) };
}

function chunkLayout(chunk: ThriftStruct, end: number): ChunkLayout {
  const metadata = chunk.get(3);
  if (!isStruct(metadata)) throw corrupt('a column of a row group has no metadata');
  if (chunk.has(1)) throw new OectError('wrong-layout', 'parts of it are in other files');
  const data = count(metadata.get(9));
  const start = metadata.has(11) ? Math.min(count(metadata.get(11)) || data, data) : data;
  const stop = start + count(metadata.get(7));
  if (start < MAGIC.length || stop > end) throw corrupt('a column lies outside of the file');
  return { start, stop, entries: count(metadata.get(5)), codec: CODECS[count(metadata.get(4))] ?? 'unknown' };
}

/** The schema is a tree, written from the root down. */
function schemaColumns(elements: readonly ThriftStruct[]): readonly SchemaColumn[] {
  const columns: SchemaColumn[] = [];
  for (let index = 0, first = 0; index < elements.length; ) {
    const branch = branchAt(elements, index);
    const top = branch[0] as ThriftStruct;
    const leaves = branch.filter((element) => childrenOf(element) === 0).length;
    const numbers = numberType(branch);
    columns.push({
      name: text(top.get(4)),
      leaves: { first, count: leaves },
      numbers,
      type: branch.length > 1 ? 'nested columns' : (TYPES[Number(top.get(1))] ?? 'unknown'),
    });
    first += leaves;
    index += branch.length;
  }
  return columns;
}

function branchAt(elements: readonly ThriftStruct[], start: number): readonly ThriftStruct[] {
  let stop = start;
  for (let open = 1; open > 0; open--) {
    const element = elements[stop++];
    if (element === undefined) throw corrupt('its schema ends too early');
    open += childrenOf(element);
  }
  return elements.slice(start, stop);
}

/** A required or optional number; or lists in three levels (optional, repeated, optional), as deep as they go. */
function numberType(branch: readonly ThriftStruct[]): NumberType | undefined {
  const leaf = branch.at(-1) as ThriftStruct;
  const physical = TYPES[Number(leaf.get(1))] ?? '';
  if (!isNumberType(physical) || !isPlainNumber(leaf)) return undefined;
  const repetitions = branch.map((element) => element.get(3));
  if (branch.length === 1) {
    if (repetitions[0] === REQUIRED) return { physical, depth: 0, present: 0 };
    return repetitions[0] === OPTIONAL ? { physical, depth: 0, present: 1 } : undefined;
  }
  const isList = repetitions.every((repetition, level) => repetition === (level % 2 === 1 ? REPEATED : OPTIONAL));
  const isLine = branch.every((element, level) => childrenOf(element) === (level < branch.length - 1 ? 1 : 0));
  return isList && isLine && branch.length % 2 === 1
    ? { physical, depth: (branch.length - 1) / 2, present: branch.length }
    : undefined;
}

/** Not a date, a time or a decimal. */
function isPlainNumber(leaf: ThriftStruct): boolean {
  if (leaf.has(6)) return WHOLE_NUMBERS.has(Number(leaf.get(6)));
  const logical = leaf.get(10);
  return !isStruct(logical) || logical.has(10);
}

function isNumberType(type: string): type is PhysicalType {
  return NUMBERS.has(type);
}

function childrenOf(element: ThriftStruct): number {
  return element.has(5) ? count(element.get(5)) : 0;
}

export function count(value: ThriftValue | undefined): number {
  if (typeof value !== 'number' || value < 0) throw corrupt('a number in its metadata is missing or negative');
  return value;
}

export function isStruct(value: ThriftValue | undefined): value is ThriftStruct {
  return value instanceof Map;
}

function structs(value: ThriftValue | undefined): readonly ThriftStruct[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || !value.every(isStruct)) throw corrupt('a list in its metadata is not what it should be');
  return value;
}

function text(value: ThriftValue | undefined): string {
  if (!(value instanceof Uint8Array)) throw corrupt('a text in its metadata is missing');
  return Buffer.from(value.buffer, value.byteOffset, value.length).toString('utf8');
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
