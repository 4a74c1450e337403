import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { POINTS } from '../../../../lib/extractors/fit/exponential-curve.js';
import { evenSampleWeights, resample, sampleWeights } from '../../../../lib/extractors/fit/resample.js';
import { anyCurrents } from './currents.js';
import { resampled } from './obvious-fit.js';
import { traceWith } from './traces.js';

const spacings = fc.constantFrom('even' as const, 'uneven' as const);
const sizes = fc.integer({ min: 2, max: 140 });

describe('resample', () => {
  it('interpolates linearly at 100 equidistant times, counted from the first sample', () => {
    fc.assert(
      fc.property(anyCurrents(150), spacings, sizes, (current, spacing, size) => {
        const trace = traceWith(current, spacing);
        const points = new Float64Array(POINTS);
        resample(trace, 7, size, points);
        const range = [7, 7 + size] as const;
        const fromFirst = [...current.slice(...range)].map((y) => y - current[7]);
        const expected = resampled([...trace.time.slice(...range)], fromFirst);
        const scale = Math.max(...fromFirst.map(Math.abs));
        for (let i = 0; i < POINTS; i++) expect(Math.abs(points[i] - expected[i])).toBeLessThanOrEqual(1e-11 * scale);
        expect(points[0]).toBe(0);
        expect(points[POINTS - 1]).toBe(fromFirst[size - 1]);
      }),
    );
  });

  it('has a transpose', () => {
    fc.assert(
      fc.property(anyCurrents(150), anyCurrents(POINTS), spacings, sizes, (current, weights, spacing, size) => {
        const trace = traceWith(current, spacing);
        const points = new Float64Array(POINTS);
        resample(trace, 3, size, points);
        const direct = points.reduce((sum, y, i) => sum + y * weights[i], 0);
        const transposed = sampleWeights(trace, 3, size, weights);
        const scale = points.reduce((sum, y, i) => sum + Math.abs(y * weights[i]), 0);
        const taken = transposed.reduce((sum, w, i) => sum + w * (current[3 + i] - current[3]), 0);
        expect(Math.abs(taken - direct)).toBeLessThanOrEqual(1e-12 * scale);
        if (spacing === 'even') expect(evenSampleWeights(size, weights)).toEqual(transposed);
      }),
    );
  });
});
