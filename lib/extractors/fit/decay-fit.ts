import type { Trace } from './trace.js';

/** I0 exp(-t / tau), t from the first sample. */
export interface DecayFit {
  /** In s. Infinity: no decay at all fits best; 0: only the first sample differs from zero. */
  readonly tau: number;
  readonly I0: number;
}

/** Distance of neighbouring rates in the scan: their exponentials are less than 0.25 rad apart. */
const RATIO = 1.5;
/** Slowest rate but none, in 1 / length; below it, the exponential is a straight line but for 1/1000 of its size. */
const SLOWEST = 0.05;
/** Fastest rate, in 1 / interval: the second sample is 10^11 times smaller than the first. */
const FASTEST = 25;

/**
 * Least squares of I0 exp(-t / tau) without an offset, I0 >= 0 and tau >= 0.
 *
 * For a given rate k = 1 / tau, I0 is linear, and the sum of squares falls by S(k)^2 / Q(k), with S = sum(y exp(-k t)) and
 * Q = sum(exp(-2 k t)) (variable projection). Its logarithm has the slope 2 (mean of t under exp(-2 k t) - mean of t under
 * y exp(-k t)), whose changes of sign from + to - are the humps: all rates are scanned for them, and the highest hump wins.
 *
 * @param trace - currents >= 0, not all zero
 */
export function fitDecay(trace: Trace): DecayFit {
  const length = trace.time[trace.time.length - 1];
  const fastest = FASTEST / trace.interval;
  let left = momentsAt(trace, 0);
  let best: Moments | undefined;
  if (left.slope <= 0) best = left;
  for (let rate = SLOWEST / length; left.rate < fastest; rate *= RATIO) {
    const right = momentsAt(trace, Math.min(rate, fastest));
    if (left.slope > 0 && right.slope <= 0) best = higher(best, zeroOfSlope(trace, left, right));
    left = right;
  }
  // A slope that is positive to the end: the limit of the first sample alone.
  if (left.slope > 0) best = higher(best, left);
  const { rate, I0 } = best ?? left;
  return { tau: rate === 0 ? Number.POSITIVE_INFINITY : rate === fastest ? 0 : 1 / rate, I0 };
}

interface Moments {
  readonly rate: number;
  /** Half the slope of ln(S^2 / Q) against the rate, in s. */
  readonly slope: number;
  /** S^2 / Q. */
  readonly explained: number;
  readonly I0: number;
}

function higher(a: Moments | undefined, b: Moments): Moments {
  return a === undefined || b.explained > a.explained ? b : a;
}

/** Regula falsi (Illinois), which keeps the zero between `left`, of positive slope, and `right`. */
function zeroOfSlope(trace: Trace, left: Moments, right: Moments): Moments {
  let [a, b] = [left, right];
  let [slopeA, slopeB] = [left.slope, right.slope];
  for (let round = 0; round < 100 && b.slope !== 0; round++) {
    const next = momentsAt(trace, (a.rate * slopeB - b.rate * slopeA) / (slopeB - slopeA));
    const isSettled = Math.abs(next.rate - b.rate) <= 1e-13 * b.rate;
    if (next.slope > 0 === b.slope > 0) {
      slopeA /= 2;
    } else {
      a = b;
      slopeA = slopeB;
    }
    b = next;
    slopeB = next.slope;
    if (isSettled) break;
  }
  return b;
}

function momentsAt(trace: Trace, rate: number): Moments {
  const { S, tS } = trace.isEven ? evenSums(trace, rate) : unevenSums(trace.time, trace.current, rate);
  const { Q, tQ } = trace.isEven ? evenSquares(trace, rate) : unevenSquares(trace.time, rate);
  return { rate, slope: tQ / Q - tS / S, explained: (S * S) / Q, I0: S / Q };
}

/** Exponents beyond this add nothing: exp(-345) is 10^-150, and numbers near the smallest one are slow. */
const NEGLIGIBLE = 345;

/**
 * S and sum(t y exp(-k t)) for t = i h, by Horner's rule in r = exp(-k h). Four sums of every fourth sample, in r^4, go on side
 * by side: one alone would wait for each of its own additions.
 */
function evenSums({ current, interval: h }: Trace, rate: number): { S: number; tS: number } {
  const count = Math.min(current.length, Math.ceil(NEGLIGIBLE / (rate * h)));
  const r = Math.exp(-rate * h);
  const r4 = r ** 4;
  // Of chain j: s = sum over m of y[4 m + j] r4^m, and d = sum over m of m y[4 m + j] r4^m.
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let [d0, d1, d2, d3] = [0, 0, 0, 0];
  let i = count - 1;
  const end = count & ~3;
  for (; i >= end; i--) {
    const y = current[i];
    if (i === end) s0 = y;
    else if (i === end + 1) s1 = y;
    else s2 = y;
  }
  for (i = end - 4; i >= 0; i -= 4) {
    d0 = (d0 + s0) * r4;
    d1 = (d1 + s1) * r4;
    d2 = (d2 + s2) * r4;
    d3 = (d3 + s3) * r4;
    s0 = s0 * r4 + current[i];
    s1 = s1 * r4 + current[i + 1];
    s2 = s2 * r4 + current[i + 2];
    s3 = s3 * r4 + current[i + 3];
  }
  const S = s0 + r * (s1 + r * (s2 + r * s3));
  const tS = 4 * d0 + r * (4 * d1 + s1 + r * (4 * d2 + 2 * s2 + r * (4 * d3 + 3 * s3)));
  return { S, tS: h * tS };
}

/** Q and sum(t exp(-2 k t)) for t = i h, as sums of a geometric series. */
function evenSquares({ current, interval: h }: Trace, rate: number): { Q: number; tQ: number } {
  const n = current.length;
  if (rate === 0) return { Q: n, tQ: (h * n * (n - 1)) / 2 };
  const x = -2 * rate * h;
  const Q = Math.expm1(n * x) / Math.expm1(x);
  // The mean of i: of the endless series, less what the missing end takes from it.
  const mean = 1 / Math.expm1(-x) - n / Math.expm1(-n * x);
  return { Q, tQ: h * mean * Q };
}

function unevenSums(time: Float64Array, current: Float64Array, rate: number): { S: number; tS: number } {
  let [S, tS] = [0, 0];
  for (let i = 0; i < time.length && rate * time[i] < NEGLIGIBLE; i++) {
    const weighted = current[i] * Math.exp(-rate * time[i]);
    S += weighted;
    tS += time[i] * weighted;
  }
  return { S, tS };
}

function unevenSquares(time: Float64Array, rate: number): { Q: number; tQ: number } {
  let [Q, tQ] = [0, 0];
  for (let i = 0; i < time.length && rate * time[i] < NEGLIGIBLE; i++) {
    const squared = Math.exp(-2 * rate * time[i]);
    Q += squared;
    tQ += time[i] * squared;
  }
  return { Q, tQ };
}
