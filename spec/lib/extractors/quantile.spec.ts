import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantile } from '../../../lib/extractors/quantile.js';

describe('quantile', () => {
  it('interpolates between neighbours in rank', () => {
    const values = Float64Array.of(4, 1, 3, 2);
    expect(quantile(values, 0)).toBe(1);
    expect(quantile(values, 0.75)).toBe(3.25);
    expect(quantile(values, 0.5)).toBe(2.5);
    expect(quantile(values, 1)).toBe(4);
    expect(values).toEqual(Float64Array.of(4, 1, 3, 2));
  });

  it('agrees with sorting all values', () => {
    const number = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -1e6, max: 1e6, noNaN: true }));
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 300 }), fc.double({ min: 0, max: 1 }), (array, share) => {
        fc.pre(!Number.isNaN(share));
        const sorted = array.toSorted((a, b) => a - b);
        const rank = share * (sorted.length - 1);
        const low = sorted[Math.floor(rank)] as number;
        const high = sorted[Math.ceil(rank)] as number;
        const found = quantile(Float64Array.from(array), share);
        expect(Math.abs(found - (low + (high - low) * (rank % 1)))).toBeLessThanOrEqual(
          1e-15 * Math.max(-low, high, high - low),
        );
        expect(found).toBeGreaterThanOrEqual(low);
        expect(found).toBeLessThanOrEqual(high);
      }),
    );
  });

  it('is fast on sorted, reversed and level values', () => {
    const count = 200_000;
    for (const value of [(i: number) => i, (i: number) => -i, () => 1, (i: number) => Math.abs(i - count / 2)]) {
      const values = Float64Array.from({ length: count }, (_, i) => value(i));
      const start = performance.now();
      quantile(values, 0.75);
      // Quadratic selection would take tens of seconds.
      expect(performance.now() - start).toBeLessThan(1000);
    }
  });
});
