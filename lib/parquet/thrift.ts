import { corrupt } from '../table/corrupt.js';

/** A value of Thrift's compact protocol. Structs are their fields by number; an unset field is not there. */
export type ThriftValue = number | boolean | Uint8Array | readonly ThriftValue[] | ThriftStruct;
export type ThriftStruct = ReadonlyMap<number, ThriftValue>;

/** Structs and lists within each other; the metadata of Parquet has 6. */
const MOST_DEPTH = 32;

/**
 * Reads a struct of Thrift's compact protocol, which headers and footers of Parquet are, and says where it ends.
 *
 * Written here because the reader of parquetjs-lite believes any length that it finds: in a damaged footer it can count for
 * ever.
 *
 * @throws OectError `data-corrupt`
 */
export function readThrift(bytes: Uint8Array, offset: number): { readonly struct: ThriftStruct; readonly end: number } {
  const reader = new CompactReader(bytes, offset);
  const struct = reader.struct(0);
  return { struct, end: reader.position };
}

class CompactReader {
  readonly #bytes: Uint8Array;
  position: number;

  constructor(bytes: Uint8Array, position: number) {
    this.#bytes = bytes;
    this.position = position;
  }

  struct(depth: number): ThriftStruct {
    if (depth > MOST_DEPTH) throw corrupt('its metadata is nested too deep');
    const fields = new Map<number, ThriftValue>();
    for (let id = 0; ; ) {
      const header = this.#byte();
      const type = header & 15;
      if (type === 0) return fields;
      const step = header >> 4;
      id = step === 0 ? this.#integer() : id + step;
      // The value of a boolean field is its type.
      fields.set(id, type <= 2 ? type === 1 : this.#value(type, depth));
    }
  }

  #value(type: number, depth: number): ThriftValue {
    switch (type) {
      case 1:
      case 2:
        return this.#byte() === 1;
      case 3:
        return (this.#byte() << 24) >> 24;
      case 4:
      case 5:
      case 6:
        return this.#integer();
      case 7:
        return this.#take(8);
      case 8:
        return this.#take(this.#varint());
      case 9:
      case 10:
        return this.#list(depth + 1);
      case 12:
        return this.struct(depth + 1);
      default:
        throw corrupt(`its metadata has a value of the unknown type ${type}`);
    }
  }

  #list(depth: number): readonly ThriftValue[] {
    if (depth > MOST_DEPTH) throw corrupt('its metadata is nested too deep');
    const header = this.#byte();
    const length = header >> 4 === 15 ? this.#varint() : header >> 4;
    // No element takes less than a byte.
    if (length > this.#bytes.length - this.position)
      throw corrupt('a list in its metadata is longer than the rest of it');
    return Array.from({ length }, () => this.#value(header & 15, depth));
  }

  #byte(): number {
    const byte = this.#bytes[this.position++];
    if (byte === undefined) throw corrupt('its metadata ends too early');
    return byte;
  }

  #take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.position)
      throw corrupt('a text in its metadata is longer than the rest of it');
    const start = this.position;
    this.position += length;
    return this.#bytes.subarray(start, this.position);
  }

  #integer(): number {
    const zigzag = this.#varint();
    return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
  }

  #varint(): number {
    for (let value = 0, scale = 1; ; scale *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * scale;
      if (byte < 128) {
        if (value > Number.MAX_SAFE_INTEGER) throw corrupt('a number in its metadata is too large');
        return value;
      }
      if (scale > 2 ** 63) throw corrupt('a number in its metadata does not end');
    }
  }
}
