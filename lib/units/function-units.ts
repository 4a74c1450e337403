import type { Call } from '../expression/syntax.js';
import { measured, PLAIN, type Quantity, quotient, raised, reshaped, UNKNOWN } from './quantity.js';
import { DIMENSIONLESS } from './unit.js';

/** The arguments of a call whose unit is wanted. */
export interface CallQuantities {
  readonly call: Call;
  /** Of an argument by the name of its parameter; the number 1 if it is not given. */
  argument(name: string): Quantity;
  /** What the arguments have in common; if they have nothing, that is a problem. */
  common(...names: readonly string[]): Quantity;
}

/** The unit of a function's result. */
type Rule = (quantities: CallQuantities) => Quantity;

const like =
  (...names: readonly string[]): Rule =>
  (quantities) =>
    reshaped(quantities.common(...names));

const plain: Rule = () => PLAIN;

/** What a logarithm was taken of is not known any more. */
const inverseOfLogarithm: Rule = () => measured(DIMENSIONLESS, 'guess');

const HALF = { kind: 'number', value: 0.5, isWhole: false } as const;

function rulesFor(names: string, rule: Rule): readonly (readonly [string, Rule])[] {
  return names.split(' ').map((name) => [name, rule]);
}

/** By the name of the function, as `np.name`, as a method or as a builtin. A function that is not here has an unknown unit. */
export const FUNCTION_UNITS: ReadonlyMap<string, Rule> = new Map([
  ...rulesFor('sum mean std min max cumsum', like('a')),
  ...rulesFor('nansum nanmean nanstd nanmin nanmax', like('a')),
  ...rulesFor('median nanmedian percentile nanpercentile', like('a')),
  ...rulesFor('diff reshape round', like('a')),
  ...rulesFor('abs', like('x')),
  ...rulesFor('nan_to_num', like('x', 'nan', 'posinf', 'neginf')),
  ...rulesFor('clip', like('a', 'a_min', 'a_max', 'min', 'max')),
  ...rulesFor('maximum minimum', like('x1', 'x2')),
  ...rulesFor('where', like('x', 'y')),
  ...rulesFor('stack concatenate', like('arrays')),
  ...rulesFor('arange', like('start', 'stop', 'step')),
  ...rulesFor('linspace', like('start', 'stop')),
  // A logarithm is taken of the number, whatever its unit is: the people's files have log10 of a current.
  ...rulesFor('log log10 log2 log1p', plain),
  ...rulesFor('exp', inverseOfLogarithm),
  ...rulesFor('sign isnan isfinite argmax argmin corrcoef len', plain),
  ...rulesFor('sqrt', ({ argument }) => raised(argument('x'), HALF)),
  ...rulesFor('power', ({ argument }) => raised(argument('x1'), argument('x2'))),
  ...rulesFor('gradient', ({ argument }) => quotient(argument('f'), argument('spacing'))),
  ...rulesFor('astype', ({ call, argument }) => {
    const dtype = call.arguments.get('dtype');
    return dtype?.kind === 'dtype' && dtype.dtype === 'bool' ? PLAIN : argument('a');
  }),
  // Its rows have a unit each.
  ...rulesFor('polyfit', () => UNKNOWN),
]);
