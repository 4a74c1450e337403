import { describe, expect, it } from 'vitest';
import {
  CELLS,
  curvePoint,
  POINTS,
  psi,
  steepness,
  TERMS,
  tabulateCurve,
} from '../../../../lib/extractors/fit/exponential-curve.js';
import { evaluate } from '../../../../lib/extractors/fit/polynomial-maximum.js';
import { randomNumbers } from './currents.js';

const curve = tabulateCurve();
const { uniform } = randomNumbers(1);
const places = Array.from({ length: CELLS * 40 }, (_, k) => ({ cell: k % CELLS, t: 2 * uniform() - 1 }));

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < POINTS; i++) sum += a[i] * b[i];
  return sum;
}

describe('exponential curve', () => {
  it('is a curve of centred unit vectors that its polynomials follow to 13 digits', () => {
    for (const { cell, t } of places) {
      const direct = curvePoint(steepness(cell, t));
      let squares = 0;
      let sum = 0;
      for (let i = 0; i < POINTS; i++) {
        const column = Float64Array.from(
          { length: TERMS },
          (_, m) => curve.coefficients[(cell * TERMS + m) * POINTS + i],
        );
        const value = evaluate(column, t);
        squares += (value - direct[i]) ** 2;
        sum += value;
      }
      expect(Math.sqrt(squares)).toBeLessThan(1e-13);
      expect(Math.abs(sum)).toBeLessThan(1e-13);
      expect(evaluate(curve.means, t, cell * TERMS, TERMS) / direct[POINTS]).toBeCloseTo(1, 13);
      expect(evaluate(curve.gains, t, cell * TERMS, TERMS) / direct[POINTS + 1]).toBeCloseTo(1, 13);
    }
  });

  it('stays as near to the planes through its nodes as it says', () => {
    for (const { cell, t } of places) {
      const direct = curvePoint(steepness(cell, t));
      const left = curve.nodes.subarray(cell * POINTS, (cell + 1) * POINTS);
      const right = curve.nodes.subarray((cell + 1) * POINTS, (cell + 2) * POINTS);
      const [p, q, cosine] = [dot(direct, left), dot(direct, right), curve.cosines[cell]];
      const inPlane = (p * p + q * q - 2 * cosine * p * q) / (1 - cosine * cosine);
      expect(Math.asin(Math.sqrt(Math.max(0, 1 - inPlane)))).toBeLessThanOrEqual(curve.bulges[cell] + 1e-7);
    }
  });

  it('goes from a straight line to a first point that stands alone', () => {
    expect(steepness(0, -1)).toBe(0);
    expect(steepness(CELLS - 1, 1)).toBe(Number.POSITIVE_INFINITY);
    const line = curvePoint(0);
    for (let i = 1; i < POINTS; i++) expect(line[i] - line[i - 1]).toBeCloseTo(line[1] - line[0], 14);
    const spike = curvePoint(Number.POSITIVE_INFINITY);
    for (let i = 2; i < POINTS; i++) expect(spike[i]).toBe(spike[1]);
    for (let cell = 0; cell + 1 < CELLS; cell++)
      expect(steepness(cell, 1) / steepness(cell + 1, -1)).toBeCloseTo(1, 12);
  });

  it('has psi of a model a exp(-x s) + c', () => {
    for (const x of [1e-7, 0.01, 1, 7, 300]) {
      const drop = 2 * -Math.expm1(-x / (POINTS - 1));
      for (const s of [0, 0.3, 1]) expect(5 - drop * psi(s, x)).toBeCloseTo(2 * Math.exp(-x * s) + 3, 12);
    }
  });
});
