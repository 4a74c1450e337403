import { copyInto } from './elementwise.js';
import { Fault } from './fault.js';
import type { Workspace } from './limits.js';
import { type ArrayView, formatShape, insertAxis, sliceAxis } from './nd-array.js';
import { describe, promote, scalarView, type Value } from './value.js';

/** numpy's array of a number, or of a list of numbers, arrays or lists of one shape; an array as it is. */
export function toArray(workspace: Workspace, value: Value): ArrayView {
  switch (value.kind) {
    case 'array':
      return value;
    case 'number':
      return scalarView(value.value, value.dtype);
    case 'sequence':
      return value.items.length === 0
        ? workspace.array([0], 'float')
        : stack(
            workspace,
            value.items.map((item) => toArray(workspace, item)),
            0,
          );
    default:
      throw new Fault(`${describe(value)} is not a number or an array`);
  }
}

/** Arrays of one shape along a new axis, from 0 to their dimensions. */
export function stack(workspace: Workspace, arrays: readonly ArrayView[], axis: number): ArrayView {
  const shape = formatShape(arrays[0].shape);
  const odd = arrays.find((array) => formatShape(array.shape) !== shape);
  if (odd) throw new Fault(`arrays of shapes ${shape} and ${formatShape(odd.shape)} make no array together`);
  return concatenate(
    workspace,
    arrays.map((array) => insertAxis(array, axis)),
    axis,
  );
}

/** Arrays behind each other along an axis that all of them have. */
export function concatenate(workspace: Workspace, arrays: readonly ArrayView[], axis: number): ArrayView {
  const [first] = arrays;
  for (const { shape } of arrays) {
    const fits = shape.length === first.shape.length && shape.every((size, k) => k === axis || size === first.shape[k]);
    if (!fits) {
      throw new Fault(
        `arrays of shapes ${formatShape(first.shape)} and ${formatShape(shape)} do not fit behind each other on axis ${axis}`,
      );
    }
  }
  const total = arrays.reduce((length, array) => length + array.shape[axis], 0);
  const dtype = arrays.map((array) => array.dtype).reduce(promote);
  const result = workspace.array(first.shape.with(axis, total), dtype);
  let start = 0;
  for (const array of arrays) {
    copyInto(sliceAxis(result, axis, start, array.shape[axis]), array);
    start += array.shape[axis];
  }
  return result;
}
