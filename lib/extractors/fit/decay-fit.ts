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
  const { time, current, interval, isEven } = trace;
  const keep = Math.exp(-rate * interval);
  let factor = 1;
  let S = 0;
  let tS = 0;
  let Q = 0;
  let tQ = 0;
  // A factor below 10^-150 adds nothing to Q, and numbers near the smallest one are slow.
  for (let i = 0; i < time.length && factor > 1e-150; i++) {
    const t = time[i];
    if (!isEven) factor = Math.exp(-rate * t);
    const weighted = current[i] * factor;
    const squared = factor * factor;
    S += weighted;
    tS += t * weighted;
    Q += squared;
    tQ += t * squared;
    factor *= keep;
  }
  return { rate, slope: tQ / Q - tS / S, explained: (S * S) / Q, I0: S / Q };
}
