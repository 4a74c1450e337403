import { Fault } from './fault.js';
import type { DType } from './syntax.js';

/**
 * An array as it enters and leaves an expression: row-major values of a shape. The column of a table is one.
 *
 * Integers and booleans are held as numbers too; integers are exact up to 2^53, beyond which they are refused.
 */
export interface NdArray {
  readonly shape: readonly number[];
  readonly values: Float64Array;
  /** Default: `float`. */
  readonly dtype?: DType;
}

/** An array while it is computed with: a view on values that it may share with other views, and that nobody changes. */
export interface ArrayView extends Layout {
  readonly kind: 'array';
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** Where the elements of an array lie among its values. */
export interface Layout {
  /** Distance of neighbours along each axis; 0 repeats, negative runs backwards. */
  readonly strides: readonly number[];
  /** Of the first element. */
  readonly offset: number;
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function contiguousStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

export function viewOf(array: NdArray): ArrayView {
  return {
    kind: 'array',
    dtype: array.dtype ?? 'float',
    shape: array.shape,
    strides: contiguousStrides(array.shape),
    offset: 0,
    values: array.values,
  };
}

export function isContiguous(view: ArrayView): boolean {
  const expected = contiguousStrides(view.shape);
  return view.shape.every((size, axis) => size === 1 || view.strides[axis] === expected[axis]);
}

/** `(3, 4)`, as Python writes a shape. */
export function formatShape(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
}

/** The shape that arrays of these shapes are computed with together. Throws if they do not fit. */
export function broadcastShapes(shapes: readonly (readonly number[])[]): readonly number[] {
  const dimensions = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: dimensions }, (_, axis) => {
    let size = 1;
    for (const shape of shapes) {
      const own = shape[shape.length - dimensions + axis] ?? 1;
      if (own === 1 || own === size) continue;
      if (size !== 1) throw new Fault(`arrays of shapes ${shapes.map(formatShape).join(' and ')} do not fit together`);
      size = own;
    }
    return size;
  });
}

/** A view of `view` repeated along axes where it has one element, or none at all, to `shape`. */
export function broadcastTo(view: ArrayView, shape: readonly number[]): ArrayView {
  const missing = shape.length - view.shape.length;
  const strides = shape.map((_, axis) => ((view.shape[axis - missing] ?? 1) === 1 ? 0 : view.strides[axis - missing]));
  return { ...view, shape, strides };
}

/** Axes in another order. */
export function permuteAxes(view: ArrayView, order: readonly number[]): ArrayView {
  return { ...view, shape: order.map((axis) => view.shape[axis]), strides: order.map((axis) => view.strides[axis]) };
}

/** Every `step`-th of `count` elements along an axis, from `start`. */
export function sliceAxis(view: ArrayView, axis: number, start: number, count: number, step = 1): ArrayView {
  return {
    ...view,
    shape: view.shape.with(axis, count),
    strides: view.strides.with(axis, view.strides[axis] * step),
    offset: count === 0 ? view.offset : view.offset + start * view.strides[axis],
  };
}

export function insertAxis(view: ArrayView, axis: number): ArrayView {
  return { ...view, shape: view.shape.toSpliced(axis, 0, 1), strides: view.strides.toSpliced(axis, 0, 0) };
}

/** Without these axes, which have one element each or are not wanted beyond their first. */
export function removeAxes(view: ArrayView, axes: readonly number[]): ArrayView {
  const isKept = (_: number, axis: number) => !axes.includes(axis);
  return { ...view, shape: view.shape.filter(isKept), strides: view.strides.filter(isKept) };
}

/**
 * Goes through arrays of one shape together, in row-major order, by runs of evenly spaced elements as long as possible.
 *
 * @param visit gets the length of a run and, per array, where it starts and how far apart its elements are. The two
 *   lists are reused between calls.
 */
export function forEachRun(
  shape: readonly number[],
  layouts: readonly Layout[],
  visit: (length: number, starts: readonly number[], steps: readonly number[]) => void,
): void {
  if (shape.includes(0)) return;
  const { sizes, strides } = mergeAxes(
    shape,
    layouts.map((layout) => layout.strides),
  );
  const starts = layouts.map((layout) => layout.offset);
  const length = sizes.pop() ?? 1;
  const steps = strides.map((own) => own.pop() ?? 0);
  const counters = sizes.map(() => 0);
  for (;;) {
    visit(length, starts, steps);
    let axis = sizes.length - 1;
    for (; axis >= 0; axis--) {
      const done = ++counters[axis] === sizes[axis];
      for (let k = 0; k < starts.length; k++) {
        starts[k] += done ? strides[k][axis] * (1 - sizes[axis]) : strides[k][axis];
      }
      if (!done) break;
      counters[axis] = 0;
    }
    if (axis < 0) return;
  }
}

/** Whether the elements, in row-major order, are equally far apart. */
export function isEvenlySpaced(shape: readonly number[], strides: readonly number[]): boolean {
  return mergeAxes(shape, [strides]).sizes.length <= 1;
}

/** Drops axes of one element and joins neighbouring axes that lie evenly behind each other in all arrays. */
function mergeAxes(shape: readonly number[], strides: readonly (readonly number[])[]) {
  const sizes: number[] = [];
  const merged: number[][] = strides.map(() => []);
  for (const [axis, size] of shape.entries()) {
    if (size === 1) continue;
    const last = sizes.length - 1;
    const isEven = last >= 0 && strides.every((own, k) => merged[k][last] === own[axis] * size);
    if (isEven) {
      sizes[last] *= size;
      for (const [k, own] of strides.entries()) merged[k][last] = own[axis];
    } else {
      sizes.push(size);
      for (const [k, own] of strides.entries()) merged[k].push(own[axis]);
    }
  }
  return { sizes, strides: merged };
}
