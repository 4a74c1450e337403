import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { TransientStep } from '../../../../lib/experiment/step.js';
import { decayTime } from '../../../../lib/extractors/transient/decay-time.js';
import { extractorLaws } from '../../../../lib/testing/index.js';
import { anyCurrents } from '../fit/currents.js';

type Params = v.InferInput<typeof decayTime.params>;

function decay(tau: number, length = 500): TransientStep {
  const time = Float64Array.from({ length }, (_, i) => 3 + 1e-3 * i);
  return { kind: 'transient', index: 0, time, Id: time.map((t) => -2e-6 * Math.exp(-(t - 3) / tau)) };
}

function extract(step: TransientStep, params: Params = {}): unknown {
  return decayTime.extract(step, v.parse(decayTime.params, params));
}

const METHODS = ['exponential', 'linear'] as const;

const decays = fc
  .record({ tau: fc.double({ min: 5e-3, max: 0.3, noNaN: true }), length: fc.integer({ min: 40, max: 500 }) })
  .map(({ tau, length }) => decay(Math.min(tau, length * 5e-4), length));

describe('transient.decay_time', () => {
  extractorLaws(decayTime, { steps: decays, hasValueOf: ['a NaN'] }, { describe, it });

  extractorLaws(
    decayTime,
    {
      steps: decays,
      params: { method: 'linear' },
      hasValueOf: ['a NaN'],
      tolerance: 1e-9,
    },
    { describe, it },
  );

  extractorLaws(decayTime, { params: { unsupported: 'keep' }, hasValueOf: ['a NaN', 'constant'] }, { describe, it });

  it.each(METHODS)('finds the time constant of |Id| (%s)', (method) => {
    for (const tau of [5e-3, 0.05, 0.4]) expect((extract(decay(tau), { method }) as number) / tau).toBeCloseTo(1, 9);
  });

  it('uses the samples of the fit range only, less zeros and lost ones', () => {
    const step = decay(0.05);
    step.Id.fill(1, 0, 50);
    step.Id.fill(1, 450);
    step.Id[60] = 0;
    step.Id[61] = Number.NaN;
    step.Id[62] = Number.NEGATIVE_INFINITY;
    for (const method of METHODS) expect((extract(step, { method }) as number) / 0.05).toBeCloseTo(1, 9);
    expect((extract(step, { fit_range: [0, 1] }) as number) / 0.05).not.toBeCloseTo(1, 1);
  });

  it('follows uneven times', () => {
    const { time } = decay(1);
    const uneven = time.map((t, i) => t + 4e-4 * Math.sin(i));
    const step: TransientStep = {
      kind: 'transient',
      index: 0,
      time: uneven,
      Id: uneven.map((t) => Math.exp(-(t - 3) / 0.05)),
    };
    for (const method of METHODS) expect((extract(step, { method }) as number) / 0.05).toBeCloseTo(1, 9);
  });

  it('is null with its reason where the data cannot support a time constant, or the number under legacy', () => {
    const rising = { ...decay(1), Id: decay(1).time.map((t) => Math.exp(t)) };
    const flat = { ...decay(1), Id: decay(1).time.map(() => 2) };
    const slow = decay(30);
    const long = 'the time constant is longer than the record: no decay to be seen';
    expect(extract(rising)).toEqual({ missing: long });
    expect(extract(rising, { method: 'linear' })).toEqual({ missing: '|Id| rises: no decay' });
    for (const step of [flat, slow])
      for (const method of METHODS) expect(extract(step, { method })).toEqual({ missing: long });
    expect(decayTime.legacy).toEqual({ unsupported: 'keep' });
    const keep = 'keep' as const;
    expect(extract(slow, { unsupported: keep })).toBeCloseTo(30, 6);
    expect(extract(rising, { method: 'linear', unsupported: keep })).toBeCloseTo(-1, 9);
    expect(extract(flat, { unsupported: keep })).toBeCloseTo(1e6 * 0.499, 3);
    expect(extract(flat, { method: 'linear', unsupported: keep })).toBeCloseTo(1e6 * 0.499, 3);
    const [shortest, longest] = [Number.MIN_VALUE, Number.MAX_VALUE];
    const time = Float64Array.of(0, shortest, longest, Number.NaN);
    const endless = { ...flat, time, Id: Float64Array.of(shortest, shortest, shortest, 0) };
    expect(extract(endless, { unsupported: keep })).toBe(longest);
  });

  it('is null for a fall within one sample', () => {
    const step = decay(1e-6);
    expect(extract({ ...step, Id: step.Id.map((_, i) => (i === 50 ? 1 : 1e-30)) })).toEqual({
      missing: '|Id| falls within one sample: no time constant',
    });
  });

  it('is null for fewer than three samples and for a time that does not increase', () => {
    const few = 'fewer than 3 samples of the fit range have a current other than 0';
    for (const length of [0, 1, 3]) expect(extract(decay(0.1, length))).toEqual({ missing: few });
    expect(extract({ ...decay(0.1), Id: new Float64Array(500) })).toEqual({ missing: few });
    expect(extract({ ...decay(0.1), Id: new Float64Array(500).fill(Number.NaN) })).toEqual({ missing: few });
    expect(extract({ ...decay(0.1), time: new Float64Array(500) })).toEqual({
      missing: 'the time of the step does not increase from each sample to the next',
    });
  });

  it('does not change with the unit of current, and changes as time does', () => {
    fc.assert(
      fc.property(anyCurrents(120), fc.constantFrom(...METHODS), (current, method) => {
        const time = current.map((_, i) => 1e-3 * i);
        const step: TransientStep = { kind: 'transient', index: 0, time, Id: current };
        const params = { method, unsupported: 'keep' as const };
        const tau = extract(step, params);
        expect(extract({ ...step, time: time.map((t) => 64 * t) }, params)).toEqual(
          typeof tau === 'number' ? 64 * tau : tau,
        );
        const scaled = extract({ ...step, Id: current.map((y) => y / 2 ** 30) }, params);
        if (typeof tau === 'number' && method === 'exponential') expect(scaled).toBe(tau);
      }),
    );
  });

  it('refuses a fit range that goes down or out of bounds', () => {
    for (const fit_range of [
      [0.9, 0.1],
      [0.5, 0.5],
      [-0.1, 1],
      [0, 1.1],
    ] as const) {
      expect(v.safeParse(decayTime.params, { fit_range }).success).toBe(false);
    }
  });
});
