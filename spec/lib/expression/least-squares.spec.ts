import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leastSquares } from '../../../lib/expression/least-squares.js';

const number = fc.double({ min: -100, max: 100, noNaN: true });
const columns = (count: number, rows: number) =>
  fc.array(
    fc.array(number, { minLength: rows, maxLength: rows }).map((values) => Float64Array.from(values)),
    { minLength: count, maxLength: count },
  );

describe('leastSquares', () => {
  it('leaves a residual at right angles to every column', () => {
    fc.assert(
      fc.property(columns(3, 8), columns(1, 8), (a, [b]) => {
        fc.pre(a.every((column) => column.some((x) => Math.abs(x) > 1e-3)));
        const x = leastSquares(a, b, 1e-12);
        const residual = b.map((target, i) => target - a.reduce((sum, column, j) => sum + column[i] * x[j], 0));
        const size = Math.hypot(...b) + a.reduce((sum, column, j) => sum + Math.hypot(...column) * Math.abs(x[j]), 0);
        for (const column of a) {
          const projection = column.reduce((sum, value, i) => sum + value * residual[i], 0);
          expect(Math.abs(projection)).toBeLessThanOrEqual(1e-9 * Math.hypot(...column) * (size + 1e-300));
        }
      }),
    );
  });

  it('takes the solution of the smallest norm where there are many', () => {
    const ones = Float64Array.of(1, 1, 1);
    const x = leastSquares([ones, ones], Float64Array.of(2, 2, 2), 1e-12);
    expect(x[0]).toBeCloseTo(1, 12);
    expect(x[1]).toBeCloseTo(1, 12);
  });

  it('solves systems of fewer rows than columns', () => {
    const x = leastSquares([Float64Array.of(3), Float64Array.of(4)], Float64Array.of(5), 1e-12);
    expect(3 * x[0] + 4 * x[1]).toBeCloseTo(5, 12);
  });
});
