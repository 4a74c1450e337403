import { Fault } from './fault.js';
import { type ArrayView, formatShape } from './nd-array.js';
import type { DType } from './syntax.js';

/** What an expression can be while it is evaluated. */
export type Value = ArrayView | PythonNumber | SequenceValue | NoneValue | DTypeValue;

/** A number that numpy has not touched yet: it follows Python's rules among its like, numpy's beside an array. */
export interface PythonNumber {
  readonly kind: 'number';
  readonly dtype: DType;
  readonly value: number;
}

export interface SequenceValue {
  readonly kind: 'sequence';
  readonly items: readonly Value[];
}

export interface NoneValue {
  readonly kind: 'none';
}

export interface DTypeValue {
  readonly kind: 'dtype';
  readonly dtype: DType;
}

export const NONE: NoneValue = { kind: 'none' };

export const pythonInt = (value: number): PythonNumber => ({ kind: 'number', dtype: 'int', value });
export const pythonBool = (value: boolean): PythonNumber => ({ kind: 'number', dtype: 'bool', value: Number(value) });

/** A numpy scalar: an array of no dimension. */
export function scalarView(value: number, dtype: DType): ArrayView {
  return { kind: 'array', dtype, shape: [], strides: [], offset: 0, values: Float64Array.of(value) };
}

/** The number in an array of no dimension, or in a Python number; undefined for anything else. */
export function scalarOf(value: Value): PythonNumber | undefined {
  if (value.kind === 'number') return value;
  if (value.kind !== 'array' || value.shape.length > 0) return undefined;
  return { kind: 'number', dtype: value.dtype, value: value.values[value.offset] };
}

/** `an array of shape (3,)`: a value in the words of an error. */
export function describe(value: Value): string {
  switch (value.kind) {
    case 'array':
      return value.shape.length === 0
        ? `the ${value.dtype} ${value.values[value.offset]}`
        : `an array of shape ${formatShape(value.shape)}`;
    case 'number':
      return `the ${value.dtype} ${value.value}`;
    case 'sequence':
      return `a tuple or list of ${value.items.length}`;
    case 'none':
      return 'None';
    case 'dtype':
      return `the type ${value.dtype}`;
  }
}

/** Integers beyond this are not exact as float64. */
const MAX_INTEGER = 2 ** 53;

export function isExactInteger(value: number): boolean {
  return Math.abs(value) <= MAX_INTEGER;
}

/** An integer as it is, zero without a sign. Throws if it is too large to be exact. */
export function exactInteger(value: number): number {
  if (isExactInteger(value)) return value + 0;
  throw new Fault(`the integer ${value} is beyond 2^53 and not exact; compute with floats`);
}

/** The type that numbers of both types are computed in. */
export function promote(a: DType, b: DType): DType {
  if (a === 'float' || b === 'float') return 'float';
  return a === 'int' || b === 'int' ? 'int' : 'bool';
}
