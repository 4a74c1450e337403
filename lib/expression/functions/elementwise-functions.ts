import { maximum, minimum, roundHalfEven } from '../arithmetic.js';
import { map, map2, map3 } from '../elementwise.js';
import { Fault } from '../fault.js';
import type { Workspace } from '../limits.js';
import type { ArrayView } from '../nd-array.js';
import { numpyBinary } from '../operators.js';
import { promote, scalarOf, scalarView } from '../value.js';
import { array, arrayOrNone, dtype, integer, number, numberOrNone, numericArray } from './argument-types.js';
import { defineFunction, optional, required } from './function-definition.js';

const floatFunction = (name: string, f: (x: number) => number) =>
  defineFunction(name, { x: required(numericArray, 'position') }, (workspace, { x }) => map(workspace, x, 'float', f));

const predicate = (name: string, holds: (x: number) => boolean) =>
  defineFunction(name, { x: required(array, 'position') }, (workspace, { x }) =>
    map(workspace, x, 'bool', (value) => (holds(value) ? 1 : 0)),
  );

const ofTwo = (name: string, operator: 'maximum' | 'minimum' | '**') =>
  defineFunction(name, { x1: required(array, 'position'), x2: required(array, 'position') }, (workspace, { x1, x2 }) =>
    numpyBinary(workspace, operator, x1, x2),
  );

const where = defineFunction(
  'where',
  { condition: required(array, 'position'), x: required(array, 'position'), y: required(array, 'position') },
  (workspace, { condition, x, y }) =>
    map3(workspace, condition, x, y, promote(x.dtype, y.dtype), (holds, ifTrue, ifFalse) =>
      holds !== 0 ? ifTrue : ifFalse,
    ),
);

const nanToNum = defineFunction(
  'nan_to_num',
  {
    x: required(array),
    nan: optional(number, 0, 'name'),
    posinf: optional(numberOrNone, null, 'name'),
    neginf: optional(numberOrNone, null, 'name'),
  },
  (workspace, { x, nan, posinf, neginf }) => {
    const [largest, smallest] = [posinf ?? Number.MAX_VALUE, neginf ?? -Number.MAX_VALUE];
    return map(workspace, x, x.dtype, (value) => {
      if (Number.isFinite(value)) return value;
      if (Number.isNaN(value)) return nan;
      return value > 0 ? largest : smallest;
    });
  },
);

export const elementwiseFunctions = [
  floatFunction('log', Math.log),
  floatFunction('log10', Math.log10),
  floatFunction('log2', Math.log2),
  floatFunction('log1p', Math.log1p),
  floatFunction('exp', Math.exp),
  floatFunction('sqrt', Math.sqrt),
  predicate('isnan', Number.isNaN),
  predicate('isfinite', Number.isFinite),
  defineFunction('abs', { x: required(array, 'position') }, (workspace, { x }) => map(workspace, x, x.dtype, Math.abs)),
  // 0 for both zeros.
  defineFunction('sign', { x: required(numericArray, 'position') }, (workspace, { x }) =>
    map(workspace, x, x.dtype, (value) => Math.sign(value) + 0),
  ),
  ofTwo('maximum', 'maximum'),
  ofTwo('minimum', 'minimum'),
  ofTwo('power', '**'),
  where,
  nanToNum,
  defineFunction(
    'clip',
    { a: required(array), a_min: required(arrayOrNone), a_max: required(arrayOrNone) },
    (workspace, { a, a_min, a_max }) => clip(workspace, a, a_min, a_max),
  ),
];

export const elementwiseMethods = [
  defineFunction(
    'clip',
    { a: required(array), min: optional(arrayOrNone, null), max: optional(arrayOrNone, null) },
    (workspace, { a, min, max }) => clip(workspace, a, min, max),
  ),
  defineFunction('round', { a: required(numericArray), decimals: optional(integer, 0) }, (workspace, { a, decimals }) =>
    map(workspace, a, a.dtype, roundingTo(decimals)),
  ),
  defineFunction('astype', { a: required(array), dtype: required(dtype) }, (workspace, { a, dtype }) => {
    switch (dtype) {
      case 'float':
        return map(workspace, a, 'float', (x) => x);
      case 'bool':
        return map(workspace, a, 'bool', (x) => (x !== 0 ? 1 : 0));
      case 'int':
        return map(workspace, a, 'int', toInteger);
    }
  }),
];

function clip(workspace: Workspace, a: ArrayView, lowest: ArrayView | null, highest: ArrayView | null): ArrayView {
  const low = lowest && limitOr(lowest, -Infinity);
  const high = highest && limitOr(highest, Infinity);
  if (low && high) {
    const dtype = promote(a.dtype, promote(low.dtype, high.dtype));
    return map3(workspace, a, low, high, dtype, (x, min, max) => minimum(maximum(x, min), max));
  }
  if (low) return map2(workspace, a, low, promote(a.dtype, low.dtype), maximum);
  if (high) return map2(workspace, a, high, promote(a.dtype, high.dtype), minimum);
  throw new Fault('clip without a limit: both are None');
}

/** numpy takes a single NaN for no limit. */
function limitOr(limit: ArrayView, none: number): ArrayView {
  return Number.isNaN(scalarOf(limit)?.value) ? scalarView(none, 'float') : limit;
}

/** Source: numpy's `round`, which scales, rounds halves to even and scales back. */
function roundingTo(decimals: number): (x: number) => number {
  if (decimals === 0) return roundHalfEven;
  const scale = 10 ** Math.abs(decimals);
  return decimals > 0 ? (x) => roundHalfEven(x * scale) / scale : (x) => roundHalfEven(x / scale) * scale;
}

function toInteger(x: number): number {
  if (Number.isFinite(x)) return Math.trunc(x);
  throw new Fault(`astype(int) of ${x}, which is no integer; use np.nan_to_num first`);
}
