import { describe, expect, it } from 'vitest';
import { type Extracted, missing } from '../../../lib/extractors/extractor.js';
import { describeResult, difference, numbersOf, settled } from '../../../lib/testing/results.js';

describe('numbersOf', () => {
  it('gives the numbers of each output', () => {
    expect(numbersOf(3)).toEqual([[3]]);
    expect(numbersOf(Float64Array.of(1, 2))).toEqual([[1, 2]]);
    expect(numbersOf(missing('nothing'))).toEqual([[]]);
    expect(numbersOf({ outputs: [1, [2, 3], missing('nothing')] })).toEqual([[1], [2, 3], []]);
  });
});

describe('settled', () => {
  it('shares no memory with the result', () => {
    const memory = Float64Array.of(1, 2);
    const results = [settled(memory), settled({ outputs: [memory, 5], note: 'why' })];
    memory.fill(0);
    expect(results).toEqual([Float64Array.of(1, 2), { outputs: [Float64Array.of(1, 2), 5], note: 'why' }]);
  });

  it('gives back what is no result', () => {
    for (const odd of [undefined, null, 'text', { outputs: 1 }]) expect(settled(odd as never)).toBe(odd);
  });
});

describe('difference', () => {
  it.each<[Extracted, Extracted]>([
    [1, 1],
    [0, -0],
    [[1, Number.NaN], Float64Array.of(1, Number.NaN)],
    [
      { outputs: [1], note: 'a' },
      { outputs: [1], note: 'a' },
    ],
    [missing('a'), { missing: 'a' }],
  ])('finds none between %j and %j', (found, expected) => {
    expect(difference(found, expected)).toBeUndefined();
  });

  it.each<[Extracted, Extracted, string]>([
    [1, 2, 'the result is 1, not 2'],
    [[1, 2], [1, 3], 'number 1 of the result is 2, not 3'],
    [[1], [1, 3], 'the result is [1], not [1, 3]'],
    [1, missing('b'), 'the result is [1], not null'],
    [missing('a'), missing('b'), 'the result is null (a), not null (b)'],
    [{ outputs: [1, 2] }, { outputs: [1, 3] }, 'output 1 is 2, not 3'],
    [{ outputs: [1], note: 'a' }, 1, 'the result is outputs 1 with the note "a", not 1'],
    [{ outputs: [1, 2] }, 1, 'there are 2 outputs, not 1'],
    [Number.NaN, 1, 'the result is NaN, not 1'],
  ])('tells how %j is not %j', (found, expected, told) => {
    expect(difference(found, expected)).toBe(told);
  });

  it('allows a relative deviation', () => {
    expect(difference(1.01, 1, 0.02)).toBeUndefined();
    expect(difference(1.03, 1, 0.02)).toBe('the result is 1.03, not 1');
  });
});

it('describes whatever an extractor gives', () => {
  expect(describeResult(undefined)).toBe('undefined');
  expect(describeResult('a')).toBe('string a');
  expect(describeResult(-0)).toBe('-0');
  expect(describeResult(Array.from({ length: 20 }, (_, i) => i))).toBe('[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, ...]');
});
