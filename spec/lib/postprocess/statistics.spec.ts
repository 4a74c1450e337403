import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileExpression } from '../../../lib/expression/index.js';
import { extremes, mean, median, quartiles, standardDeviation } from '../../../lib/postprocess/statistics.js';

const numbers = fc
  .array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 })
  .map((values) => Float64Array.from(values));

/** What an expression of numbers gives, which is what numpy gives. */
const numpy = (expression: string, values: Float64Array) =>
  compileExpression(`lambda x: ${expression}`).evaluate([{ shape: [values.length], values }]).values[0];

describe('the statistics', () => {
  it.each<[string, (values: Float64Array) => number]>([
    ['x.mean()', mean],
    ['x.std()', standardDeviation],
    ['np.median(x)', median],
    ['np.percentile(x, 25)', (values) => quartiles(values)[0]],
    ['np.percentile(x, 75)', (values) => quartiles(values)[1]],
    ['x.min()', (values) => extremes(values)[0]],
    ['x.max()', (values) => extremes(values)[1]],
  ])('are what %s gives, and leave the numbers as they are', (expression, of) => {
    fc.assert(
      fc.property(numbers, (values) => {
        const before = values.slice();
        const wanted = numpy(expression, values) as number;
        // The middle of two numbers is found in another way, which may round otherwise.
        const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        expect(Math.abs(of(values) - wanted)).toBeLessThanOrEqual(1e-15 * largest + Number.MIN_VALUE);
        expect(values).toEqual(before);
      }),
    );
  });
});
