import { CELLS, type ExponentialCurve, POINTS, steepness, TERMS } from './exponential-curve.js';
import type { FoldedCurve } from './folded-curve.js';
import { evaluate, polynomialMaximum } from './polynomial-maximum.js';

/** 'decay': a > 0 in `a exp(-t / tau) + c`; 'rise': a < 0. */
export type Direction = 'rise' | 'decay';

/**
 * Least squares of `level - drop psi(s; x)` on 100 equidistant points; for psi and x = T / tau see exponential-curve. In the
 * usual form, a = drop / (1 - exp(-x / 99)) and c = (first sample) + level - a.
 *
 * Two limits of the model are told apart, because no time constant belongs to them: `x` 0 is a straight line (any tau
 * above 10^6 T), `x` Infinity a first point that stands alone (any tau below T / 2500).
 */
export interface ExponentialFit {
  /** T / tau. */
  readonly x: number;
  /** Value of the model at the window's start, counted from the first sample: nothing of it is lost to a large offset. */
  readonly level: number;
  /** Positive in a decay, negative in a rise. */
  readonly drop: number;
  /** What the fit explains of `total`, the points' sum of squares about their mean. */
  readonly explained: number;
  readonly total: number;
}

const STRAIGHT_BELOW = 1e-6;
const SPIKE_ABOVE = 2500;

// Overwritten by each fit: nothing is allocated for the hundred thousands that a campaign takes.
const values = new Float64Array(POINTS);
const atNodes = new Float64Array(CELLS + 1);
const bounds = new Float64Array(CELLS);
const polynomial = new Float64Array(TERMS);

/**
 * The best fit in one direction: no a of its sign, tau > 0 and c give a smaller sum of squares over the window's points.
 *
 * The values of y . u at the ends of a cell bound those inside. From the most promising cell on, each one that could hold
 * the maximum is searched, until none is left that could. Scaling the current by a power of two scales the result exactly.
 *
 * @param current - in any unit; the window is the `folded.size` equidistant samples from `start` on
 * @returns undefined if there is nothing in that direction: NaN, constant samples, or no exponential that goes their way
 */
export function fitExponential(
  current: Float64Array,
  start: number,
  folded: FoldedCurve,
  direction: Direction,
): ExponentialFit | undefined {
  const { curve, size } = folded;
  // Counted from the first sample: a small change of a large current keeps its digits.
  const origin = current[start];
  for (let i = 0; i < size; i++) values[i] = current[start + i] - origin;
  const { mean, total } = centreValues(folded);
  // Not "=== 0": NaN has no fit either.
  if (!(total > 0)) return undefined;
  const sign = direction === 'decay' ? 1 : -1;
  project(folded.nodes, size, sign, atNodes);
  let best = 0;
  let cell = -1;
  let t = 0;
  for (let node = 0; node <= CELLS; node++) {
    if (atNodes[node] <= best) continue;
    best = atNodes[node];
    cell = Math.min(node, CELLS - 1);
    t = node < CELLS ? -1 : 1;
  }
  boundCells(curve, total, best);
  for (;;) {
    const candidate = indexOfLargest(bounds);
    if (!(bounds[candidate] > best)) break;
    bounds[candidate] = Number.NEGATIVE_INFINITY;
    project(folded.cell(candidate), size, sign, polynomial);
    const maximum = polynomialMaximum(polynomial, best);
    if (maximum === undefined) continue;
    best = maximum.value;
    cell = candidate;
    t = maximum.at;
  }
  if (cell < 0) return undefined;
  const drop = sign * best * evaluate(curve.gains, t, cell * TERMS, TERMS);
  const level = mean + drop * evaluate(curve.means, t, cell * TERMS, TERMS);
  return { x: withLimits(steepness(cell, t)), level, drop, explained: best * best, total };
}

function withLimits(x: number): number {
  if (x < STRAIGHT_BELOW) return 0;
  return x > SPIKE_ABOVE ? Number.POSITIVE_INFINITY : x;
}

/** Centres `values` on the mean of the points that they stand for; returns this mean and the points' sum of squares. */
function centreValues({ size, means, squares, products }: FoldedCurve): { mean: number; total: number } {
  let mean = 0;
  for (let i = 0; i < size; i++) mean += means[i] * values[i];
  let total = 0;
  let before = 0;
  let product = 0;
  for (let i = 0; i < size; i++) {
    const value = values[i] - mean;
    values[i] = value;
    total += value * (squares[i] * value + product * before);
    before = value;
    product = products[i];
  }
  return { mean, total };
}

/**
 * Scalar products of `values` with the rows of a table, an even number of them.
 *
 * Two rows at a time, and two sums for each: sums wait for each other less, and `values` are read half as often.
 */
function project(rows: Float64Array, size: number, sign: number, products: Float64Array): void {
  for (let row = 0; row < products.length; row += 2) {
    const first = row * size;
    const second = first + size;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let i = 0;
    for (; i < size - 1; i += 2) {
      const left = values[i];
      const right = values[i + 1];
      a += left * rows[first + i];
      b += right * rows[first + i + 1];
      c += left * rows[second + i];
      d += right * rows[second + i + 1];
    }
    if (i < size) {
      a += values[i] * rows[first + i];
      c += values[i] * rows[second + i];
    }
    products[row] = sign * (a + b);
    products[row + 1] = sign * (c + d);
  }
}

/**
 * Upper bounds of y . u inside the cells. A cell's part of the curve stays within `bulge` of the plane through its ends, so
 * that y . u is at most what the arc between the ends takes of y, plus bulge times the part of y off that plane.
 *
 * @param beat - cells that cannot hold more than this get no better bound than that they cannot
 */
function boundCells({ cosines, bulges }: ExponentialCurve, total: number, beat: number): void {
  const length = Math.sqrt(total);
  for (let cell = 0; cell < CELLS; cell++) {
    const p = atNodes[cell];
    const q = atNodes[cell + 1];
    const cosine = cosines[cell];
    const alongLeft = p - cosine * q;
    const alongRight = q - cosine * p;
    if (alongLeft <= 0 || alongRight <= 0) {
      const bound = Math.max(p, q) + bulges[cell] * length;
      if (bound <= beat) {
        bounds[cell] = Number.NEGATIVE_INFINITY;
        continue;
      }
    }
    const inPlane = (alongLeft * p + alongRight * q) / (1 - cosine * cosine);
    const onArc = alongLeft > 0 && alongRight > 0 ? Math.sqrt(inPlane) : Math.max(p, q);
    bounds[cell] = onArc + bulges[cell] * Math.sqrt(Math.max(0, total - inPlane));
  }
}

function indexOfLargest(values: Float64Array): number {
  let largest = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[largest]) largest = i;
  return largest;
}
