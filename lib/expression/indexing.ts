import { elementsOf } from './elementwise.js';
import { Fault } from './fault.js';
import type { Workspace } from './limits.js';
import { type ArrayView, formatShape, insertAxis, removeAxes, sizeOf, sliceAxis } from './nd-array.js';
import { describe, scalarOf, type Value } from './value.js';

/** One evaluated item between the brackets of an index. */
export type Subscript = Value | SliceSubscript | EllipsisSubscript;

export interface SliceSubscript {
  readonly kind: 'slice';
  /** Integers, or None. */
  readonly start: Value;
  readonly stop: Value;
  readonly step: Value;
}

export interface EllipsisSubscript {
  readonly kind: 'ellipsis';
}

/** `value[subscripts]`. */
export function subscript(workspace: Workspace, value: Value, subscripts: readonly Subscript[]): Value {
  if (value.kind === 'sequence') return itemOf(value.items, subscripts);
  if (value.kind !== 'array') throw new Fault(`${describe(value)} has no elements`);
  const [only] = subscripts;
  const isMask = subscripts.length === 1 && only.kind === 'array' && only.dtype === 'bool' && only.shape.length > 0;
  return isMask ? select(workspace, value, only) : view(value, subscripts);
}

function itemOf(items: readonly Value[], subscripts: readonly Subscript[]): Value {
  const [only] = subscripts;
  if (subscripts.length !== 1 || only.kind === 'slice' || only.kind === 'ellipsis') {
    throw new Fault('a tuple or list takes one integer as its index');
  }
  return items[place(integerOf(only), items.length)];
}

/** A view: integers, slices, `...` and `None` copy nothing. */
function view(array: ArrayView, subscripts: readonly Subscript[]): ArrayView {
  const consumed = subscripts.filter((each) => each.kind !== 'none' && each.kind !== 'ellipsis').length;
  const rest = array.shape.length - consumed;
  if (rest < 0) throw new Fault(`${consumed} indices for an array of shape ${formatShape(array.shape)}`);
  if (subscripts.filter((each) => each.kind === 'ellipsis').length > 1) {
    throw new Fault("an index has one '...' at most");
  }
  let result = array;
  const picked: number[] = [];
  let axis = 0;
  for (const each of subscripts) {
    switch (each.kind) {
      case 'ellipsis':
        axis += rest;
        break;
      case 'none':
        result = insertAxis(result, axis++);
        break;
      case 'slice':
        result = slice(result, axis++, each);
        break;
      default:
        result = sliceAxis(result, axis, place(integerOf(each), result.shape[axis]), 1);
        picked.push(axis++);
    }
  }
  return removeAxes(result, picked);
}

function slice(array: ArrayView, axis: number, { start, stop, step }: SliceSubscript): ArrayView {
  const size = array.shape[axis];
  const by = integerOrNone(step) ?? 1;
  if (by === 0) throw new Fault('a slice with a step of 0');
  // Where a slice may begin and end: one further when it runs backwards.
  const [lowest, highest] = by > 0 ? [0, size] : [-1, size - 1];
  const clamp = (index: number) => Math.max(lowest, Math.min(highest, index < 0 ? index + size : index));
  const [first, last] = by > 0 ? [lowest, highest] : [highest, lowest];
  const from = clampOr(integerOrNone(start), first, clamp);
  const to = clampOr(integerOrNone(stop), last, clamp);
  return sliceAxis(array, axis, from, Math.max(Math.ceil((to - from) / by), 0), by);
}

function clampOr(index: number | undefined, fallback: number, clamp: (index: number) => number): number {
  return index === undefined ? fallback : clamp(index);
}

/** The elements, or rows, where a mask over the first dimensions is true. */
function select(workspace: Workspace, array: ArrayView, mask: ArrayView): ArrayView {
  const leading = array.shape.slice(0, mask.shape.length);
  if (formatShape(leading) !== formatShape(mask.shape)) {
    throw new Fault(`a mask of shape ${formatShape(mask.shape)} on an array of shape ${formatShape(array.shape)}`);
  }
  const chosen = elementsOf(workspace, mask);
  const elements = elementsOf(workspace, array);
  const inner = array.shape.slice(mask.shape.length);
  const width = sizeOf(inner);
  const count = chosen.reduce((total, isChosen) => total + isChosen, 0);
  const result = workspace.array([count, ...inner], array.dtype);
  let row = 0;
  for (let k = 0; k < chosen.length; k++) {
    if (chosen[k] === 0) continue;
    result.values.set(elements.subarray(k * width, (k + 1) * width), row * width);
    row++;
  }
  return result;
}

function integerOf(value: Value): number {
  const scalar = scalarOf(value);
  if (scalar?.dtype === 'int') return scalar.value;
  throw new Fault(`${describe(value)} as an index; indices are integers, slices, '...', None, or a single mask`);
}

function integerOrNone(value: Value): number | undefined {
  return value.kind === 'none' ? undefined : integerOf(value);
}

function place(index: number, size: number): number {
  if (index < -size || index >= size) throw new Fault(`index ${index} of an axis of ${size} elements`);
  return index < 0 ? index + size : index;
}
