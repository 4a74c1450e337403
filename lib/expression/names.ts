import type { DType } from './syntax.js';

// Maps, so that a name such as `constructor` is a plain unknown name.

/** Numbers that are called `np.NAME`. */
export const CONSTANTS: ReadonlyMap<string, number> = new Map([
  ['pi', Math.PI],
  ['e', Math.E],
  ['nan', NaN],
  ['inf', Infinity],
]);

export const BUILTIN_DTYPES: ReadonlyMap<string, DType> = new Map([
  ['float', 'float'],
  ['int', 'int'],
  ['bool', 'bool'],
]);

/** Types that are called `np.NAME`. */
export const NUMPY_DTYPES: ReadonlyMap<string, DType> = new Map([
  ['float64', 'float'],
  ['int64', 'int'],
  ['bool_', 'bool'],
]);

/** The name that numpy goes by, unless a parameter is called so. */
export const NUMPY = 'np';

/** `np.newaxis`, which is None. */
export const NEWAXIS = 'newaxis';

export const PROPERTIES: ReadonlyMap<string, 'T' | 'shape'> = new Map([
  ['T', 'T'],
  ['shape', 'shape'],
]);
