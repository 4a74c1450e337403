import { OectError } from '../errors.js';
import { corrupt } from './corrupt.js';
import { FlatTable } from './flatbuffer.js';

/** Where the columns of an Arrow file are and what they are. */
export interface ArrowLayout {
  readonly rows: number;
  readonly fields: readonly ArrowField[];
  /** Of each array, those within lists included: how many items it has. */
  readonly lengths: readonly number[];
  /** Parts of the file. */
  readonly buffers: readonly Uint8Array[];
  readonly metadata: Readonly<Record<string, string>>;
}

export interface ArrowField {
  readonly name: string;
  readonly type: ArrowType;
}

export type ArrowType =
  | { readonly kind: 'integer' | 'float'; readonly bits: 32 | 64 }
  | { readonly kind: 'list'; readonly item: ArrowType }
  | { readonly kind: 'fixed'; readonly size: number; readonly item: ArrowType }
  /** Not read; so many buffers are passed over. */
  | { readonly kind: 'other'; readonly type: string; readonly buffers: number };

const MAGIC = 'ARROW1';
/** The file begins with the magic and two bytes, and ends with the length of the footer and the magic. */
const HEADER = 8;
const TRAILER = 10;

const TYPES =
  'none Null Int FloatingPoint Binary Utf8 Bool Decimal Date Time Timestamp Interval List Struct Union FixedSizeBinary FixedSizeList Map Duration LargeBinary LargeUtf8 LargeList'.split(
    ' ',
  );
const [INT, FLOATING_POINT, LIST, FIXED_SIZE_LIST] = [2, 3, 12, 16];
/** Of the types without items: buffers of an array. */
const BUFFERS: Readonly<Record<string, number>> = {
  Null: 0,
  Binary: 3,
  Utf8: 3,
  LargeBinary: 3,
  LargeUtf8: 3,
  Int: 2,
  FloatingPoint: 2,
  Bool: 2,
  Decimal: 2,
  Date: 2,
  Time: 2,
  Timestamp: 2,
  Interval: 2,
  Duration: 2,
  FixedSizeBinary: 2,
};
/** Lists within lists. */
const MOST_DEPTH = 8;
const RECORD_BATCH = 3;

/**
 * Finds the columns of an Arrow IPC file with at most one record batch.
 *
 * @throws OectError `wrong-layout`, `file-truncated` or `data-corrupt`; RangeError if it points outside of itself
 */
export function readArrowLayout(bytes: Buffer): ArrowLayout {
  const end = bytes.length - TRAILER;
  if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) throw new OectError('wrong-layout', 'it is no Arrow file');
  if (end < HEADER || bytes.toString('latin1', end + 4) !== MAGIC) {
    throw new OectError('file-truncated', 'its end is missing, where Arrow files have their table of contents');
  }
  const length = bytes.readInt32LE(end);
  if (length < 4 || length > end - HEADER) throw corrupt('its table of contents is longer than the file');
  const footer = FlatTable.root(bytes.subarray(end - length, end));
  const schema = footer.table(1);
  if (schema === undefined) throw corrupt('it has no schema');
  const batches = footer.structs(3, 3);
  if (batches.length > 1) throw new OectError('wrong-layout', `it has ${batches.length} record batches instead of one`);
  return {
    fields: schema.tables(1).map((field) => ({ name: field.text(0), type: typeOf(field, 0) })),
    metadata: Object.fromEntries(schema.tables(2).map((entry) => [entry.text(0), entry.text(1)])),
    ...(batches[0] === undefined
      ? { rows: 0, lengths: [], buffers: [] }
      : readBatch(bytes.subarray(0, end), batches[0])),
  };
}

function typeOf(field: FlatTable, depth: number): ArrowType {
  const id = field.uint8(2);
  const type = TYPES[id] ?? 'unknown';
  const other = { kind: 'other', type, buffers: BUFFERS[type] ?? Number.NaN } as const;
  const details = field.table(3);
  if (details === undefined || depth > MOST_DEPTH) return other;
  // Of a dictionary there are only the indices.
  if (field.table(4) !== undefined) return { kind: 'other', type: 'dictionary', buffers: 2 };
  if (id === INT) {
    const bits = details.int32(0);
    return details.uint8(1) === 1 && (bits === 32 || bits === 64) ? { kind: 'integer', bits } : other;
  }
  if (id === FLOATING_POINT) {
    const precision = details.int16(0);
    return precision === 0 ? other : { kind: 'float', bits: precision === 1 ? 32 : 64 };
  }
  if (id !== LIST && id !== FIXED_SIZE_LIST) return other;
  const [child, ...more] = field.tables(5);
  if (child === undefined || more.length > 0) return other;
  const item = typeOf(child, depth + 1);
  return id === LIST ? { kind: 'list', item } : { kind: 'fixed', size: details.int32(0), item };
}

function readBatch(
  bytes: Buffer,
  [start = 0, metadataLength = 0, bodyLength = 0]: readonly number[],
): Pick<ArrowLayout, 'rows' | 'lengths' | 'buffers'> {
  // Of the second number only the lower half is used.
  const body = start + (metadataLength & 0x7fffffff);
  if (start < HEADER || body < start || bodyLength < 0 || body + bodyLength > bytes.length) {
    throw corrupt('its record batch lies outside of the file');
  }
  const message = FlatTable.root(bytes.subarray(start + (bytes.readInt32LE(start) === -1 ? 8 : 4), body));
  const batch = message.table(2);
  if (batch === undefined || message.uint8(1) !== RECORD_BATCH) throw corrupt('its record batch is none');
  if (batch.table(3) !== undefined) {
    throw new OectError('wrong-layout', 'its columns are compressed; only uncompressed ones can be read');
  }
  return {
    rows: batch.int64(0),
    lengths: batch.structs(1, 2).map(([items = 0]) => items),
    buffers: batch.structs(2, 2).map(([offset = 0, length = 0]) => {
      if (offset < 0 || length < 0 || offset + length > bodyLength) throw corrupt('a column lies outside of the file');
      return bytes.subarray(body + offset, body + offset + length);
    }),
  };
}
