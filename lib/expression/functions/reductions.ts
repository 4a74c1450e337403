import { maximum, minimum } from '../arithmetic.js';
import { type AxesArgument, resolveAxes, resolveAxis, restoreAxes } from '../axes.js';
import { map2 } from '../elementwise.js';
import type { Workspace } from '../limits.js';
import type { ArrayView } from '../nd-array.js';
import { accumulate, countOf, fold, mapLanes, requireElements } from '../reduce.js';
import { reshape } from '../reshape.js';
import { type Summands, sumOver } from '../sum.js';
import { scalarView } from '../value.js';
import { array, axesOrNone, axisOrNone, flag, number } from './argument-types.js';
import { defineFunction, optional, required } from './function-definition.js';

const overAxes = {
  a: required(array),
  axis: optional(axesOrNone, null),
  keepdims: optional(flag, false, 'name'),
};

type Reduce = (workspace: Workspace, a: ArrayView, axes: readonly number[]) => ArrayView;

const reduction = (name: string, reduce: Reduce) =>
  defineFunction(name, overAxes, (workspace, { a, axis, keepdims }) =>
    reduceBy((view, axes) => reduce(workspace, view, axes), a, axis, keepdims ? restoreAxes : leaveOut),
  );

const deviation = (
  name: string,
  spread: (workspace: Workspace, a: ArrayView, axes: readonly number[], ddof: number) => ArrayView,
) =>
  defineFunction(name, { ...overAxes, ddof: optional(number, 0, 'name') }, (workspace, { a, axis, keepdims, ddof }) =>
    reduceBy((view, axes) => spread(workspace, view, axes, ddof), a, axis, keepdims ? restoreAxes : leaveOut),
  );

const position = (name: string, isBetter: (x: number, best: number) => boolean) =>
  defineFunction(
    name,
    { a: required(array), axis: optional(axisOrNone, null), keepdims: optional(flag, false, 'name') },
    (workspace, { a, axis, keepdims }) =>
      reduceBy(
        (view, axes) => {
          requireElements(view, axes, name);
          return mapLanes(workspace, view, axes, 'int', (lane) => positionOf(lane, isBetter));
        },
        a,
        axis === null ? null : [axis],
        keepdims ? restoreAxes : leaveOut,
      ),
  );

function reduceBy(
  reduce: (a: ArrayView, axes: readonly number[]) => ArrayView,
  a: ArrayView,
  axis: AxesArgument,
  finish: (result: ArrayView, axes: readonly number[]) => ArrayView,
): ArrayView {
  const axes = resolveAxes(axis, a.shape.length);
  return finish(reduce(a, axes), axes);
}

const leaveOut = (result: ArrayView) => result;

const sum = reduction('sum', sumOver);
const mean = reduction('mean', meanOver);
const std = deviation('std', deviationOver);
const min = reduction('min', extremeOver('min', Infinity, minimum));
const max = reduction('max', extremeOver('max', -Infinity, maximum));
const cumsum = defineFunction(
  'cumsum',
  { a: required(array), axis: optional(axisOrNone, null) },
  (workspace, { a, axis }) =>
    axis === null
      ? accumulate(workspace, reshape(workspace, a, [-1]), 0)
      : accumulate(workspace, a, resolveAxis(axis, a.shape.length)),
);

export const reductionFunctions = [
  sum,
  mean,
  std,
  min,
  max,
  cumsum,
  reduction('nansum', (workspace, a, axes) => sumOver(workspace, a, axes, NUMBERS)),
  reduction('nanmean', (workspace, a, axes) =>
    quotient(workspace, sumOver(workspace, a, axes, NUMBERS), countNumbers(workspace, a, axes)),
  ),
  deviation('nanstd', nanDeviationOver),
  reduction('nanmin', extremeOver('nanmin', NaN, leavingOutNaN(minimum))),
  reduction('nanmax', extremeOver('nanmax', NaN, leavingOutNaN(maximum))),
];

export const reductionMethods = [
  sum,
  mean,
  std,
  min,
  max,
  cumsum,
  position('argmax', (x, best) => x > best),
  position('argmin', (x, best) => x < best),
];

function meanOver(workspace: Workspace, a: ArrayView, axes: readonly number[]): ArrayView {
  const count = scalarView(countOf(a.shape, axes), 'int');
  return quotient(workspace, sumOver(workspace, a, axes), count);
}

function deviationOver(workspace: Workspace, a: ArrayView, axes: readonly number[], ddof: number): ArrayView {
  const { values: means } = meanOver(workspace, a, axes);
  const squares = sumOver(workspace, a, axes, { of: (x, k) => squaredDifference(x, means[k]), dtype: 'float' });
  const freedom = scalarView(Math.max(countOf(a.shape, axes) - ddof, 0), 'float');
  return map2(workspace, squares, freedom, 'float', rootOfQuotient);
}

function nanDeviationOver(workspace: Workspace, a: ArrayView, axes: readonly number[], ddof: number): ArrayView {
  if (a.dtype !== 'float') return deviationOver(workspace, a, axes, ddof);
  const counts = countNumbers(workspace, a, axes);
  const { values: means } = quotient(workspace, sumOver(workspace, a, axes, NUMBERS), counts);
  const of = (x: number, k: number) => (Number.isNaN(x) ? 0 : squaredDifference(x, means[k]));
  return map2(workspace, sumOver(workspace, a, axes, { of }), counts, 'float', (total, count) =>
    count > ddof ? rootOfQuotient(total, count - ddof) : NaN,
  );
}

function squaredDifference(x: number, center: number): number {
  const difference = x - center;
  return difference * difference;
}

function rootOfQuotient(total: number, count: number): number {
  return Math.sqrt(total / count);
}

function quotient(workspace: Workspace, totals: ArrayView, counts: ArrayView): ArrayView {
  return map2(workspace, totals, counts, 'float', (total, count) => total / count);
}

/** NaN as 0: what is left out of a sum. */
const NUMBERS: Summands = { of: (x) => (Number.isNaN(x) ? 0 : x) };

function countNumbers(workspace: Workspace, a: ArrayView, axes: readonly number[]): ArrayView {
  return sumOver(workspace, a, axes, { of: (x) => (Number.isNaN(x) ? 0 : 1), dtype: 'int' });
}

function extremeOver(name: string, initial: number, combine: (a: number, b: number) => number): Reduce {
  return (workspace, a, axes) => {
    requireElements(a, axes, name);
    return fold(workspace, a, axes, initial, combine);
  };
}

function leavingOutNaN(combine: (a: number, b: number) => number): (a: number, b: number) => number {
  return (accumulated, x) => {
    if (Number.isNaN(x)) return accumulated;
    return Number.isNaN(accumulated) ? x : combine(accumulated, x);
  };
}

/** Of the first best element, or of the first NaN. */
function positionOf(lane: Float64Array, isBetter: (x: number, best: number) => boolean): number {
  let best = 0;
  for (let i = 0; i < lane.length; i++) {
    if (Number.isNaN(lane[i])) return i;
    if (isBetter(lane[i], lane[best])) best = i;
  }
  return best;
}
