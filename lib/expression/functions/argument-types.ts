import type { AxesArgument } from '../axes.js';
import { Fault } from '../fault.js';
import type { Workspace } from '../limits.js';
import type { ArrayView } from '../nd-array.js';
import type { DType } from '../syntax.js';
import { toArray } from '../to-array.js';
import { describe, scalarOf, type Value } from '../value.js';
import type { ArgumentType } from './function-definition.js';

/** @param tryRead gives undefined for a value of another type */
function argumentType<T>(
  expects: string,
  tryRead: (value: Value, workspace: Workspace) => T | undefined,
): ArgumentType<T> {
  return {
    expects,
    read: (value, workspace) => {
      const argument = tryRead(value, workspace);
      if (argument === undefined) throw new Fault(`${describe(value)} stands where ${expects} is wanted`);
      return argument;
    },
  };
}

function readInteger(value: Value): number | undefined {
  const scalar = scalarOf(value);
  return scalar?.dtype === 'int' ? scalar.value : undefined;
}

function readIntegers(value: Value): readonly number[] | undefined {
  if (value.kind !== 'sequence') return undefined;
  const integers = value.items.map(readInteger);
  return integers.every((integer) => integer !== undefined) ? integers : undefined;
}

export const array: ArgumentType<ArrayView> = argumentType('a number or an array', (value, workspace) =>
  value.kind === 'none' || value.kind === 'dtype' ? undefined : toArray(workspace, value),
);

/** Of `np.exp` and its like, which numpy computes in half precision for masks. */
export const numericArray: ArgumentType<ArrayView> = argumentType(
  'an array of numbers (of a mask, use astype(float))',
  (value, workspace) => {
    const read = array.read(value, workspace);
    return read.dtype === 'bool' ? undefined : read;
  },
);

/** An array, or null for `None`. */
export const arrayOrNone: ArgumentType<ArrayView | null> = argumentType('an array or None', (value, workspace) =>
  value.kind === 'none' ? null : array.read(value, workspace),
);

export const arrays: ArgumentType<readonly [ArrayView, ...ArrayView[]]> = argumentType(
  'a list or tuple of arrays',
  (value, workspace) => {
    if (value.kind !== 'sequence') return undefined;
    const [first, ...others] = value.items.map((item) => array.read(item, workspace));
    return first && [first, ...others];
  },
);

export const number: ArgumentType<number> = argumentType('a single number', (value) => scalarOf(value)?.value);

export const numberOrNone: ArgumentType<number | null> = argumentType('a single number or None', (value) =>
  value.kind === 'none' ? null : scalarOf(value)?.value,
);

/** A number with its type: of `np.arange`, whose result is of integers if all its arguments are. */
export const typedNumber = argumentType('a single number', scalarOf);

export const integer: ArgumentType<number> = argumentType('an integer', readInteger);

export const flag: ArgumentType<boolean> = argumentType('True or False', (value) => {
  const scalar = scalarOf(value);
  return scalar?.dtype === 'bool' ? scalar.value !== 0 : undefined;
});

export const axisOrNone: ArgumentType<number | null> = argumentType('an integer or None', (value) =>
  value.kind === 'none' ? null : readInteger(value),
);

export const axesOrNone: ArgumentType<AxesArgument> = argumentType(
  'an integer, a tuple of integers or None',
  (value) => {
    if (value.kind === 'none') return null;
    const axis = readInteger(value);
    return axis === undefined ? readIntegers(value) : [axis];
  },
);

/** `reshape(2, -1)` as well as `reshape((2, -1))`: the remaining arguments arrive as one sequence. */
export const shape: ArgumentType<readonly number[]> = argumentType('integers, or one tuple of integers', (value) => {
  if (value.kind !== 'sequence') return undefined;
  const [only] = value.items;
  return (value.items.length === 1 && only.kind === 'sequence' ? readIntegers(only) : undefined) ?? readIntegers(value);
});

export const dtype: ArgumentType<DType> = argumentType('float, int or bool', (value) =>
  value.kind === 'dtype' ? value.dtype : undefined,
);
