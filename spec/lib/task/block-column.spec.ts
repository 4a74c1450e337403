import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Shape, Value } from '../../../lib/extractors/extractor.js';
import { BlockColumn } from '../../../lib/task/block-column.js';
import { outputModels } from '../../support/block-arbitraries.js';
import { plainColumn } from '../../support/plain-column.js';

const put = (shape: Shape, result: unknown) => new BlockColumn(shape, 1).put(0, result as Value);

describe('BlockColumn', () => {
  it('gives back the results of steps put in any order, padded to the widest', () => {
    fc.assert(
      fc.property(
        outputModels.chain((model) => fc.tuple(fc.constant(model), order(model.results.length))),
        ([{ shape, results }, order]) => {
          const column = new BlockColumn(shape, results.length);
          for (const step of order) {
            const result = results[step];
            if (result !== undefined)
              expect(column.put(step, shape.length === 0 ? (result[0] as number) : result)).toBeUndefined();
          }
          expect(column.finish()).toEqual(plainColumn(shape, results));
        },
      ),
    );
  });

  it.each<[string, Shape]>([
    ['of a fixed shape', [2]],
    ['of a dynamic shape', ['n']],
  ])('keeps a result %s though the extractor uses its array again', (_, shape) => {
    const scratch = new Float64Array(2);
    const column = new BlockColumn(shape, 3);
    for (const step of [0, 1, 2]) column.put(step, scratch.fill(step));
    expect([...column.finish().values]).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it.each([
    [[], Number.NaN, 'the result is NaN'],
    [[], Number.POSITIVE_INFINITY, 'the result is Infinity'],
    [[2], [1, Number.NEGATIVE_INFINITY], 'result 1 is -Infinity'],
    [[2], [Number.NaN, Number.NaN], 'there is no value in the result'],
    [['n'], [], 'there is no value in the result'],
    [['n', 2], [], 'there is no value in the result'],
  ])('takes for shape %s the result %s as null', (shape, result, reason) => {
    expect(put(shape, result)).toEqual({ kind: 'null', reason });
  });

  it.each([
    [[], [1], 'gave 1 numbers and declares a number'],
    [[1], 1, 'gave a number and declares shape [1]'],
    [[2], [1, 2, 3], 'gave 3 numbers and declares shape [2]'],
    [['n', 2], [1, 2, 3], 'gave 3 numbers and declares shape [n, 2]'],
    [[], undefined, 'gave undefined and'],
    [[], null, 'gave null and'],
    [[2], 'ab', 'gave string ab and'],
    [[], 1n, 'gave bigint 1 and'],
    [[], Promise.resolve(1), 'gave an object and'],
    [[2], [1, '2'], 'result 1 is string 2, no number'],
    [[2], new Array(2), 'result 0 is undefined, no number'],
    [[1], new BigInt64Array(1), 'result 0 is bigint 0, no number'],
  ])('refuses: shape %s, case %#', (shape, result, reason) => {
    expect(put(shape, result)).toEqual({ kind: 'failure', reason: expect.stringContaining(reason) });
  });

  it('keeps NaN beside values, and steps without a result as null', () => {
    const column = new BlockColumn([2], 2);
    column.put(1, [Number.NaN, 5]);
    expect(column.finish()).toEqual({ shape: [2, 2], values: Float64Array.of(Number.NaN, Number.NaN, Number.NaN, 5) });
  });
});

function order(length: number): fc.Arbitrary<readonly number[]> {
  return fc.shuffledSubarray([...Array(length).keys()], { minLength: length });
}
