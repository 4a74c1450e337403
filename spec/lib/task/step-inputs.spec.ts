import { describe, expect, it } from 'vitest';
import type { Input } from '../../../lib/extractors/extractor.js';
import type { Column } from '../../../lib/table/column.js';
import { stepInputs } from '../../../lib/task/step-inputs.js';
import { extractorOf, outputOf } from '../../support/graph-arbitraries.js';

const nan = Number.NaN;
const number: Column = { shape: [2], values: Float64Array.of(1, nan) };
const pair: Column = { shape: [2, 2], values: Float64Array.of(1, 2, nan, nan) };
const list: Column = {
  shape: [3, 2],
  values: Float64Array.of(1, nan, nan, nan, 3, 4),
  lengths: Int32Array.of(1, 0, 2),
};
const pairs: Column = {
  shape: [2, 2, 2],
  values: Float64Array.of(1, 2, nan, nan, 3, 4, 5, 6),
  lengths: Int32Array.of(1, 2),
};
const empty: Column = { shape: [2, 0], values: new Float64Array(), lengths: new Int32Array(2) };
const columns = new Map(Object.entries({ number, pair, list, pairs, empty }));

/** What an extractor that takes this is given of a feature, in one step after the other. */
function given(shape: Input['shape'], feature: string) {
  const extractor = { ...extractorOf(outputOf([])), inputs: { x: { shape, description: '' } } };
  const inputsOf = stepInputs({ extractor, inputs: [feature] }, columns);
  return (...steps: number[]) => steps.map((step) => inputsOf?.(step).x);
}

describe('stepInputs', () => {
  it('is nothing for an extractor that takes none', () => {
    expect(stepInputs({ extractor: extractorOf(outputOf([])), inputs: [] }, columns)).toBeUndefined();
  });

  it('gives a number of each step, NaN where there is none', () => {
    expect(given([], 'number')(0, 1, 2)).toEqual([1, nan, nan]);
  });

  it('gives the numbers of each step, nothing but NaN where there are none', () => {
    const nulls = Float64Array.of(nan, nan);
    expect(given([2], 'pair')(0, 1, 2)).toEqual([Float64Array.of(1, 2), nulls, nulls]);
    expect(given(['n'], 'pair')(0, 2)).toEqual([Float64Array.of(1, 2), nulls]);
  });

  it('gives of a dynamic shape the numbers that there are, without the padding of the column', () => {
    const none = new Float64Array();
    expect(given(['n'], 'list')(0, 1, 2, 3)).toEqual([Float64Array.of(1), none, Float64Array.of(3, 4), none]);
    expect(given(['n', 2], 'pairs')(0, 1)).toEqual([Float64Array.of(1, 2), Float64Array.of(3, 4, 5, 6)]);
    expect(given(['n'], 'empty')(0, 1, 2)).toEqual([none, none, none]);
  });

  it('gives several by the names that the extractor has for them', () => {
    const inputs = { a: { shape: ['n'], description: '' }, b: { shape: [], description: '' } };
    const extractor = { ...extractorOf(outputOf([])), inputs };
    expect(stepInputs({ extractor, inputs: ['list', 'number'] }, columns)?.(0)).toEqual({
      a: Float64Array.of(1),
      b: 1,
    });
  });

  it('gives copies', () => {
    const [numbers] = given([2], 'pair')(0);
    (numbers as Float64Array).fill(7);
    expect(pair.values[0]).toBe(1);
  });

  it('throws in every step if the feature has turned out to be of another shape', () => {
    const message = 'input "pair" gives numbers of shape [2]; extractor transfer.sample takes a number for "x"';
    expect(() => given([], 'pair')(1)).toThrow(message);
    expect(() => given([3], 'pair')(0)).toThrow('takes numbers of shape [3] for "x"');
  });

  it('is an error of the program if the feature has not been computed', () => {
    expect(() => given([], 'absent')).toThrow('column "absent" was not computed');
  });
});
