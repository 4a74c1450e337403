import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, polynomialMaximum } from '../../../../lib/extractors/fit/polynomial-maximum.js';

const NEVER = Number.NEGATIVE_INFINITY;

/** The coefficients of c times (t - zero). */
function timesLinear(c: readonly number[], zero: number): number[] {
  return [0, ...c].map((value, m) => value - zero * (c[m] ?? 0));
}

describe('polynomialMaximum', () => {
  it('is nowhere below the polynomial', () => {
    const coefficients = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 3, maxLength: 14 });
    fc.assert(
      fc.property(coefficients, (values) => {
        const c = Float64Array.from(values);
        const found = polynomialMaximum(c, NEVER);
        expect(found).toBeDefined();
        expect(evaluate(c, found?.at ?? 2)).toBeCloseTo(found?.value ?? 0, 12);
        const scanned = Array.from({ length: 2001 }, (_, k) => evaluate(c, k / 1000 - 1));
        expect(Math.max(...scanned)).toBeLessThanOrEqual((found?.value ?? 0) + 1e-12);
      }),
      { numRuns: 100 },
    );
  });

  it('finds the higher of several humps', () => {
    // -(t - .9)^2 (t + .9)^2 (t - .1)^2, raised to the right: three humps, the rightmost the highest.
    const zeros = [0.9, 0.9, -0.9, -0.9, 0.1, 0.1];
    const c = Float64Array.from(zeros.reduce(timesLinear, [-1]));
    c[1] += 1e-4;
    expect(polynomialMaximum(c, NEVER)?.at).toBeCloseTo(0.9, 3);
    c[1] -= 2e-4;
    expect(polynomialMaximum(c, NEVER)?.at).toBeCloseTo(-0.9, 3);
  });

  it('finds the top to the last digits, and an end where the polynomial rises to it', () => {
    expect(polynomialMaximum(Float64Array.of(0, 2 / 3, -1), NEVER)?.at).toBeCloseTo(1 / 3, 15);
    expect(polynomialMaximum(Float64Array.of(0, 1, 0.1, 0), NEVER)).toEqual({ at: 1, value: 1.1 });
    expect(polynomialMaximum(Float64Array.of(0, -1, 0.1, 0), NEVER)).toEqual({ at: -1, value: 1.1 });
  });

  it('gives nothing where nothing is above the value to beat, or nothing is a number', () => {
    expect(polynomialMaximum(Float64Array.of(0, 1, 0), 1)).toBeUndefined();
    expect(polynomialMaximum(Float64Array.of(0, 1, 0), 0.999)).toEqual({ at: 1, value: 1 });
    expect(polynomialMaximum(Float64Array.of(0, Number.NaN, 0, 0), NEVER)).toBeUndefined();
  });
});
