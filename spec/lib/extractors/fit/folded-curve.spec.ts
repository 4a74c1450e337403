import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { POINTS } from '../../../../lib/extractors/fit/exponential-curve.js';
import { fitExponential } from '../../../../lib/extractors/fit/exponential-fit.js';
import { foldedCurve } from '../../../../lib/extractors/fit/folded-curve.js';
import { resample } from '../../../../lib/extractors/fit/resample.js';
import { anyCurrents } from './currents.js';
import { traceWith } from './traces.js';

describe('foldedCurve', () => {
  it('gives from the samples what the curve gives from the points', () => {
    fc.assert(
      fc.property(anyCurrents(99), fc.integer({ min: 3, max: 99 }), (current, size) => {
        const points = new Float64Array(POINTS);
        resample(traceWith(current), 0, size, points);
        for (const direction of ['rise', 'decay'] as const) {
          const direct = fitExponential(points, 0, foldedCurve(POINTS), direction);
          const folded = fitExponential(current, 0, foldedCurve(size), direction);
          const total = direct?.total ?? folded?.total ?? 0;
          expect(Math.abs((direct?.explained ?? 0) - (folded?.explained ?? 0))).toBeLessThanOrEqual(1e-11 * total);
          // Where next to nothing is explained, one may have found it and the other not.
          if (direct && folded) expect(Math.abs(folded.total - total)).toBeLessThanOrEqual(1e-11 * total);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is kept, and gives the same whatever was asked for before', () => {
    const rows = foldedCurve(30).cell(4).slice();
    foldedCurve(31).cell(4);
    foldedCurve(30).cell(5);
    expect(foldedCurve(30)).toBe(foldedCurve(30));
    expect(foldedCurve(30).cell(4)).toEqual(rows);
  });
});
