import { OectError } from '../errors.js';
import { corrupt } from '../table/corrupt.js';
import { MOST_NUMBERS, type StoredList } from '../table/stored-columns.js';
import type { NumberType } from './footer.js';
import type { Page } from './pages.js';
import { repetitionLevels } from './shred.js';

/**
 * Puts the lists of a Parquet column together again, page by page: the reverse of {@link shredLists}.
 *
 * @throws OectError `wrong-layout` if the lists of a row have not one shape; `data-corrupt` if there are more or fewer rows
 */
export class ListRows {
  readonly #depth: number;
  readonly #present: number;
  readonly #lengths: Int32Array;
  #values = new Float64Array(0);
  /** Of one row in memory, at least as long as the widest row so far; zeros before the first row that says. */
  #shape: readonly [number, ...number[]];
  /** Repetition levels of such a row. */
  #pattern: Uint8Array = new Uint8Array(0);
  #row = 0;

  constructor(rows: number, { depth, present }: NumberType) {
    this.#depth = depth;
    this.#present = present;
    this.#lengths = new Int32Array(rows);
    this.#shape = [0, ...new Array<number>(depth - 1).fill(0)];
  }

  add({ values, rlevels, dlevels, entries }: Page): void {
    if (rlevels === undefined || dlevels === undefined) throw corrupt('lists without levels');
    for (let start = 0, used = 0; start < entries; ) {
      let stop = start + 1;
      while (stop < entries && rlevels[stop] !== 0) stop++;
      if (rlevels[start] !== 0 || this.#row === this.#lengths.length) throw corrupt('its lists are not one a row');
      used += this.#addRow(rlevels.subarray(start, stop), dlevels.subarray(start, stop), values, used);
      start = stop;
    }
  }

  /** Adds a row of which the numbers begin at `from`, and says how many these are. */
  #addRow(rlevels: Uint8Array, dlevels: Uint8Array, values: ArrayLike<number>, from: number): number {
    const row = this.#row++;
    if (dlevels.length === 1 && Number(dlevels[0]) <= 1) return 0;
    const length = this.#makeRoom(rlevels);
    const width = this.#pattern.length;
    let used = from;
    for (const [index, level] of dlevels.entries()) {
      if (level < this.#present - 1) throw unequalLists('a list within a list is null or empty');
      if (rlevels[index] !== this.#pattern[index]) throw unequalLists('lists within lists are not of one length');
      if (level === this.#present) this.#values[row * width + index] = Number(values[used++]);
    }
    this.#lengths[row] = length;
    return used - from;
  }

  /** Makes rows as wide as this one, if they are not, and says how many of the first dimension it has. */
  #makeRoom(rlevels: Uint8Array): number {
    const [room, ...inner] = this.#shape;
    const known = room > 0 ? inner : innerShape(rlevels, this.#depth);
    const elementWidth = known.reduce((product, size) => product * size, 1);
    const length = rlevels.length / elementWidth;
    if (![length, ...known].every(Number.isInteger)) throw unequalLists('lists within lists are not of one length');
    // Room for twice as many: rows that get longer and longer are not moved each time.
    if (length > room) this.#reshape([room === 0 ? length : Math.max(length, 2 * room), ...known]);
    return length;
  }

  #reshape(shape: readonly [number, ...number[]]): void {
    const width = shape.reduce((product, size) => product * size, 1);
    if (width * this.#lengths.length > MOST_NUMBERS) {
      throw new OectError(
        'wrong-layout',
        `its lists take more than ${MOST_NUMBERS} numbers; no feature file is that large`,
      );
    }
    const before = this.#pattern.length;
    const kept = Math.min(before, width);
    const values = new Float64Array(width * this.#lengths.length).fill(Number.NaN);
    for (let row = 0; row < this.#row && kept > 0; row++) {
      values.set(this.#values.subarray(row * before, row * before + kept), row * width);
    }
    this.#values = values;
    this.#pattern = repetitionLevels(shape, width);
    this.#shape = shape;
  }

  end(): Omit<StoredList, 'kind' | 'name'> {
    if (this.#row !== this.#lengths.length) throw corrupt('its lists are not one a row');
    const [room, ...inner] = this.#shape;
    const widest = this.#lengths.reduce((most, length) => Math.max(most, length), 0);
    if (widest < room) this.#reshape([widest, ...inner]);
    return { shape: this.#shape, values: this.#values, lengths: this.#lengths };
  }
}

/** Of the lists of one row, all but the first dimension. */
function innerShape(rlevels: Uint8Array, depth: number): readonly number[] {
  // An entry of level 1 or less begins an element of the first dimension, one of 2 or less an element within that, and so on.
  const counts = Array.from({ length: depth }, (_, index) => rlevels.filter((level) => level <= index + 1).length);
  return counts.slice(1).map((count, index) => count / Number(counts[index]));
}

function unequalLists(what: string): OectError {
  return new OectError('wrong-layout', `it has lists that this program does not write: ${what}`);
}
