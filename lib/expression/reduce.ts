import { map } from './elementwise.js';
import { Fault } from './fault.js';
import type { Workspace } from './limits.js';
import { type ArrayView, forEachRun, formatShape, type Layout, permuteAxes, sizeOf } from './nd-array.js';
import type { DType } from './syntax.js';
import { exactInteger } from './value.js';

/** Combines the elements along some axes, in any order, starting from `initial`. */
export function fold(
  workspace: Workspace,
  view: ArrayView,
  axes: readonly number[],
  initial: number,
  combine: (accumulated: number, x: number) => number,
): ArrayView {
  const result = reducedArray(workspace, view, axes, view.dtype);
  const out = result.values.fill(initial);
  forEachRun(view.shape, [view, reducedLayout(result, view.shape, axes)], (length, [i, o], [step, outStep]) => {
    for (let n = 0; n < length; n++) {
      const k = o + n * outStep;
      out[k] = combine(out[k], view.values[i + n * step]);
    }
  });
  return result;
}

/** Elements that each result of a reduction is made from. */
export function countOf(shape: readonly number[], axes: readonly number[]): number {
  return sizeOf(axes.map((axis) => shape[axis]));
}

/** Throws if there are results to compute, but nothing to compute them from. */
export function requireElements(view: ArrayView, axes: readonly number[], what: string): void {
  const results = sizeOf(view.shape.filter((_, axis) => !axes.includes(axis)));
  if (countOf(view.shape, axes) === 0 && results > 0) {
    throw new Fault(`${what} of no elements: the array has shape ${formatShape(view.shape)}`);
  }
}

/** Units of work of a lane beside what is done to its elements, of which it may have none. */
const LANE = 50;

/** Computes one number from all elements along some axes. `compute` must not change or keep what it gets. */
export function mapLanes(
  workspace: Workspace,
  view: ArrayView,
  axes: readonly number[],
  dtype: DType,
  compute: (lane: Float64Array) => number,
): ArrayView {
  const kept = keptAxes(view.shape, axes);
  const length = countOf(view.shape, axes);
  const result = reducedArray(workspace, view, axes, dtype);
  workspace.spend(LANE * result.values.length);
  // One lane at a time: a view of a column of megabytes is not copied as a whole.
  const lane = new Float64Array(length);
  if (length === 0) {
    for (let k = 0; k < result.values.length; k++) result.values[k] = compute(lane);
    return result;
  }
  let [k, filled] = [0, 0];
  const lanes = permuteAxes(view, [...kept, ...axes]);
  forEachRun(lanes.shape, [lanes], (run, [start], [step]) => {
    for (let n = 0; n < run; n++) {
      lane[filled++] = view.values[start + n * step];
      if (filled < length) continue;
      result.values[k++] = compute(lane);
      filled = 0;
    }
  });
  return result;
}

/** Running sums along an axis. */
export function accumulate(workspace: Workspace, view: ArrayView, axis: number): ArrayView {
  const result = map(workspace, view, view.dtype === 'float' ? 'float' : 'int', (x) => x);
  const { values, strides, shape } = result;
  const stride = strides[axis];
  const block = stride * shape[axis];
  for (let k = 0; k < values.length; k++) {
    if (k % block >= stride) values[k] += values[k - stride];
  }
  if (result.dtype === 'int') for (let k = 0; k < values.length; k++) values[k] = exactInteger(values[k]);
  return result;
}

function keptAxes(shape: readonly number[], axes: readonly number[]): number[] {
  return [...shape.keys()].filter((axis) => !axes.includes(axis));
}

/** The array of zeros that a reduction writes its results to. */
export function reducedArray(workspace: Workspace, view: ArrayView, axes: readonly number[], dtype: DType): ArrayView {
  workspace.spend(sizeOf(view.shape));
  const kept = keptAxes(view.shape, axes).map((axis) => view.shape[axis]);
  return workspace.array(kept, dtype);
}

/** Where the elements of a reduced array lie, seen with the shape of what it was made from. */
export function reducedLayout(result: ArrayView, shape: readonly number[], axes: readonly number[]): Layout {
  const strides = [...result.strides];
  return { offset: 0, strides: shape.map((_, axis) => (axes.includes(axis) ? 0 : (strides.shift() ?? 0))) };
}
