import { OectError } from '../errors.js';
import { type ArrowLayout, type ArrowType, readArrowLayout } from './arrow-layout.js';
import { corrupt } from './corrupt.js';
import { MOST_NUMBERS, MOST_ROWS, type StoredColumn, type StoredColumns } from './stored-columns.js';

/**
 * Reads the numbers of an Arrow IPC file, an uncompressed Feather file of version 2: columns of numbers and of lists of
 * numbers, all that {@link encodeArrow} writes. A column of something else is only named.
 *
 * @throws OectError `wrong-layout`, `file-truncated` or `data-corrupt`; RangeError if the file points outside of itself
 */
export function readArrow(bytes: Buffer): StoredColumns {
  const layout = readArrowLayout(bytes);
  const { rows, fields, metadata } = layout;
  if (rows < 0 || rows > MOST_ROWS) throw new OectError('wrong-layout', `it says that it has ${rows} rows`);
  const reader = new ArrayReader(layout);
  return { rows, columns: fields.map(({ name, type }) => reader.column(name, type)), metadata };
}

/** Reads arrays in the order of the file. */
class ArrayReader {
  readonly #layout: ArrowLayout;
  #array = 0;
  #buffer = 0;
  #numbers = 0;

  constructor(layout: ArrowLayout) {
    this.#layout = layout;
  }

  column(name: string, type: ArrowType): StoredColumn {
    const { rows } = this.#layout;
    if (type.kind === 'other') {
      if (Number.isNaN(type.buffers)) {
        throw new OectError(
          'wrong-layout',
          `its column "${name}" is of type ${type.type}, which cannot be passed over`,
        );
      }
      if (this.#layout.lengths.length > 0) this.#array++;
      this.#buffer += type.buffers;
      return { kind: 'other', name, type: type.type };
    }
    if (type.kind === 'fixed') throw new OectError('wrong-layout', `its column "${name}" has lists of a fixed size`);
    if (type.kind === 'list') return this.#lists(name, type.item);
    const values = this.#take(type, rows);
    if (type.kind === 'integer' && !values.every((value) => Number.isSafeInteger(value) || Number.isNaN(value))) {
      return { kind: 'other', name, type: 'whole numbers beyond 2^53' };
    }
    return { kind: 'numbers', name, type: type.kind, values };
  }

  #lists(name: string, item: ArrowType): StoredColumn {
    const { rows } = this.#layout;
    const inner = innerShape(name, item);
    const elementWidth = inner.reduce((product, size) => product * size, 1);
    const { length, isValid } = this.#next(rows);
    const offsets = new Int32Array(aligned(this.#nextBuffer(), 4 * (length === 0 ? 0 : length + 1)));
    const items = this.#take(item);
    const lengths = new Int32Array(rows);
    for (let row = 0; row < rows; row++) {
      const [start, stop] = [Number(offsets[row]), Number(offsets[row + 1])];
      if (start < 0 || stop < start || stop * elementWidth > items.length) {
        throw corrupt(`lists of its column "${name}" lie outside of it`);
      }
      lengths[row] = isValid(row) ? stop - start : 0;
    }
    const widest = lengths.reduce((most, size) => Math.max(most, size), 0);
    const width = widest * elementWidth;
    this.#count(width * rows);
    const values = new Float64Array(width * rows).fill(Number.NaN);
    for (const [row, size] of lengths.entries()) {
      const start = Number(offsets[row]) * elementWidth;
      values.set(items.subarray(start, start + size * elementWidth), row * width);
    }
    return { kind: 'list', name, shape: [widest, ...inner], values, lengths };
  }

  /** The numbers of an array, nulls as NaN; of any length if none is given. */
  #take(type: ArrowType, expected?: number): Float64Array {
    const { length, isValid } = this.#next(expected);
    if (type.kind === 'fixed') {
      const items = this.#take(type.item, length * type.size);
      for (let index = 0; index < length; index++) {
        if (!isValid(index)) throw new OectError('wrong-layout', 'it has lists within lists that are null');
      }
      return items;
    }
    if (type.kind !== 'integer' && type.kind !== 'float')
      throw new OectError('wrong-layout', 'it has lists of no numbers');
    this.#count(length);
    const bytes = aligned(this.#nextBuffer(), (length * type.bits) / 8);
    const values = numbersOf(type, bytes);
    for (let index = 0; index < length; index++) if (!isValid(index)) values[index] = Number.NaN;
    return values;
  }

  /** Begins the next array: its length, and which of its items are not null. */
  #next(expected?: number): { readonly length: number; readonly isValid: (index: number) => boolean } {
    const { lengths } = this.#layout;
    const length = lengths.length === 0 ? 0 : lengths[this.#array++];
    if (length === undefined || length < 0 || (expected !== undefined && length !== expected)) {
      throw corrupt('its columns and its record batch disagree in their length');
    }
    const bitmap = this.#nextBuffer();
    if (bitmap.length === 0) return { length, isValid: () => true };
    if (8 * bitmap.length < length) throw corrupt('which of its numbers are null is not said of all');
    return { length, isValid: (index) => ((Number(bitmap[index >> 3]) >> (index & 7)) & 1) === 1 };
  }

  #nextBuffer(): Uint8Array {
    const { buffers, lengths } = this.#layout;
    const buffer = lengths.length === 0 ? new Uint8Array(0) : buffers[this.#buffer++];
    if (buffer === undefined) throw corrupt('it has fewer columns than its schema');
    return buffer;
  }

  #count(numbers: number): void {
    this.#numbers += numbers;
    if (this.#numbers > 2 * MOST_NUMBERS) {
      throw new OectError('wrong-layout', `it has more than ${MOST_NUMBERS} numbers; no feature file is that large`);
    }
  }
}

function innerShape(name: string, item: ArrowType): readonly number[] {
  if (item.kind === 'fixed') {
    if (item.size < 1) throw corrupt(`its column "${name}" has lists of ${item.size} numbers`);
    return [item.size, ...innerShape(name, item.item)];
  }
  if (item.kind === 'list' || item.kind === 'other') {
    throw new OectError('wrong-layout', `its column "${name}" has lists that this program does not write`);
  }
  return [];
}

/** The first `length` bytes, as typed arrays need them. */
function aligned(bytes: Uint8Array, length: number): ArrayBuffer {
  if (length > bytes.length) throw corrupt('a column has fewer numbers than it says');
  return new Uint8Array(bytes.subarray(0, length)).buffer;
}

function numbersOf(
  type: { readonly kind: 'integer' | 'float'; readonly bits: 32 | 64 },
  bytes: ArrayBuffer,
): Float64Array {
  if (type.kind === 'float')
    return type.bits === 64 ? new Float64Array(bytes) : Float64Array.from(new Float32Array(bytes));
  return type.bits === 64
    ? Float64Array.from(new BigInt64Array(bytes), Number)
    : Float64Array.from(new Int32Array(bytes));
}
