import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decimals, rounded } from '../../../lib/testing/numbers.js';

it('draws numbers of few digits within their bounds', () => {
  fc.assert(
    fc.property(decimals(-0.5, 1.25, 100), (number) => {
      expect(number).toBeGreaterThanOrEqual(-0.5);
      expect(number).toBeLessThanOrEqual(1.25);
      expect(String(number)).toMatch(/^-?\d(\.\d{1,2})?$/);
    }),
  );
});

it('shrinks towards 0', () => {
  const { counterexample } = fc.check(fc.property(decimals(-1, 1, 1000), (number) => Math.abs(number) < 0.1));
  expect(Math.abs(counterexample?.[0] as number)).toBe(0.1);
});

it('rounds to significant digits, so that nothing but these is printed', () => {
  expect(rounded(0, 4)).toBe(0);
  expect(rounded(-1.23456e-9, 4)).toBe(-1.235e-9);
  fc.assert(
    fc.property(fc.double({ min: 1e-15, max: 1e3, noNaN: true }), fc.integer({ min: 2, max: 6 }), (number, digits) => {
      expect(rounded(number, digits)).toBe(Number(rounded(number, digits).toPrecision(digits)));
      expect(Math.abs(rounded(number, digits) - number)).toBeLessThanOrEqual(1.01 * 10 ** -digits * 5 * number);
    }),
  );
});
