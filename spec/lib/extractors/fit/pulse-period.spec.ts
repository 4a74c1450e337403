import { describe, expect, it } from 'vitest';
import { estimatePeriod } from '../../../../lib/extractors/fit/pulse-period.js';
import { randomNumbers } from './currents.js';
import { traceWith } from './traces.js';

function pulses(period: number, cycles: number, noise: number, tau = 0.05 * period): Float64Array {
  const { normal } = randomNumbers(period);
  let level = 0;
  return Float64Array.from({ length: Math.round(period * cycles) }, (_, i) => {
    const isOn = i % period < period / 2;
    level += ((isOn ? 1 : 0) - level) * (1 - Math.exp(-1 / tau));
    return level + noise * normal();
  });
}

describe('estimatePeriod', () => {
  it('finds the period of pulses, in whole samples where it is whole', () => {
    for (const period of [20, 100, 333]) {
      for (const noise of [0, 0.01, 0.05]) {
        expect(estimatePeriod(traceWith(pulses(period, 8, noise)))).toBeCloseTo(1e-3 * period, 12);
      }
    }
  });

  it('finds a period that is not a whole number of samples', () => {
    expect((estimatePeriod(traceWith(pulses(70.4, 20, 0.01))) ?? 0) / 70.4e-3).toBeCloseTo(1, 3);
  });

  it('is not deceived by noise on slow edges', () => {
    expect(estimatePeriod(traceWith(pulses(200, 6, 0.05, 30)))).toBeCloseTo(0.2, 3);
  });

  it('gives nothing where there is no period to see', () => {
    const { normal } = randomNumbers(1);
    const noise = Float64Array.from({ length: 500 }, normal);
    const decay = Float64Array.from({ length: 500 }, (_, i) => Math.exp(-i / 50));
    for (const current of [
      new Float64Array(500),
      noise,
      decay,
      pulses(100, 2, 0.01),
      new Float64Array(2),
      new Float64Array(50).fill(Number.NaN),
    ]) {
      expect(estimatePeriod(traceWith(current))).toBeUndefined();
    }
  });
});
