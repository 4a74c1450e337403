import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeStep, transientSteps } from '../../../lib/testing/index.js';

describe('transientSteps', () => {
  it('draws traces with a clock that counts on and a timing that fits it', () => {
    fc.assert(
      fc.property(transientSteps(), ({ time, Id, timing }) => {
        const { period = 0, sampleRate = 0 } = timing?.record ?? timing?.workflow ?? {};
        expect(Id.every(Number.isFinite)).toBe(true);
        expect(time.length).toBe(Id.length);
        for (let i = 1; i < time.length; i++) {
          expect(((time[i] as number) - (time[i - 1] as number)) * sampleRate).toBeCloseTo(1, 6);
        }
        const cycles = Id.length / (period * sampleRate);
        expect(cycles).toBeCloseTo(Math.round(cycles), 6);
      }),
      { numRuns: 200 },
    );
  });

  it('draws pulses that are on for the share of the period that is asked for', () => {
    const steps = transientSteps({ duties: [0.25], minCycles: 2, maxCycles: 2, minPeriodPoints: 40, maxNoise: 0 });
    fc.assert(
      fc.property(steps, ({ Id }) => {
        const points = Id.length / 2;
        const magnitudes = Array.from(Id, Math.abs);
        // The sample after that of the last sample with the gate on is the first to fall.
        expect(magnitudes.indexOf(Math.max(...magnitudes.slice(0, points)))).toBeLessThanOrEqual(points / 4);
        expect(magnitudes[Math.floor(points / 4) - 1]).toBeGreaterThan(2 * (magnitudes[points - 1] as number));
      }),
    );
  });

  it('says who knows of the timing, or nobody', () => {
    for (const origin of ['record', 'workflow'] as const) {
      const says = fc.property(transientSteps({ timing: [origin] }), ({ timing }) => {
        expect(Object.keys(timing ?? {})).toEqual([origin]);
      });
      fc.assert(says);
    }
    const silent = fc.property(transientSteps({ timing: ['nobody'] }), (step) => {
      expect(step).not.toHaveProperty('timing');
    });
    fc.assert(silent);
  });

  it('shrinks to one short pulse from 0 s on, without noise', () => {
    for (const seed of [1, 2, 3]) {
      const { counterexample } = fc.check(
        fc.property(transientSteps(), ({ Id }) => Math.max(...Id) < 5e-4),
        { seed },
      );
      expect(describeStep(counterexample?.[0] as never)).toMatchInlineSnapshot(`
        "transient step 0, 12 samples, timing {"record":{"period":0.012,"sampleRate":1000}}

            Id (A)
             0.001 |     *    *    *    *    *    *
                   |
                   |
                   |
                   |
                   |
                   |
                   |
          0.000001 |*                                  *    *    *    *    *
                   +--------------------------------------------------------
                    0                                                  0.011  time (s)

          time  [0, 0.001, 0.002, 0.003, 0.004, 0.005, 0.006, 0.007, 0.008, 0.009, 0.01, 0.011]
          Id    [0.000001, 0.0009644, 0.0009987, 0.001, 0.001, 0.001, 0.001, 0.00003664, 0.000002271, 0.000001045, 0.000001002, 0.000001]"
      `);
    }
  });
});
