import fc from 'fast-check';
import { expect, it } from 'vitest';
import { firstNonFinite, squeeze } from '../../../lib/experiment/squeeze.js';

const rows = fc.array(fc.tuple(fc.double(), fc.double(), fc.double()), { maxLength: 20 });

it('keeps, in order, the points at which all deciding rows are finite', () => {
  fc.assert(
    fc.property(rows, (points) => {
      const [a, b, c] = [0, 1, 2].map((i) => Float64Array.from(points, (point) => point[i]));
      const wanted = points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
      const kept = squeeze([a, b, c], [a, b]);
      expect(kept).toBe(wanted.length);
      expect([a, b, c].map((row) => row.slice(0, kept))).toEqual(
        [0, 1, 2].map((i) => Float64Array.from(wanted, (point) => point[i])),
      );
    }),
  );
});

it('firstNonFinite is the length of the row where all is finite', () => {
  expect(firstNonFinite(Float64Array.of(1, Number.NaN, 2))).toBe(1);
  expect(firstNonFinite(Float64Array.of(1, 2, Number.NEGATIVE_INFINITY))).toBe(2);
  expect(firstNonFinite(Float64Array.of(1, 2))).toBe(2);
  expect(firstNonFinite(new Float64Array(0))).toBe(0);
});
