import fc from 'fast-check';
import { expect, it } from 'vitest';
import { plot } from '../../../lib/testing/plot.js';

const names = { x: 'Vg (V)', y: 'Id (A)' };

it('shows each point where it is, with the ends of both axes', () => {
  expect(
    plot(Float64Array.of(0, 0.25, 0.5, 0.75, 1), Float64Array.of(0, 1e-3, 4e-3, 9e-3, 16e-3), names),
  ).toMatchInlineSnapshot(`
    "  Id (A)
       0.016 |                                                       *
             |
             |
             |                                         *
             |
             |
             |                            *
             |              *
           0 |*
             +--------------------------------------------------------
              0                                                      1  Vg (V)"
  `);
});

it('shows a constant as a line, and counts points that are not finite', () => {
  expect(
    plot(Float64Array.of(0, 1, Number.NaN, 3), Float64Array.of(2, 2, 2, Number.POSITIVE_INFINITY), names),
  ).toMatchInlineSnapshot(`
      "  Id (A)
             2 |*                                                      *
               +--------------------------------------------------------
                0                                                      1  Vg (V)
        2 of 4 points are not finite"
    `);
});

it('has the same frame for any numbers at all, and no point outside of it', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.double(), fc.double())), (points) => {
      const [x, y] = [0, 1].map((i) => Float64Array.from(points, (point) => point[i] as number)) as [
        Float64Array,
        Float64Array,
      ];
      const lines = plot(x, y, names).split('\n');
      const rows = lines.filter((line) => line.includes('|'));
      expect([1, 9]).toContain(rows.length);
      for (const row of rows) expect(row.slice(row.indexOf('|') + 1).length).toBeLessThanOrEqual(56);
      const finite = points.filter((point) => point.every(Number.isFinite)).length;
      expect(lines.join('').includes('*')).toBe(finite > 0);
      expect(lines.some((line) => line.includes('not finite'))).toBe(finite < points.length);
    }),
  );
});
