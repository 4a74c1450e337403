import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isClose, relativeDifference, ulpsBetween } from '../../../lib/diff/closeness.js';

const number = fc.double({ noNaN: true });

describe('isClose', () => {
  // Each answered by numpy.isclose(a, b, rtol, atol, equal_nan=True).
  it.each([
    [1, 1, 0, 0, true],
    [0, -0, 0, 0, true],
    [1, 1 + Number.EPSILON, 0, 0, false],
    [1, 1.25, 0.2, 0, true],
    [1.25, 1, 0.2, 0, false],
    [1, 1.25, 0, 0.25, true],
    [1e-12, 0, 1, 0, false],
    [1e-12, 0, 0, 1e-12, true],
    [Infinity, Infinity, 0, 0, true],
    [Infinity, -Infinity, 1, 1, false],
    [1, Infinity, 1, 1, false],
    [Infinity, 1, 1, 1, false],
    [Number.NaN, Number.NaN, 0, 0, true],
    [Number.NaN, 1, 1, 1, false],
  ])('of %d and %d, rtol %d and atol %d: %s', (a, b, rtol, atol, expected) => {
    expect(isClose(a, b, { rtol, atol })).toBe(expected);
  });
});

describe('relativeDifference', () => {
  it('is what rtol must be', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
        (a, b) => {
          expect(isClose(a, b, { rtol: relativeDifference(a, b) * (1 + 4 * Number.EPSILON) })).toBe(true);
        },
      ),
    );
    expect([relativeDifference(3, 2), relativeDifference(0, 0), relativeDifference(1, 0)]).toEqual([0.5, 0, Infinity]);
  });
});

describe('ulpsBetween', () => {
  it.each([
    [0.1 + 0.2, 0.3, 1],
    [1, 1 + Number.EPSILON, 1],
    [-0, 0, 0],
    [-Number.MIN_VALUE, Number.MIN_VALUE, 2],
    [Number.MAX_VALUE, Infinity, 1],
  ])('of %d and %d is %d', (a, b, expected) => {
    expect(ulpsBetween(a, b)).toBe(expected);
  });

  it('is the same both ways, and 0 for equal numbers only', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(ulpsBetween(a, b)).toBe(ulpsBetween(b, a));
        expect(ulpsBetween(a, b) === 0).toBe(a === b);
      }),
    );
  });
});
