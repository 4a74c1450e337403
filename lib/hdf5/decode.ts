import type { Datatype } from './datatype.js';

export type Scalar = number | bigint | boolean | string;

/** Where the values of one column lie in the records that HDF5 has written to memory. */
export interface Records {
  readonly memory: Uint8Array<ArrayBuffer>;
  /** Position of the first value in `memory`. */
  readonly at: number;
  /** Bytes from one value to the next. */
  readonly stride: number;
  readonly count: number;
}

/**
 * Decodes one value per record. Text is taken as UTF-8 even where the file says ASCII, as h5py does; int64 becomes a
 * number where that is exact and a bigint elsewhere. Returns undefined for types that have no such value.
 */
export function decodeValues(type: Datatype, records: Records): Scalar[] | undefined {
  const decode = decoderOf(type, records.memory);
  if (decode === undefined) return undefined;
  return Array.from({ length: records.count }, (_, i) => decode(records.at + i * records.stride));
}

function decoderOf(type: Datatype, memory: Uint8Array<ArrayBuffer>): ((at: number) => Scalar) | undefined {
  const view = new DataView(memory.buffer, memory.byteOffset, memory.byteLength);
  switch (type.kind) {
    case 'integer':
      return integerDecoder(view, type);
    case 'boolean': {
      const decode = integerDecoder(view, type);
      return decode && ((at) => Number(decode(at)) !== 0);
    }
    case 'float':
      if (type.bytes === 8) return (at) => view.getFloat64(at, type.littleEndian);
      if (type.bytes === 4) return (at) => view.getFloat32(at, type.littleEndian);
      return undefined;
    case 'text':
      return (at) => {
        const text = textUpToNul(memory.subarray(at, at + type.bytes));
        return type.spacePadded ? text.replace(/ +$/, '') : text;
      };
    case 'variable-text':
      return (at) => {
        const pointer = view.getUint32(at, true);
        return pointer === 0 ? '' : textUpToNul(memory.subarray(pointer));
      };
    default:
      return undefined;
  }
}

function integerDecoder(
  view: DataView,
  { bytes, signed, littleEndian }: { bytes: number; signed: boolean; littleEndian: boolean },
): ((at: number) => number | bigint) | undefined {
  switch (bytes) {
    case 1:
      return signed ? (at) => view.getInt8(at) : (at) => view.getUint8(at);
    case 2:
      return signed ? (at) => view.getInt16(at, littleEndian) : (at) => view.getUint16(at, littleEndian);
    case 4:
      return signed ? (at) => view.getInt32(at, littleEndian) : (at) => view.getUint32(at, littleEndian);
    case 8:
      return signed
        ? (at) => exactNumber(view.getBigInt64(at, littleEndian))
        : (at) => exactNumber(view.getBigUint64(at, littleEndian));
    default:
      return undefined;
  }
}

function exactNumber(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

const decoder = new TextDecoder();

function textUpToNul(bytes: Uint8Array<ArrayBuffer>): string {
  const end = bytes.indexOf(0);
  return decoder.decode(end < 0 ? bytes : bytes.subarray(0, end));
}
