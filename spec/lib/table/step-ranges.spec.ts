import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countSteps, formatSteps, parseSteps } from '../../../lib/table/step-ranges.js';

describe('formatSteps', () => {
  it.each([
    [[], ''],
    [[0], '0'],
    [[0, 1, 2, 7], '0-2,7'],
    [[3, 5, 6], '3,5-6'],
  ])('writes %j as "%s"', (steps, text) => {
    expect(formatSteps(steps)).toBe(text);
  });

  it('writes 5,000 neighbours in a few characters', () => {
    expect(formatSteps(Array.from({ length: 5000 }, (_, step) => step))).toBe('0-4999');
  });

  it('is undone by parseSteps', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(300)), (steps) => {
        const ascending = steps.toSorted((a, b) => a - b);
        expect(parseSteps(formatSteps(ascending))).toEqual(ascending);
        expect(countSteps(formatSteps(ascending))).toBe(ascending.length);
      }),
    );
  });
});
