import { scratch } from '../scratch.js';

const memory = scratch((length) => new Float64Array(length));

/**
 * The value below which a share of the values lies, by linear interpolation between neighbours in rank (numpy's
 * default).
 *
 * @param values - finite, at least one; left as they are
 * @param share - from 0 to 1
 */
export function quantile(values: Float64Array, share: number): number {
  const ranked = memory(values.length);
  ranked.set(values);
  const rank = share * (ranked.length - 1);
  const below = Math.floor(rank);
  const low = select(ranked, below);
  if (rank === below) return low;
  let high = Number.POSITIVE_INFINITY;
  for (let i = below + 1; i < ranked.length; i++) high = Math.min(high, ranked[i] as number);
  const weight = rank - below;
  // Counted from the nearer neighbour, as numpy does: the same last bit, and never above `high`.
  return weight < 0.5 ? low + (high - low) * weight : high - (high - low) * (1 - weight);
}

/**
 * Brings the value of this rank to its place, with none larger before it and none smaller behind it (Hoare's selection):
 * a trace has tens of thousands of samples, and sorting them all would cost more than the rest of the feature.
 */
function select(values: Float64Array, rank: number): number {
  let first = 0;
  let last = values.length - 1;
  while (first < last) {
    const pivot = medianOfThree(values, first, last);
    let left = first;
    let right = last;
    while (left <= right) {
      while ((values[left] as number) < pivot) left++;
      while ((values[right] as number) > pivot) right--;
      if (left <= right) {
        const swapped = values[left] as number;
        values[left++] = values[right] as number;
        values[right--] = swapped;
      }
    }
    if (rank <= right) last = right;
    else if (rank >= left) first = left;
    else break;
  }
  return values[rank] as number;
}

function medianOfThree(values: Float64Array, first: number, last: number): number {
  const a = values[first] as number;
  const b = values[(first + last) >>> 1] as number;
  const c = values[last] as number;
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
