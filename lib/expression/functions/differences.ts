import { type AxesArgument, allAxes, resolveAxes, resolveAxis } from '../axes.js';
import { elementsOf, map2 } from '../elementwise.js';
import { Fault } from '../fault.js';
import type { Workspace } from '../limits.js';
import { type ArrayView, insertAxis, sliceAxis } from '../nd-array.js';
import { concatenate } from '../to-array.js';
import { scalarView } from '../value.js';
import { array, arrayOrNone, axesOrNone, integer, numericArray } from './argument-types.js';
import { defineFunction, optional, required } from './function-definition.js';

const diff = defineFunction(
  'diff',
  { a: required(array), n: optional(integer, 1), axis: optional(integer, -1) },
  (workspace, { a, n, axis }) => {
    if (n < 0) throw new Fault(`the ${n}-th difference; n is 0 or more`);
    if (n === 0) return a;
    const along = resolveAxis(axis, a.shape.length);
    let result = a;
    for (let order = 0; order < n && result.shape[along] > 0; order++) result = differences(workspace, result, along);
    return result;
  },
);

function differences(workspace: Workspace, a: ArrayView, axis: number): ArrayView {
  const count = Math.max(a.shape[axis] - 1, 0);
  const later = sliceAxis(a, axis, 1, count);
  const earlier = sliceAxis(a, axis, 0, count);
  // Of masks: whether neighbours differ.
  return map2(workspace, later, earlier, a.dtype, a.dtype === 'bool' ? (x, y) => Math.abs(x - y) : (x, y) => x - y);
}

const gradient = defineFunction(
  'gradient',
  {
    f: required(numericArray),
    spacing: optional(arrayOrNone, null, 'position'),
    axis: optional(axesOrNone, null, 'name'),
  },
  (workspace, { f, spacing, axis }) => {
    const axes = gradientAxes(f, axis);
    const gradients = axes.map((along) => gradientAlong(workspace, f, spacing ?? scalarView(1, 'float'), along));
    return gradients.length === 1 ? gradients[0] : { kind: 'sequence', items: gradients };
  },
);

function gradientAxes(f: ArrayView, axis: AxesArgument): readonly number[] {
  if (f.shape.length === 0) throw new Fault('the gradient of a single number');
  return axis === null ? allAxes(f.shape.length) : resolveAxes(axis, f.shape.length);
}

/** Central differences inside, one-sided ones at both ends; source: `gradient` of numpy. */
function gradientAlong(workspace: Workspace, f: ArrayView, spacing: ArrayView, axis: number): ArrayView {
  const count = f.shape[axis];
  if (count < 2) throw new Fault(`the gradient along an axis of ${count} elements; at least 2 are needed`);
  const steps = stepsAlong(workspace, spacing, count);
  const isEven = steps.every((step) => step === steps[0]);
  const part = (start: number, length: number) => sliceAxis(f, axis, start, length);
  const slope = (later: ArrayView, earlier: ArrayView, distance: number) =>
    map2(workspace, later, earlier, 'float', (x, y) => (x - y) / distance);
  const inner = isEven
    ? slope(part(2, count - 2), part(0, count - 2), 2 * steps[0])
    : unevenSlopes(workspace, f, steps, axis);
  const first = slope(part(1, 1), part(0, 1), steps[0]);
  const last = slope(part(count - 1, 1), part(count - 2, 1), steps[count - 2]);
  return concatenate(workspace, [first, inner, last], axis);
}

function stepsAlong(workspace: Workspace, spacing: ArrayView, count: number): Float64Array {
  const elements = elementsOf(workspace, spacing);
  workspace.spend(count);
  if (spacing.shape.length === 0) return new Float64Array(count - 1).fill(elements[0]);
  if (spacing.shape.length !== 1 || elements.length !== count) {
    throw new Fault(`the spacing is a number or ${count} coordinates, one per element`);
  }
  return new Float64Array(count - 1).map((_, i) => elements[i + 1] - elements[i]);
}

function unevenSlopes(workspace: Workspace, f: ArrayView, steps: Float64Array, axis: number): ArrayView {
  const count = f.shape[axis] - 2;
  const weights = (weight: (before: number, after: number) => number): ArrayView => {
    const along = workspace.array([count], 'float');
    for (let i = 0; i < count; i++) along.values[i] = weight(steps[i], steps[i + 1]);
    return allAxes(f.shape.length).reduce((view, k) => (k === axis ? view : insertAxis(view, k)), along);
  };
  const weighted = (start: number, weight: (before: number, after: number) => number) =>
    map2(workspace, weights(weight), sliceAxis(f, axis, start, count), 'float', (w, x) => w * x);
  const left = weighted(0, (before, after) => -after / (before * (before + after)));
  const middle = weighted(1, (before, after) => (after - before) / (before * after));
  const right = weighted(2, (before, after) => before / (after * (before + after)));
  const sum = (x: number, y: number) => x + y;
  return map2(workspace, map2(workspace, left, middle, 'float', sum), right, 'float', sum);
}

export const differenceFunctions = [diff, gradient];
