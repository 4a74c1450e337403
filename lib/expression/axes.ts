import { Fault } from './fault.js';
import { type ArrayView, insertAxis } from './nd-array.js';

/** The axes of an operation, ascending, each once; null stands for all. */
export type AxesArgument = readonly number[] | null;

export function allAxes(dimensions: number): number[] {
  return Array.from({ length: dimensions }, (_, axis) => axis);
}

/** An axis counted from 0, where a negative one counts from behind. */
export function resolveAxis(axis: number, dimensions: number): number {
  if (axis < -dimensions || axis >= dimensions) {
    throw new Fault(`axis ${axis} of an array of ${dimensions} ${dimensions === 1 ? 'dimension' : 'dimensions'}`);
  }
  return axis < 0 ? axis + dimensions : axis;
}

export function resolveAxes(axes: AxesArgument, dimensions: number): number[] {
  if (axes === null) return allAxes(dimensions);
  const resolved = axes.map((axis) => resolveAxis(axis, dimensions)).sort((a, b) => a - b);
  if (new Set(resolved).size < resolved.length) throw new Fault(`an axis stands twice in (${axes.join(', ')})`);
  return resolved;
}

/** Gives a result its reduced axes back, with one element each: numpy's `keepdims=True`. `axes` ascend. */
export function restoreAxes(result: ArrayView, axes: readonly number[]): ArrayView {
  return axes.reduce(insertAxis, result);
}
