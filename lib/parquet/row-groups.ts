import type { RowRange } from './shred.js';

/** Numbers in a row group, 8 bytes each: below 10 MB a reader can hold several. */
export const ROW_GROUP_VALUES = 1_000_000;
/**
 * Numbers of one column in a row group: the library makes seven copies of a page, and the time that it takes for its levels
 * grows with their square.
 */
export const PAGE_VALUES = 25_000;

/**
 * Cuts rows into row groups.
 *
 * @param widths - numbers in one row of each column
 */
export function rowGroups(rows: number, widths: readonly number[]): readonly RowRange[] {
  const total = widths.reduce((sum, width) => sum + width, 0);
  const widest = widths.reduce((most, width) => Math.max(most, width), 1);
  const size = Math.max(1, Math.floor(Math.min(ROW_GROUP_VALUES / total, PAGE_VALUES / widest)));
  return Array.from({ length: Math.ceil(rows / size) }, (_, index) => ({
    start: index * size,
    stop: Math.min((index + 1) * size, rows),
  }));
}
