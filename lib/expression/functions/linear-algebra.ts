import { elementsOf } from '../elementwise.js';
import { Fault } from '../fault.js';
import { leastSquares } from '../least-squares.js';
import type { Workspace } from '../limits.js';
import { type ArrayView, formatShape, insertAxis, removeAxes, sizeOf } from '../nd-array.js';
import { sumOver } from '../sum.js';
import { concatenate } from '../to-array.js';
import { array, arrayOrNone, integer } from './argument-types.js';
import { defineFunction, optional, required } from './function-definition.js';

const polyfit = defineFunction(
  'polyfit',
  { x: required(array), y: required(array), deg: required(integer) },
  (workspace, { x, y, deg }) => {
    if (deg < 0) throw new Fault(`a polynomial of degree ${deg}`);
    if (x.shape.length !== 1 || x.shape[0] === 0)
      throw new Fault('polyfit wants x with one dimension and some elements');
    if (y.shape.length < 1 || y.shape.length > 2 || y.shape[0] !== x.shape[0]) {
      throw new Fault(`y has shape ${formatShape(y.shape)}; its first dimension is x's, ${x.shape[0]}`);
    }
    return fitPolynomial(workspace, x, y, deg);
  },
);

function fitPolynomial(workspace: Workspace, x: ArrayView, y: ArrayView, degree: number): ArrayView {
  const terms = degree + 1;
  const rows = x.shape[0];
  const targets = y.shape[1] ?? 1;
  workspace.spend(2 * rows * terms * (terms + targets) + 60 * terms ** 3);
  const points = elementsOf(workspace, x);
  const values = elementsOf(workspace, y);
  if (!points.every(Number.isFinite)) {
    throw new Fault('polyfit at points that are not finite; leave them out first');
  }
  const powers = powersOf(points, terms);
  const result = workspace.array([terms, ...y.shape.slice(1)], 'float');
  for (let k = 0; k < targets; k++) {
    const target = Float64Array.from({ length: rows }, (_, i) => values[i * targets + k]);
    const solution = leastSquares(powers, target, rows * Number.EPSILON);
    for (let term = 0; term < terms; term++) result.values[term * targets + k] = solution[term];
  }
  return result;
}

/** The powers of all points, highest first. */
function powersOf(points: Float64Array, terms: number): Float64Array[] {
  const columns = [new Float64Array(points.length).fill(1)];
  while (columns.length < terms) {
    const last = columns[columns.length - 1];
    columns.push(last.map((power, i) => power * points[i]));
  }
  return columns.reverse();
}

const corrcoef = defineFunction(
  'corrcoef',
  { x: required(array), y: optional(arrayOrNone, null) },
  (workspace, { x, y }) => {
    const variables = y ? concatenate(workspace, [asRows(x), asRows(y)], 0) : asRows(x);
    const result = correlate(workspace, variables);
    // numpy makes a single number of the one coefficient of one variable.
    return variables.shape[0] === 1 ? removeAxes(result, [0, 1]) : result;
  },
);

/** One row per variable. */
function asRows(view: ArrayView): ArrayView {
  if (view.shape.length > 2) throw new Fault(`corrcoef of an array of ${view.shape.length} dimensions; 2 at most`);
  return view.shape.length === 2 ? view : asRows(insertAxis(view, 0));
}

/** Source: `cov` and `corrcoef` of numpy. */
function correlate(workspace: Workspace, variables: ArrayView): ArrayView {
  const [rows, count] = variables.shape;
  const result = workspace.array([rows, rows], 'float');
  workspace.spend(sizeOf([rows, rows, count]));
  const means = sumOver(workspace, variables, [1]).values.map((total) => total / count);
  const values = elementsOf(workspace, variables);
  const covariance = (a: number, b: number) => {
    let sum = 0;
    for (let k = 0; k < count; k++) sum += (values[a * count + k] - means[a]) * (values[b * count + k] - means[b]);
    return sum / Math.max(count - 1, 0);
  };
  const deviations = Float64Array.from({ length: rows }, (_, row) => Math.sqrt(covariance(row, row)));
  for (let a = 0; a < rows; a++) {
    for (let b = 0; b < rows; b++) {
      const correlation = covariance(a, b) / deviations[a] / deviations[b];
      result.values[a * rows + b] = Math.max(-1, Math.min(1, correlation));
    }
  }
  return result;
}

export const linearAlgebra = [polyfit, corrcoef];
