import { POINTS, psi } from './exponential-curve.js';
import { type Direction, type ExponentialFit, fitExponential } from './exponential-fit.js';
import { foldedCurve } from './folded-curve.js';
import { resample } from './resample.js';
import { type Trace, windowLength } from './trace.js';

/** An exponential fitted to neighbouring samples of a trace. */
export interface WindowFit {
  /** First sample, and how many. */
  readonly start: number;
  readonly size: number;
  /** Time constant in s. */
  readonly tau: number;
  /** Coefficient of determination on the window's own samples, not on the points that were fitted. */
  readonly r2: number;
  readonly fit: ExponentialFit;
}

const points = new Float64Array(POINTS);

/**
 * Fits `a exp(-t / tau) + c`, t from the window's start, by least squares on 100 equidistant points.
 *
 * @returns undefined if the window has no time constant in this direction: nothing that goes this way, a straight line, a
 * first sample that stands alone, or a lost sample
 */
export function fitWindow(trace: Trace, start: number, size: number, direction: Direction): WindowFit | undefined {
  const fit = fitPoints(trace, start, size, direction);
  if (fit === undefined || fit.x === 0 || fit.x === Number.POSITIVE_INFINITY) return undefined;
  const { residual, total } = sumsOfSquares(trace, start, size, fit);
  const r2 = 1 - residual / total;
  if (!Number.isFinite(r2)) return undefined;
  return { start, size, tau: windowLength(trace, start, size) / fit.x, r2, fit };
}

/** The least squares on the window's 100 equidistant points, its limits included. */
export function fitPoints(trace: Trace, start: number, size: number, direction: Direction): ExponentialFit | undefined {
  if (size < 2) return undefined;
  if (trace.isEven && size < POINTS) return fitExponential(trace.current, start, foldedCurve(size), direction);
  resample(trace, start, size, points);
  return fitExponential(points, 0, foldedCurve(POINTS), direction);
}

/** Of the window's samples, about the model and about their mean. */
export function sumsOfSquares(
  trace: Trace,
  start: number,
  size: number,
  fit: ExponentialFit,
): { readonly residual: number; readonly total: number } {
  return trace.isEven ? sumsEven(trace.current, start, size, fit) : sumsUneven(trace, start, size, fit);
}

function sumsEven(current: Float64Array, start: number, size: number, { x, level, drop }: ExponentialFit) {
  const origin = current[start];
  const step = psi(1 / (size - 1), x);
  const keep = Math.exp(-x / (size - 1));
  let fallen = 0;
  let sum = 0;
  let squares = 0;
  let residual = 0;
  for (let i = 0; i < size; i++) {
    const value = current[start + i] - origin;
    const difference = value - (level - drop * fallen);
    residual += difference * difference;
    sum += value;
    squares += value * value;
    // psi at the next sample: sums like 1 + r + r^2 + ... lose no digits where 1 - r^i would.
    fallen = step + keep * fallen;
  }
  return { residual, total: squares - (sum * sum) / size };
}

function sumsUneven({ time, current }: Trace, start: number, size: number, { x, level, drop }: ExponentialFit) {
  const length = time[start + size - 1] - time[start];
  const origin = current[start];
  let sum = 0;
  let squares = 0;
  let residual = 0;
  for (let i = start; i < start + size; i++) {
    const value = current[i] - origin;
    const difference = value - (level - drop * psi((time[i] - time[start]) / length, x));
    residual += difference * difference;
    sum += value;
    squares += value * value;
  }
  return { residual, total: squares - (sum * sum) / size };
}
