import { expect, it } from 'vitest';
import { allFinite } from '../../../lib/extractors/finite.js';

it('finds any number that is not finite', () => {
  expect(allFinite(Float64Array.of())).toBe(true);
  expect(allFinite(Float64Array.of(0, -0, Number.MAX_VALUE, Number.MIN_VALUE))).toBe(true);
  for (const number of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    expect(allFinite(Float64Array.of(number, 1))).toBe(false);
    expect(allFinite(Float64Array.of(1, number))).toBe(false);
  }
});
