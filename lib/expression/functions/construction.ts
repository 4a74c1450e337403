import { resolveAxis } from '../axes.js';
import { Fault } from '../fault.js';
import { reshape } from '../reshape.js';
import { concatenate, stack } from '../to-array.js';
import { promote, pythonInt } from '../value.js';
import { array, arrays, axisOrNone, flag, integer, number, shape, typedNumber } from './argument-types.js';
import { defineFunction, optional, required } from './function-definition.js';

const arange = defineFunction(
  'arange',
  { start: required(typedNumber), stop: optional(typedNumber, null), step: optional(typedNumber, pythonInt(1)) },
  (workspace, { start, stop, step }) => {
    const [from, to] = stop ? [start, stop] : [pythonInt(0), start];
    if (step.value === 0) throw new Fault('arange with a step of 0');
    const length = Math.max(Math.ceil((to.value - from.value) / step.value), 0);
    const dtype = promote('int', promote(from.dtype, promote(to.dtype, step.dtype)));
    const result = workspace.array([length], dtype);
    // As numpy: the difference of the first two, which rounding makes different from the step.
    const delta = from.value + step.value - from.value;
    for (let i = 0; i < length; i++) result.values[i] = from.value + i * delta;
    if (length > 1) result.values[1] = from.value + step.value;
    return result;
  },
);

/** Source: `linspace` of numpy. */
const linspace = defineFunction(
  'linspace',
  {
    start: required(number),
    stop: required(number),
    num: optional(integer, 50),
    endpoint: optional(flag, true),
  },
  (workspace, { start, stop, num, endpoint }) => {
    if (num < 0) throw new Fault(`linspace of ${num} numbers`);
    const intervals = endpoint ? num - 1 : num;
    const range = stop - start;
    const step = range / intervals;
    const result = workspace.array([num], 'float');
    const at = (i: number) => (step === 0 ? (i / intervals) * range : i * step);
    for (let i = 0; i < num; i++) result.values[i] = (intervals > 0 ? at(i) : i * range) + start;
    if (endpoint && num > 1) result.values[num - 1] = stop;
    return result;
  },
);

export const constructionFunctions = [
  arange,
  linspace,
  defineFunction('stack', { arrays: required(arrays), axis: optional(integer, 0) }, (workspace, { arrays, axis }) =>
    stack(workspace, arrays, resolveAxis(axis, arrays[0].shape.length + 1)),
  ),
  defineFunction(
    'concatenate',
    { arrays: required(arrays, 'position'), axis: optional(axisOrNone, 0) },
    (workspace, { arrays, axis }) => {
      if (axis === null) {
        return concatenate(
          workspace,
          arrays.map((each) => reshape(workspace, each, [-1])),
          0,
        );
      }
      return concatenate(workspace, arrays, resolveAxis(axis, arrays[0].shape.length));
    },
  ),
];

export const constructionMethods = [
  defineFunction('reshape', { a: required(array), shape: required(shape, 'rest') }, (workspace, { a, shape }) =>
    reshape(workspace, a, shape),
  ),
];
