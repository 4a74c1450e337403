import { CELLS, type ExponentialCurve, POINTS, TERMS, tabulateCurve } from './exponential-curve.js';
import { evenSampleWeights } from './resample.js';

/**
 * The exponential curve as windows of one size see it, when their samples are equidistant.
 *
 * The 100 points of a window are linear combinations of its samples. So are the scalar products of the points with
 * the rows of the curve's tables; they are taken from the samples directly, with rows that have the interpolation folded
 * into them. For windows of less than 100 samples that is less work, and the result is the same.
 */
export interface FoldedCurve {
  readonly size: number;
  readonly curve: ExponentialCurve;
  /** u at the ends of the cells, `[CELLS + 1, size]`. */
  readonly nodes: Float64Array;
  /** Coefficients of u in a cell, `[TERMS, size]`. */
  cell(cell: number): Float64Array;
  /** What each sample adds to the mean of the points, `[size]`. */
  readonly means: Float64Array;
  /** The sum of squares of the points is sum(squares[i] y_i^2 + products[i] y_i y_(i+1)). `[size]` */
  readonly squares: Float64Array;
  readonly products: Float64Array;
}

let curve: ExponentialCurve | undefined;
const known = new Map<number, FoldedCurve>();

/**
 * @param size - samples of the window, from 2 to {@link POINTS}: what is kept is then bounded, at some 200 kB a size; the
 * points themselves are a window of {@link POINTS} samples
 */
export function foldedCurve(size: number): FoldedCurve {
  let folded = known.get(size);
  if (folded === undefined) {
    curve ??= tabulateCurve();
    folded = fold(curve, size);
    known.set(size, folded);
  }
  return folded;
}

function fold(curve: ExponentialCurve, size: number): FoldedCurve {
  const cells: (Float64Array | undefined)[] = [];
  const squares = new Float64Array(size);
  const products = new Float64Array(size);
  for (let i = 0; i < POINTS; i++) {
    const weights = evenSampleWeights(size, unit(i));
    for (let k = 0; k < size; k++) {
      squares[k] += weights[k] * weights[k];
      if (k + 1 < size) products[k] += 2 * weights[k] * weights[k + 1];
    }
  }
  return {
    size,
    curve,
    nodes: foldRows(curve.nodes, 0, CELLS + 1, size),
    cell: (cell) => {
      cells[cell] ??= foldRows(curve.coefficients, cell * TERMS, TERMS, size);
      return cells[cell];
    },
    means: evenSampleWeights(size, new Float64Array(POINTS).fill(1 / POINTS)),
    squares,
    products,
  };
}

function unit(i: number): Float64Array {
  const point = new Float64Array(POINTS);
  point[i] = 1;
  return point;
}

function foldRows(rows: Float64Array, first: number, count: number, size: number): Float64Array {
  const folded = new Float64Array(count * size);
  for (let row = 0; row < count; row++) {
    const from = (first + row) * POINTS;
    folded.set(evenSampleWeights(size, rows.subarray(from, from + POINTS)), row * size);
  }
  return folded;
}
