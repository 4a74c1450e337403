import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { TransientStep } from '../../../../lib/experiment/step.js';
import { findPeaks } from '../../../../lib/extractors/peaks.js';
import { cycles } from '../../../../lib/extractors/transient/cycles.js';
import { coarseSteps, extractorLaws, numbersOf, traceOf, transientSteps } from '../../../../lib/testing/index.js';

type Input = v.InferInput<typeof cycles.params>;

const params = (input: Input = {}) => v.parse(cycles.params, input);

/** The currents that a step gives, without the empty cells at their end. */
function currents(step: TransientStep, input: Input): number[] {
  const [numbers = []] = numbersOf(cycles.extract(step, params(input)));
  const end = numbers.findIndex(Number.isNaN);
  expect(numbers.slice(end < 0 ? numbers.length : end).every(Number.isNaN)).toBe(true);
  return numbers.slice(0, end < 0 ? numbers.length : end);
}

const ramp = (samples: number) => traceOf(Array.from({ length: samples }, (_, i) => i));

describe('transient.cycles', () => {
  extractorLaws(cycles, { hasValueOf: ['one point', 'constant'] }, { describe, it });

  extractorLaws(
    cycles,
    { params: { prominence: 1e-4 }, paramUnits: { prominence: 'A' }, hasValueOf: ['one point', 'constant'] },
    { describe, it },
  );

  extractorLaws(
    cycles,
    {
      params: { method: 'fixed_interval', n_cycles: 7 },
      hasValueOf: ['one point', 'constant'],
      unused: ['min_distance'],
    },
    { describe, it },
  );

  extractorLaws(
    cycles,
    {
      params: { method: 'percentile', n_cycles: 20 },
      steps: transientSteps({ minPeriodPoints: 20 }),
      hasValueOf: ['constant'],
      unused: ['min_distance'],
    },
    { describe, it },
  );

  it('gives one signed current per pulse', () => {
    const pulse = [0, 0, 0, -1, -2, -2, -1, 0, 0, 0];
    const step = traceOf([1, 0.8, 1.2].flatMap((height) => pulse.map((I) => I * height)));
    expect(currents(step, {})).toEqual([-2, -1.6, -2.4]);
    const result = cycles.extract(step, params({ n_cycles: 5 }));
    expect(result).toEqual(Float64Array.of(-2, -1.6, -2.4, Number.NaN, Number.NaN));
  });

  it('finds every pulse of a working device', () => {
    fc.assert(
      fc.property(transientSteps({ timing: ['record'], minPeriodPoints: 40, duties: [1 / 3] }), (step) => {
        const { period = 0, sampleRate = 0 } = step.timing?.record ?? {};
        const samples = period * sampleRate;
        const pulses = Math.round(step.Id.length / samples);
        // Noise may put the peak anywhere in its pulse: longer than that, and shorter than the pause.
        expect(currents(step, { min_distance: 0.45 * samples })).toHaveLength(pulses);
      }),
    );
  });

  it('keeps the largest peaks if there are too many, in order of time', () => {
    const step = traceOf([0, 1, 0, 4, 0, 2, 0, 3, 0]);
    expect(currents(step, { n_cycles: 3, min_distance: 1 })).toEqual([4, 2, 3]);
    expect(currents(step, { n_cycles: 1, min_distance: 1 })).toEqual([4]);
    const equal = traceOf([0, 1, 0, -1, 0, 1, 0]);
    expect(currents(equal, { n_cycles: 2, min_distance: 1 })).toEqual([-1, 1]);
  });

  it('leaves out peaks without prominence: by default a tenth of the 75th percentile of |Id|', () => {
    const step = traceOf([0, 10, 9.5, 10, 0, 10, 8.5, 10, 0]);
    expect(currents(step, { min_distance: 1 })).toEqual([10, 10, 10, 10]);
    const shallow = traceOf([0, 10, 9.2, 9.9, 0, 10, 8.5, 9.8, 0]);
    expect(currents(shallow, { min_distance: 1 })).toEqual([10, 10, 9.8]);
    expect(currents(shallow, { min_distance: 1, prominence: 0.3 })).toEqual([10, 9.9, 10, 9.8]);
  });

  it('takes samples at fixed intervals where there is no peak, and says so', () => {
    expect(cycles.extract(ramp(7), params({ n_cycles: 3 }))).toEqual({
      outputs: [Float64Array.of(0, 3, 6)],
      note: '|Id| has no peak: samples at fixed intervals instead',
    });
    expect(currents(traceOf([0, 0, 0, 0]), { n_cycles: 3 })).toEqual([0, 0, 0]);
  });

  it('takes samples floor(i (N - 1) / (n_cycles - 1)) at fixed intervals', () => {
    const method = 'fixed_interval';
    expect(currents(ramp(10), { method, n_cycles: 4 })).toEqual([0, 3, 6, 9]);
    expect(currents(ramp(11), { method, n_cycles: 4 })).toEqual([0, 3, 6, 10]);
    expect(currents(ramp(3), { method, n_cycles: 5 })).toEqual([0, 1, 2]);
    expect(currents(ramp(10), { method, n_cycles: 1 })).toEqual([0]);
    // As numpy's linspace has it: 21 x 119 / 49 is 51, but 21 x (119 / 49) comes out as 50.99999999999999.
    expect(currents(ramp(120), { method, n_cycles: 50 })[21]).toBe(50);
  });

  it('takes the samples of largest |Id| by percentile', () => {
    const method = 'percentile';
    const step = traceOf([5, -1, 3, -4, 2, 0]);
    expect(currents(step, { method, n_cycles: 3 })).toEqual([5, 3, -4]);
    expect(currents(step, { method, n_cycles: 6 })).toEqual([5, -1, 3, -4, 2, 0]);
    expect(currents(traceOf([1, 1, 1, 1, 1]), { method, n_cycles: 3 })).toEqual([1, 1, 1]);
    expect(cycles.extract(step, params({ method, n_cycles: 7 }))).toEqual({
      missing: 'the step has fewer samples than n_cycles, 7',
    });
  });

  it('agrees with its definition', () => {
    const methods = fc.constantFrom('peak_detection' as const, 'fixed_interval' as const, 'percentile' as const);
    const steps = fc.oneof(coarseSteps('transient'), transientSteps());
    fc.assert(
      fc.property(steps, methods, fc.integer({ min: 1, max: 12 }), (step, method, n_cycles) => {
        const expected = defined(Array.from(step.Id), method, n_cycles);
        if (expected === undefined)
          expect(cycles.extract(step, params({ method, n_cycles }))).toHaveProperty('missing');
        else expect(currents(step, { method, n_cycles })).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses parameters out of range', () => {
    for (const input of [
      { n_cycles: 0 },
      { n_cycles: 1.5 },
      { min_distance: 0 },
      { prominence: -1 },
      { method: 'x' },
    ]) {
      expect(v.safeParse(cycles.params, input).success).toBe(false);
    }
  });
});

/** The definition with plain arrays; the peaks themselves are the business of peaks.spec. */
function defined(
  Id: readonly number[],
  method: 'peak_detection' | 'fixed_interval' | 'percentile',
  count: number,
): number[] | undefined {
  if (Id.length === 0) return undefined;
  const magnitude = Id.map(Math.abs);
  const rising = magnitude.toSorted((a, b) => a - b);
  const percentile = (percent: number): number => {
    const rank = (percent / 100) * (Id.length - 1);
    const [low, high] = [rising[Math.floor(rank)] as number, rising[Math.ceil(rank)] as number];
    return low + (high - low) * (rank % 1);
  };
  const at = (samples: readonly number[]): number[] => samples.map((sample) => Id[sample] as number);
  const evenly = (samples: readonly number[]): number[] => {
    if (samples.length <= count) return [...samples];
    return Array.from({ length: count }, (_, i) => {
      const distance = (samples.length - 1) / (count - 1);
      const position = count === 1 ? 0 : i === count - 1 ? samples.length - 1 : Math.floor(i * distance);
      return samples[position] as number;
    });
  };
  const all = Array.from(Id.keys());
  if (method === 'fixed_interval') return at(evenly(all));
  if (method === 'percentile') {
    if (Id.length < count) return undefined;
    const least = percentile(100 * (1 - count / Id.length));
    return at(evenly(all.filter((sample) => (magnitude[sample] as number) >= least)));
  }
  const peaks = findPeaks(Float64Array.from(magnitude), { distance: 10, prominence: 0.1 * percentile(75) });
  if (peaks.length === 0) return at(evenly(all));
  const highest = Array.from(peaks).sort((a, b) => (magnitude[b] as number) - (magnitude[a] as number) || b - a);
  return at(highest.slice(0, count).sort((a, b) => a - b));
}
