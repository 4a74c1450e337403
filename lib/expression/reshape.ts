import { contiguous } from './elementwise.js';
import { Fault } from './fault.js';
import type { Workspace } from './limits.js';
import { type ArrayView, contiguousStrides, formatShape, sizeOf } from './nd-array.js';

/** The same elements in row-major order in another shape, in which one size may be -1: what is left. */
export function reshape(workspace: Workspace, view: ArrayView, wanted: readonly number[]): ArrayView {
  const size = sizeOf(view.shape);
  const unknown = wanted.indexOf(-1);
  const known = sizeOf(wanted.filter((_, axis) => axis !== unknown));
  const shape = unknown < 0 ? wanted : wanted.with(unknown, known === 0 ? -1 : size / known);
  if (shape.some((own) => own < 0 || !Number.isInteger(own)) || sizeOf(shape) !== size) {
    throw new Fault(`${size} elements do not make an array of shape ${formatShape(wanted)}`);
  }
  return { ...contiguous(workspace, view), shape, strides: contiguousStrides(shape) };
}
