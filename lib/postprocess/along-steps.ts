import { scratch } from '../scratch.js';
import { type Column, sharedNulls, widthOf } from '../table/column.js';
import type { Losses } from './losses.js';

/** What becomes of one value, or why it becomes null. */
export type Fate = number | { readonly lost: string };

const memory = scratch((length) => new Float64Array(length));

/**
 * A column in which every value has become another, or null, by what is known of all steps.
 *
 * Of a feature of several numbers each is treated by itself, as if it were a feature of one: so the numbers are the same
 * whether the table has a column for each or a list.
 *
 * @param learn - from the values of one position in all steps, nulls left out: at least one, to be left as they are. Gives
 *   what becomes of each of them.
 */
export function changeAlongSteps(
  column: Column,
  losses: Losses,
  learn: (values: Float64Array) => (value: number) => Fate,
): Column {
  const [rows] = column.shape;
  const width = widthOf(column);
  const values = sharedNulls(rows * width);
  for (let position = 0; position < width; position++) {
    const known = knownValues(column, position, width);
    if (known.length === 0) continue;
    const change = learn(known);
    for (let row = 0; row < rows; row++) {
      const at = row * width + position;
      const value = column.values[at] as number;
      if (Number.isNaN(value)) continue;
      const fate = change(value);
      if (typeof fate === 'object') losses.add(row, position, fate.lost);
      else if (Number.isFinite(fate)) values[at] = fate;
      else losses.add(row, position, `the result for ${value} is ${fate}`);
    }
  }
  return { ...column, values };
}

function knownValues({ shape: [rows], values }: Column, position: number, width: number): Float64Array {
  const known = memory(rows);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const value = values[row * width + position] as number;
    if (!Number.isNaN(value)) known[count++] = value;
  }
  return known.subarray(0, count);
}
