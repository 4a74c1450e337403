import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curvePoint, POINTS, psi } from '../../../../lib/extractors/fit/exponential-curve.js';
import { type Direction, type ExponentialFit, fitExponential } from '../../../../lib/extractors/fit/exponential-fit.js';
import { foldedCurve } from '../../../../lib/extractors/fit/folded-curve.js';
import { anyCurrents, randomNumbers } from './currents.js';
import { levenbergMarquardt } from './levenberg-marquardt.js';
import { obviousRate } from './obvious-fit.js';

const DIRECTIONS: readonly Direction[] = ['rise', 'decay'];

function fitted(points: Float64Array, direction: Direction): ExponentialFit | undefined {
  return fitExponential(points, 0, foldedCurve(POINTS), direction);
}

function exponential(a: number, x: number, c: number): Float64Array {
  return Float64Array.from({ length: POINTS }, (_, i) => a * Math.exp((-x * i) / (POINTS - 1)) + c);
}

/** Sum of squares of the fit, counted point by point. */
function sumOfSquares(points: Float64Array, { x, level, drop }: ExponentialFit): number {
  return points.reduce((sum, y, i) => sum + (y - points[0] - level + drop * psi(i / (POINTS - 1), x)) ** 2, 0);
}

/** Counted from the first point, which is exact, so that the solver compared with does not suffer from a large offset. */
function fromFirst(points: Float64Array): number[] {
  return Array.from(points, (y) => y - points[0]);
}

/** About the mean: what is left when nothing goes in the direction. */
function total(points: Float64Array): number {
  const mean = points.reduce((sum, y) => sum + y, 0) / POINTS;
  return points.reduce((sum, y) => sum + (y - mean) ** 2, 0);
}

describe('fitExponential', () => {
  it.each([
    { x: 1e-4, error: 1e-5 },
    { x: 0.01, error: 1e-9 },
    { x: 0.3, error: 1e-11 },
    { x: 1, error: 1e-11 },
    { x: 3, error: 1e-11 },
    { x: 10, error: 1e-11 },
    { x: 100, error: 1e-11 },
    { x: 500, error: 1e-9 },
    { x: 1500, error: 1e-5 },
  ])('finds T / tau = $x of an exponential without noise to $error', ({ x, error }) => {
    for (const [a, direction] of [
      [2.5, 'decay'],
      [-2.5, 'rise'],
    ] as const) {
      const points = exponential(a, x, 1);
      const found = fitted(points, direction);
      expect(Math.abs((found?.x ?? 0) / x - 1)).toBeLessThan(error);
      expect(Math.abs((found?.drop ?? 0) / -Math.expm1(-x / (POINTS - 1)) / a - 1)).toBeLessThan(error);
      expect(found?.level).toBeCloseTo(0, 12);
      expect(fitted(points, direction === 'rise' ? 'decay' : 'rise')).toBeUndefined();
    }
  });

  it('is never worse than Levenberg and Marquardt from several starts', () => {
    fc.assert(
      fc.property(anyCurrents(POINTS), fc.constantFrom(...DIRECTIONS), (points, direction) => {
        const found = fitted(points, direction);
        const ours = found === undefined ? total(points) : sumOfSquares(points, found);
        // Where nothing but rounding is left over, no solver is better than another.
        const rounding = 1e-13 * total(points);
        for (const tau of [0.01, 0.1, 0.5, 3]) {
          const theirs = levenbergMarquardt(fromFirst(points), direction === 'decay' ? 1 : -1, tau);
          expect(ours).toBeLessThanOrEqual(theirs * (1 + 1e-9) + rounding);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('finds the highest hump of all, wherever it is', () => {
    fc.assert(
      fc.property(anyCurrents(POINTS), fc.constantFrom(...DIRECTIONS), (points, direction) => {
        const scanned = obviousRate([...points], direction)?.explained ?? 0;
        const found = fitted(points, direction)?.explained ?? 0;
        expect(found).toBeGreaterThanOrEqual(scanned * (1 - 1e-10));
        expect(found).toBeLessThanOrEqual(total(points) * (1 + 1e-10));
      }),
      { numRuns: 150 },
    );
  });

  it('chooses between two humps of almost the same height', () => {
    // A fast and a slow exponential, with what the other explains taken out: y . u has a hump at each.
    const [fast, slow] = [curvePoint(80).subarray(0, POINTS), curvePoint(0.5).subarray(0, POINTS)];
    for (const [weight, expected] of [
      [1.1, 'fast'],
      [0.9, 'slow'],
    ] as const) {
      const points = fast.map((value, i) => weight * value + slow[i]);
      const x = fitted(points, 'decay')?.x ?? 0;
      expect(obviousRate([...points], 'decay')?.x).toBeCloseTo(x, 6);
      expect(expected === 'fast' ? x > 3 : x < 30).toBe(true);
    }
  });

  it('tells its limits: a straight line, and a first point that stands alone', () => {
    const line = Float64Array.from({ length: POINTS }, (_, i) => 3 - i);
    expect(fitted(line, 'decay')?.x).toBe(0);
    expect(
      fitted(
        line.map((y) => -y),
        'rise',
      )?.x,
    ).toBe(0);
    expect(sumOfSquares(line, fitted(line, 'decay') as ExponentialFit)).toBeLessThan(1e-20);
    const spike = Float64Array.from({ length: POINTS }, (_, i) => (i === 0 ? 4 : 1));
    expect(fitted(spike, 'decay')?.x).toBe(Number.POSITIVE_INFINITY);
    expect(fitted(spike, 'rise')).toBeUndefined();
    // A decay that gets faster and faster has no better exponential than a line.
    expect(
      fitted(
        Float64Array.from({ length: POINTS }, (_, i) => -((i / 50) ** 2)),
        'decay',
      )?.x,
    ).toBe(0);
  });

  it('has nothing to say of constant points, of zeros and of NaN', () => {
    for (const direction of DIRECTIONS) {
      expect(fitted(new Float64Array(POINTS), direction)).toBeUndefined();
      expect(fitted(new Float64Array(POINTS).fill(6.2e-3), direction)).toBeUndefined();
      for (const lost of [Number.NaN, Number.POSITIVE_INFINITY]) {
        const points = exponential(1, 3, 0);
        points[40] = lost;
        expect(fitted(points, direction)).toBeUndefined();
      }
    }
  });

  it('copes with two values and with spikes', () => {
    const { uniform } = randomNumbers(3);
    const twoValued = Float64Array.from({ length: POINTS }, () => (uniform() < 0.5 ? 1 : 2));
    const spiked = exponential(1, 4, 0);
    spiked[70] = 1e6;
    for (const points of [twoValued, spiked]) {
      for (const direction of DIRECTIONS) {
        const found = fitted(points, direction)?.explained ?? 0;
        const scanned = obviousRate([...points], direction)?.explained ?? 0;
        expect(Math.abs(found - scanned)).toBeLessThanOrEqual(1e-9 * scanned);
      }
    }
  });

  it('scales exactly with the current', () => {
    fc.assert(
      fc.property(
        anyCurrents(POINTS),
        fc.integer({ min: -60, max: 60 }),
        fc.constantFrom(...DIRECTIONS),
        (points, power, direction) => {
          const scale = 2 ** power;
          const found = fitted(points, direction);
          const scaled = fitted(
            points.map((y) => y * scale),
            direction,
          );
          expect(scaled).toEqual(
            found && {
              x: found.x,
              level: found.level * scale,
              drop: found.drop * scale,
              explained: found.explained * scale ** 2,
              total: found.total * scale ** 2,
            },
          );
        },
      ),
      { numRuns: 100 },
    );
  });

  it('does not care for an offset', () => {
    const points = Float64Array.from(exponential(1, 5, 0), (y, i) => y + 0.01 * Math.sin(7 * i));
    const x = fitted(points, 'decay')?.x ?? 0;
    expect(
      (fitted(
        points.map((y) => y + 1e4),
        'decay',
      )?.x ?? 0) / x,
    ).toBeCloseTo(1, 10);
  });
});
