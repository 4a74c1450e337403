import { corrupt } from '../table/corrupt.js';

/**
 * Reads small whole numbers from the hybrid of run lengths and packed bits, in which Parquet has levels and indices into a
 * dictionary.
 *
 * @param bits - of one number, at most 32
 * @param into - is filled
 * @throws OectError `data-corrupt` if they end too early
 */
export function readHybrid(bytes: Uint8Array, bits: number, into: Uint8Array | Uint32Array): void {
  if (bits > 32) throw corrupt(`numbers of ${bits} bits stand where at most 32 can be`);
  const reader = new HybridReader(bytes, bits);
  for (let filled = 0; filled < into.length; ) {
    const header = reader.varint();
    const length = Math.floor(header / 2);
    const left = into.length - filled;
    if (header % 2 === 0) {
      if (length === 0) throw corrupt('a run of levels is empty');
      const stop = filled + Math.min(length, left);
      into.fill(reader.repeated(), filled, stop);
      filled = stop;
    } else {
      // Eights of numbers, of which the last may be padded.
      const stop = filled + Math.min(8 * length, left);
      if (stop === filled) throw corrupt('a run of levels is empty');
      reader.packed(into, filled, stop, length);
      filled = stop;
    }
  }
}

class HybridReader {
  readonly #bytes: Uint8Array;
  readonly #bits: number;
  #position = 0;

  constructor(bytes: Uint8Array, bits: number) {
    this.#bytes = bytes;
    this.#bits = bits;
  }

  varint(): number {
    for (let value = 0, scale = 1; ; scale *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      if (scale > 2 ** 28) throw corrupt('the length of a run of levels does not end');
    }
  }

  repeated(): number {
    let value = 0;
    for (let scale = 1, width = 0; width < this.#bits; width += 8, scale *= 256) value += this.#byte() * scale;
    return value;
  }

  /** Numbers from `start` to `stop` (exclusive), of a run of `eights`. */
  packed(into: Uint8Array | Uint32Array, start: number, stop: number, eights: number): void {
    const bits = this.#bits;
    const first = this.#position;
    this.#position += eights * bits;
    if (this.#position > this.#bytes.length) throw corrupt('levels end too early');
    if (bits === 1) {
      for (let index = 0; index < stop - start; index++) {
        into[start + index] = (Number(this.#bytes[first + (index >> 3)]) >> (index & 7)) & 1;
      }
      return;
    }
    const modulus = 2 ** bits;
    for (let index = start, held = 0, value = 0, at = first; index < stop; index++) {
      for (; held < bits; held += 8) value += Number(this.#bytes[at++]) * 2 ** held;
      into[index] = value % modulus;
      value = Math.floor(value / modulus);
      held -= bits;
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.#position++];
    if (byte === undefined) throw corrupt('levels end too early');
    return byte;
  }
}
