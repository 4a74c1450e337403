import type { Direction } from '../../../../lib/extractors/fit/exponential-fit.js';

/** The definition of the fit and of the search, word for word and slow: what the product's code is compared with. */
export interface ObviousFit {
  readonly start: number;
  readonly size: number;
  readonly tau: number;
  readonly r2: number;
  readonly adjusted: number;
}

const POINTS = 100;
/** T / tau, from a line to a spike. */
const RATES = Array.from({ length: 150 }, (_, k) => 1e-6 * (2500 / 1e-6) ** (k / 149));

/** Linear interpolation at 100 equidistant times. */
export function resampled(time: readonly number[], current: readonly number[]): number[] {
  const last = time.length - 1;
  return Array.from({ length: POINTS }, (_, i) => {
    const at = time[0] + ((time[last] - time[0]) * i) / (POINTS - 1);
    let left = 0;
    while (left < last - 1 && time[left + 1] <= at) left++;
    const share = i === POINTS - 1 ? 1 : (at - time[left]) / (time[left + 1] - time[left]);
    return (1 - share) * current[left] + share * current[left + 1];
  });
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const centred = (values: readonly number[]) => {
  const mean = sum(values) / values.length;
  return values.map((value) => value - mean);
};
const product = (a: readonly number[], b: readonly number[]) => {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i] * b[i];
  return total;
};

interface Shape {
  /** Centred exp(-x s) - 1 (exp itself would lose its digits at small x) and its derivative with respect to x. */
  readonly shape: readonly number[];
  readonly derivative: readonly number[];
  /** The sum of squares of the shape and half its derivative. */
  readonly variance: number;
  readonly varianceSlope: number;
}

function shapeAt(x: number): Shape {
  const s = Array.from({ length: POINTS }, (_, i) => i / (POINTS - 1));
  const shape = centred(s.map((place) => Math.expm1(-x * place)));
  const derivative = centred(s.map((place) => -place * Math.exp(-x * place)));
  return { shape, derivative, variance: product(shape, shape), varianceSlope: product(shape, derivative) };
}

const table = RATES.map(shapeAt);

/** Part of the sum of squares that a given x explains with an a of the right sign, and the sign of its slope. */
function explainedBy(y: readonly number[], { shape, derivative, variance, varianceSlope }: Shape, sign: number) {
  const covariance = sign * product(y, shape);
  if (!(covariance > 0)) return { explained: 0, slope: 0 };
  const slope = sign * product(y, derivative) * variance - covariance * varianceSlope;
  return { explained: covariance ** 2 / variance, slope };
}

/** x of the largest explained part inside the range of rates, by scanning it and halving around each hump. */
export function obviousRate(
  points: readonly number[],
  direction: Direction,
): { x: number; explained: number } | undefined {
  const y = centred(points);
  const sign = direction === 'decay' ? 1 : -1;
  const scan = table.map((entry) => explainedBy(y, entry, sign));
  let best = { x: 0, explained: 0 };
  const consider = (x: number, explained: number) => {
    if (explained > best.explained) best = { x, explained };
  };
  consider(0, scan[0].explained);
  consider(Number.POSITIVE_INFINITY, scan[scan.length - 1].explained);
  for (let k = 0; k + 1 < RATES.length; k++) {
    if (!(scan[k].slope > 0 && scan[k + 1].slope < 0)) continue;
    let [low, high] = [RATES[k], RATES[k + 1]];
    for (let round = 0; round < 60; round++) {
      const middle = Math.sqrt(low * high);
      if (explainedBy(y, shapeAt(middle), sign).slope > 0) low = middle;
      else high = middle;
    }
    consider(low, explainedBy(y, shapeAt(low), sign).explained);
  }
  return best.explained > 0 ? best : undefined;
}

export function obviousWindow(
  time: Float64Array,
  current: Float64Array,
  start: number,
  size: number,
  direction: Direction,
): ObviousFit | undefined {
  const t = [...time.slice(start, start + size)].map((value) => value - time[start]);
  // Counted from the first sample, which is exact: rounding on top of a large offset is no part of the definition.
  const y = [...current.slice(start, start + size)].map((value) => value - current[start]);
  const points = resampled(t, y);
  const found = obviousRate(points, direction);
  if (found === undefined || found.x === 0 || found.x === Number.POSITIVE_INFINITY) return undefined;
  const { x } = found;
  const tau = t[size - 1] / x;
  const { shape, variance } = shapeAt(x);
  const a = product(centred(points), shape) / variance;
  const s = Array.from({ length: POINTS }, (_, i) => Math.expm1((-x * i) / (POINTS - 1)));
  const level = sum(points) / POINTS - (a * sum(s)) / POINTS;
  const residuals = y.map((value, i) => value - (level + a * Math.expm1(-t[i] / tau)));
  const r2 = 1 - product(residuals, residuals) / product(centred(y), centred(y));
  return { start, size, tau, r2, adjusted: 1 - ((1 - r2) * (size - 1)) / (size - 4) };
}

/** Every window of a search that has a fit and an adjusted R2, in the order of the definition. */
export function obviousWindows(
  time: Float64Array,
  current: Float64Array,
  grid: { readonly smallest: number; readonly largest: number; readonly sizeStep: number; readonly startStep: number },
  direction: Direction,
): ObviousFit[] {
  const fits: ObviousFit[] = [];
  for (let size = grid.smallest; size <= grid.largest; size += grid.sizeStep) {
    for (let start = 0; start < time.length - size; start += grid.startStep) {
      const fit = size >= 5 ? obviousWindow(time, current, start, size, direction) : undefined;
      if (fit !== undefined && fit.adjusted > 0) fits.push(fit);
    }
  }
  return fits;
}
