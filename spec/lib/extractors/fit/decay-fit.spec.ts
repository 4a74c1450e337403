import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitDecay } from '../../../../lib/extractors/fit/decay-fit.js';
import { anyCurrents } from './currents.js';
import { traceWith } from './traces.js';

const spacings = fc.constantFrom('even' as const, 'uneven' as const);

describe('fitDecay', () => {
  it.each([0.3, 1, 20, 300, 5000])('finds tau = %s samples without noise', (samples) => {
    for (const spacing of ['even', 'uneven'] as const) {
      const { time } = traceWith(new Float64Array(300), spacing);
      const tau = samples * 1e-3;
      const found = fitDecay(
        traceWith(
          time.map((t) => 7e-6 * Math.exp(-t / tau)),
          spacing,
        ),
      );
      expect(found.tau / tau).toBeCloseTo(1, 9);
      expect(found.I0 / 7e-6).toBeCloseTo(1, 9);
    }
  });

  it('leaves no smaller sum of squares at any other tau', () => {
    fc.assert(
      fc.property(anyCurrents(80), spacings, (current, spacing) => {
        const trace = traceWith(current.map(Math.abs), spacing);
        const found = fitDecay(trace);
        const rates = Array.from({ length: 600 }, (_, k) => 1e-1 * 1e6 ** (k / 599));
        const explained = (rate: number) => {
          const factors = trace.time.map((t) => Math.exp(-rate * t));
          const S = factors.reduce((sum, factor, i) => sum + factor * trace.current[i], 0);
          return S ** 2 / factors.reduce((sum, factor) => sum + factor ** 2, 0);
        };
        const ours = found.tau === 0 ? trace.current[0] ** 2 : explained(1 / found.tau);
        expect(Math.max(explained(0), ...rates.map(explained))).toBeLessThanOrEqual(ours * (1 + 1e-9));
      }),
      { numRuns: 100 },
    );
  });

  it('tells that nothing decays, and that all is gone after the first sample', () => {
    expect(fitDecay(traceWith(new Float64Array(50).fill(2)))).toEqual({ tau: Number.POSITIVE_INFINITY, I0: 2 });
    expect(fitDecay(traceWith(Float64Array.from({ length: 50 }, (_, i) => 1 + i)))).toMatchObject({
      tau: Number.POSITIVE_INFINITY,
    });
    expect(fitDecay(traceWith(Float64Array.from({ length: 50 }, (_, i) => (i === 0 ? 3 : 0))))).toMatchObject({
      tau: 0,
    });
  });
});
