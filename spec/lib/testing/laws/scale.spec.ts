import { expect, it } from 'vitest';
import { factorOf } from '../../../../lib/testing/laws/scale.js';

/** Primes, so that each product of powers has a number of its own. */
const scale = { current: 2, voltage: 3, time: 5 };

it.each([
  ['A', 2],
  ['mA', 2],
  ['V', 3],
  ['s', 5],
  ['Hz', 1 / 5],
  ['S', 2 / 3],
  ['A/V', 2 / 3],
  ['Ω', 3 / 2],
  ['V/s', 3 / 5],
  ['C', 10],
  ['W', 6],
  ['J', 30],
  ['F', 10 / 3],
  ['A/V^2', 2 / 9],
  ['A^(1/2)', Math.SQRT2],
  ['F/cm^3', 10 / 3],
  ['S/cm', 2 / 3],
  ['', 1],
  ['%', 1],
  ['V/[decade]', 3],
  ['V/decade', 1],
])('a number of %s becomes %d times as large', (unit, factor) => {
  expect(factorOf(unit, scale)).toBeCloseTo(factor, 12);
});
