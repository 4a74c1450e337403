/**
 * How h5wasm wants a datatype described when it writes: the class by its number in HDF5 (H5T_class_t), sizes in bytes.
 */
export interface NativeType {
  readonly type: number;
  readonly size: number;
  readonly signed: boolean;
  /** Of variable length. */
  readonly vlen: boolean;
  /** Of text: 0 ASCII, padded with NUL; 1 UTF-8. */
  readonly cset?: 0 | 1;
  readonly compound_type?: { readonly nmembers: number; readonly members: readonly NativeMemberType[] };
}

export interface NativeMemberType extends NativeType {
  readonly name: string;
  /** Position in the record. */
  readonly offset: number;
}

/** A column of a compound table: int64, or byte strings as long as the longest text (but at least 10). */
export interface TableColumn {
  readonly name: string;
  readonly values: BigInt64Array | readonly string[];
}

const CLASS = { integer: 0, float: 1, text: 3, compound: 6 } as const;
const SHORTEST_TEXT = 10;

export const INT8: NativeType = { type: CLASS.integer, size: 1, signed: true, vlen: false };
export const INT64: NativeType = { type: CLASS.integer, size: 8, signed: true, vlen: false };
export const FLOAT64: NativeType = { type: CLASS.float, size: 8, signed: true, vlen: false };
/** Of variable length; in memory it is a pointer, which takes 4 bytes in WebAssembly. */
export const TEXT: NativeType = { type: CLASS.text, size: 4, signed: false, vlen: true, cset: 1 };

/** The type of a table's records: its columns one after the other, without gaps. */
export function recordType(columns: readonly TableColumn[]): NativeType {
  let size = 0;
  const members = columns.map(({ name, values }) => {
    const member = { ...columnType(values), name, offset: size };
    size += member.size;
    return member;
  });
  return {
    type: CLASS.compound,
    size,
    signed: false,
    vlen: false,
    compound_type: { nmembers: members.length, members },
  };
}

/** The records of a table of equally long columns, as they stand in the file. */
export function encodeRecords(columns: readonly TableColumn[]): Uint8Array {
  const { size, compound_type } = recordType(columns);
  const bytes = new Uint8Array(size * (columns[0]?.values.length ?? 0));
  const view = new DataView(bytes.buffer);
  const encoder = new TextEncoder();
  for (const [i, { values }] of columns.entries()) {
    const start = compound_type?.members[i]?.offset ?? 0;
    for (const [row, value] of values.entries()) {
      const at = row * size + start;
      if (typeof value === 'bigint') view.setBigInt64(at, value, true);
      else bytes.set(encoder.encode(value), at);
    }
  }
  return bytes;
}

function columnType(values: BigInt64Array | readonly string[]): NativeType {
  if (values instanceof BigInt64Array) return INT64;
  const size = values.reduce((bytes, text) => Math.max(bytes, Buffer.byteLength(text)), SHORTEST_TEXT);
  return { type: CLASS.text, size, signed: false, vlen: false, cset: 0 };
}
