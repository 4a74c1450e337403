import { resolveAxes, restoreAxes } from '../axes.js';
import { elementsOf } from '../elementwise.js';
import { Fault } from '../fault.js';
import type { Workspace } from '../limits.js';
import { type ArrayView, sizeOf } from '../nd-array.js';
import { mapLanes, requireElements } from '../reduce.js';
import { stack } from '../to-array.js';
import { array, axesOrNone, flag, numericArray } from './argument-types.js';
import { defineFunction, optional, required } from './function-definition.js';

/** Puts the numbers of a lane in order, or says that it has none to speak of. */
type Sorted = (lane: Float64Array) => Float64Array;

const median = (name: string, sorted: Sorted) =>
  defineFunction(
    name,
    { a: required(array), axis: optional(axesOrNone, null), keepdims: optional(flag, false, 'name') },
    (workspace, { a, axis, keepdims }) => {
      const axes = resolveAxes(axis, a.shape.length);
      spendOnSorting(workspace, a);
      const result = mapLanes(workspace, a, axes, 'float', (lane) => medianOf(sorted(lane)));
      return keepdims ? restoreAxes(result, axes) : result;
    },
  );

const percentile = (name: string, sorted: Sorted, check: typeof requireElements) =>
  defineFunction(
    name,
    {
      a: required(numericArray),
      q: required(numericArray),
      axis: optional(axesOrNone, null),
      keepdims: optional(flag, false, 'name'),
    },
    (workspace, { a, q, axis, keepdims }) => {
      if (q.shape.length > 1) throw new Fault('q is a number or a list of numbers');
      const axes = resolveAxes(axis, a.shape.length);
      check(a, axes, name);
      const results = Array.from(elementsOf(workspace, q), (percent) => {
        if (!(percent >= 0 && percent <= 100)) throw new Fault(`the percentile ${percent} is not between 0 and 100`);
        spendOnSorting(workspace, a);
        const result = mapLanes(workspace, a, axes, 'float', (lane) => quantileOf(sorted(lane), percent / 100));
        return keepdims ? restoreAxes(result, axes) : result;
      });
      if (q.shape.length === 0) return results[0];
      if (results.length === 0) throw new Fault('q is an empty list');
      return stack(workspace, results, 0);
    },
  );

export const orderStatistics = [
  median('median', sortedUnlessNaN),
  median('nanmedian', sortedWithoutNaN),
  percentile('percentile', sortedUnlessNaN, requireElements),
  percentile('nanpercentile', sortedWithoutNaN, () => {}),
];

function spendOnSorting(workspace: Workspace, a: ArrayView): void {
  const size = sizeOf(a.shape);
  workspace.spend(size * Math.ceil(Math.log2(size + 1)));
}

function sortedWithoutNaN(lane: Float64Array): Float64Array {
  return lane.filter((x) => !Number.isNaN(x)).sort();
}

/** Of nothing if there is a NaN, which the result then is. */
function sortedUnlessNaN(lane: Float64Array): Float64Array {
  const sorted = lane.slice().sort();
  // NaN is sorted to the end.
  return Number.isNaN(sorted.at(-1)) ? new Float64Array(0) : sorted;
}

function medianOf(sorted: Float64Array): number {
  const { length } = sorted;
  if (length === 0) return NaN;
  const half = Math.floor(length / 2);
  return length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** Linear between neighbours; source: `_lerp` of numpy. */
function quantileOf(sorted: Float64Array, quantile: number): number {
  if (sorted.length === 0) return NaN;
  const place = (sorted.length - 1) * quantile;
  const index = Math.floor(place);
  const low = sorted[index];
  const high = sorted[Math.min(index + 1, sorted.length - 1)];
  const share = place - index;
  const difference = high - low;
  return share < 0.5 ? low + difference * share : high - difference * (1 - share);
}
