import { sumOf } from '../expression/sum.js';
import { quantile } from '../extractors/quantile.js';

// Of at least one number. Sums are numpy's, so that a feature without nulls has the mean and the standard deviation that an
// expression finds.

export function mean(values: Float64Array): number {
  return sumOf(values) / values.length;
}

/** Of the values themselves, not of what they might be a sample of: divided by their number, as numpy's `std`. */
export function standardDeviation(values: Float64Array): number {
  const center = mean(values);
  return Math.sqrt(sumOf(values, (x) => (x - center) ** 2) / values.length);
}

export function median(values: Float64Array): number {
  return quantile(values, 0.5);
}

export function quartiles(values: Float64Array): readonly [number, number] {
  return [quantile(values, 0.25), quantile(values, 0.75)];
}

export function extremes(values: Float64Array): readonly [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}
