import type { CellDiff } from './diff-column.js';

/** The cells with the largest differences of any number of them; not all are held. */
export class WorstCells {
  readonly #limit: number;
  #cells: CellDiff[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(cell: CellDiff): void {
    this.#cells.push(cell);
    if (this.#cells.length > 2 * this.#limit + 1000) this.#cells = this.#worst();
  }

  list(): readonly CellDiff[] {
    return this.#worst();
  }

  #worst(): CellDiff[] {
    return this.#cells.sort(byDifference).slice(0, this.#limit);
  }
}

/** Numbers before nulls, by the difference relative to the larger number: whichever table is A, the order is the same. */
function byDifference(one: CellDiff, other: CellDiff): number {
  return compare(sizeOf(other), sizeOf(one)) || compare(one.step, other.step) || compare(one.column, other.column);
}

function sizeOf({ a, b }: CellDiff): number {
  if (a === null || b === null) return -1;
  return Number.isFinite(a) && Number.isFinite(b) ? Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b)) : Infinity;
}

function compare<T extends number | string>(one: T, other: T): number {
  return one < other ? -1 : Number(one > other);
}
