import { type Column, widthOf } from '../table/column.js';
import { hasValue } from '../table/feature-table.js';
import type { Remark } from '../table/remark.js';
import { RemarkBook } from '../task/remark-book.js';

/** Losses of one step that are told one by one: of a list of hundreds of numbers nobody reads more. */
const MOST_TOLD = 3;

interface Loss {
  readonly position: number;
  readonly reason: string;
}

/** The values that an operation has made null, and why. */
export class Losses {
  readonly #byRow = new Map<number, { readonly told: Loss[]; count: number }>();

  /** @param position - among the numbers of the row of the new column, in row-major order */
  add(row: number, position: number, reason: string): void {
    let losses = this.#byRow.get(row);
    if (losses === undefined) {
      losses = { told: [], count: 0 };
      this.#byRow.set(row, losses);
    }
    losses.count++;
    if (losses.told.length < MOST_TOLD) losses.told.push({ position, reason });
  }

  /**
   * A remark on each row that has lost something: that it is null now, or that some of its numbers are.
   *
   * @param column - what is left
   */
  remarks(feature: string, cause: string, column: Column): readonly Remark[] {
    const book = new RemarkBook();
    const width = widthOf(column);
    for (const [row, { told, count }] of [...this.#byRow].sort(([a], [b]) => a - b)) {
      const isLeft = hasValue(column.values, row * width, (row + 1) * width);
      const reasons = told.map(({ position, reason }) => placeOf(position, column) + reason);
      if (count > told.length) reasons.push(`and ${count - told.length} more`);
      book.add(feature, isLeft ? 'note' : 'null', row, `${cause}: ${reasons.join('; ')}`);
    }
    return book.remarks();
  }
}

/** `[3, 0]: `, in a list; nothing for a single number. */
function placeOf(position: number, { shape: [, ...inner] }: Column): string {
  if (inner.length === 0) return '';
  const indices: number[] = [];
  let rest = position;
  for (const size of inner.toReversed()) {
    indices.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return `[${indices.join(', ')}]: `;
}
