import { expect, it } from 'vitest';
import { largestMagnitude, magnitudeOf } from '../../../lib/extractors/magnitude.js';
import { traceOf } from '../../../lib/testing/index.js';

it('gives |Id|, the same array for all features of a step', () => {
  const step = traceOf([1, -2, 0]);
  expect(magnitudeOf(step)).toEqual(Float64Array.of(1, 2, 0));
  expect(magnitudeOf(step)).toBe(magnitudeOf(step));
});

it('finds the largest magnitude', () => {
  expect(largestMagnitude(Float64Array.of(1, -3, 2))).toBe(3);
  expect(largestMagnitude(Float64Array.of())).toBe(0);
});
