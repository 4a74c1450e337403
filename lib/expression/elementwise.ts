import type { Workspace } from './limits.js';
import { type ArrayView, broadcastShapes, broadcastTo, forEachRun, isContiguous, sizeOf } from './nd-array.js';
import type { DType } from './syntax.js';
import { exactInteger } from './value.js';

/** A new array of `f` of each element. */
export function map(workspace: Workspace, a: ArrayView, dtype: DType, f: (x: number) => number): ArrayView {
  const result = workspace.array(a.shape, dtype);
  const { values } = a;
  const out = result.values;
  let k = 0;
  forEachRun(a.shape, [a], (length, [start], [step]) => {
    for (let i = 0; i < length; i++) out[k++] = f(values[start + i * step]);
  });
  return checked(result);
}

/** A new array of `f` of the elements of two arrays that are broadcast against each other. */
export function map2(
  workspace: Workspace,
  a: ArrayView,
  b: ArrayView,
  dtype: DType,
  f: (x: number, y: number) => number,
): ArrayView {
  const shape = broadcastShapes([a.shape, b.shape]);
  const result = workspace.array(shape, dtype);
  const left = a.values;
  const right = b.values;
  const out = result.values;
  let k = 0;
  forEachRun(shape, [broadcastTo(a, shape), broadcastTo(b, shape)], (length, [i, j], [iStep, jStep]) => {
    for (let n = 0; n < length; n++) out[k++] = f(left[i + n * iStep], right[j + n * jStep]);
  });
  return checked(result);
}

/** As {@link map2}, of three arrays. */
export function map3(
  workspace: Workspace,
  a: ArrayView,
  b: ArrayView,
  c: ArrayView,
  dtype: DType,
  f: (x: number, y: number, z: number) => number,
): ArrayView {
  const shape = broadcastShapes([a.shape, b.shape, c.shape]);
  const result = workspace.array(shape, dtype);
  const out = result.values;
  let k = 0;
  const views = [a, b, c].map((view) => broadcastTo(view, shape));
  forEachRun(shape, views, (length, [i, j, l], [iStep, jStep, lStep]) => {
    for (let n = 0; n < length; n++) {
      out[k++] = f(a.values[i + n * iStep], b.values[j + n * jStep], c.values[l + n * lStep]);
    }
  });
  return checked(result);
}

function checked(result: ArrayView): ArrayView {
  if (result.dtype !== 'int') return result;
  const { values } = result;
  for (let i = 0; i < values.length; i++) values[i] = exactInteger(values[i]);
  return result;
}

/** The same array with its elements in row-major order, without gaps. Copies only what is not so already. */
export function contiguous(workspace: Workspace, view: ArrayView): ArrayView {
  return isContiguous(view) ? view : map(workspace, view, view.dtype, (x) => x);
}

/** The elements in row-major order: to be read only, since it may be the memory of an input. */
export function elementsOf(workspace: Workspace, view: ArrayView): Float64Array {
  const { values, offset, shape } = contiguous(workspace, view);
  return values.subarray(offset, offset + sizeOf(shape));
}

/** Writes the elements of one array into another one of the same shape. */
export function copyInto(target: ArrayView, source: ArrayView): void {
  const from = source.values;
  const to = target.values;
  forEachRun(source.shape, [source, target], (length, [i, j], [iStep, jStep]) => {
    for (let n = 0; n < length; n++) to[j + n * jStep] = from[i + n * iStep];
  });
}
