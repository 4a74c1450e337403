import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { TransientStep, TransientTiming } from '../../../../lib/experiment/step.js';
import { type Extracted, isMissing, isResults } from '../../../../lib/extractors/extractor.js';
import { tauOnOff } from '../../../../lib/extractors/transient/tau-on-off.js';
import { extractorLaws, transientSteps } from '../../../../lib/testing/index.js';
import { anyCurrents, randomNumbers } from '../fit/currents.js';

type Params = v.InferInput<typeof tauOnOff.params>;

const RECORD: TransientTiming = { record: { period: 0.1, sampleRate: 1000 } };
/** Time constants that the pulses below are made of, in s. */
const TAU_ON = 6e-3;
const TAU_OFF = 9e-3;

interface PulseOptions {
  readonly cycles?: number;
  readonly noise?: number;
  readonly sign?: 1 | -1;
  readonly timing?: TransientTiming;
}

/** Gate pulses of 0.1 s at 1 kHz: on for the first half of each. */
function pulses({ cycles = 10, noise = 1e-5, sign = -1, timing = RECORD }: PulseOptions = {}): TransientStep {
  const { normal } = randomNumbers(7);
  const Id = new Float64Array(100 * cycles);
  let level = 1e-6;
  for (let i = 0; i < Id.length; i++) {
    const isOn = i % 100 < 50;
    Id[i] = sign * (level + noise * normal());
    level += ((isOn ? 5e-3 : 1e-6) - level) * -Math.expm1(-1e-3 / (isOn ? TAU_ON : TAU_OFF));
  }
  return { kind: 'transient', index: 0, time: Id.map((_, i) => 12 + 1e-3 * i), Id, timing };
}

function extract(step: TransientStep, params: Params = {}): Extracted {
  return tauOnOff.extract(step, v.parse(tauOnOff.params, params));
}

function outputs(step: TransientStep, params: Params = {}): Float64Array[] {
  const extracted = extract(step, params);
  if (!isResults(extracted)) throw new Error(JSON.stringify(extracted));
  return extracted.outputs.map((output) => {
    if (typeof output === 'number' || 'missing' in output) throw new Error(JSON.stringify(output));
    return Float64Array.from(output);
  });
}

const onsOf = (values: Float64Array) => values.filter((_, i) => i % 2 === 0);
const offsOf = (values: Float64Array) => values.filter((_, i) => i % 2 === 1);

describe('transient.tau_on_off', () => {
  // A lost sample costs the windows that it is in, not the step.
  extractorLaws(
    tauOnOff,
    {
      // The smallest window of a fit has five samples, the largest three eighths of a period.
      steps: transientSteps({ minCycles: 2, minPeriodPoints: 40 }),
      hasValueOf: ['a NaN'],
      invariances: ['start of time'],
      unused: ['use_parallel', 'max_workers', 'show_progress'],
      runs: 40,
    },
    { describe, it },
  );

  it('gives [tau_on, tau_off] of every cycle, the last one too', () => {
    for (const sign of [1, -1] as const) {
      const [tau] = outputs(pulses({ sign }));
      expect(tau).toHaveLength(20);
      for (const value of onsOf(tau)) expect(value / TAU_ON).toBeCloseTo(1, 1);
      for (const value of offsOf(tau)) expect(value / TAU_OFF).toBeCloseTo(1, 1);
    }
  });

  it('calls a rise of the signed current "on" where asked to, which swaps the two where the current is negative', () => {
    const [magnitude] = outputs(pulses());
    const [signed] = outputs(pulses(), { signal: 'signed' });
    expect(onsOf(signed)).toEqual(offsOf(magnitude));
    expect(offsOf(signed)).toEqual(onsOf(magnitude));
    expect(outputs(pulses({ sign: 1 }), { signal: 'signed' })).toEqual(outputs(pulses({ sign: 1 })));
  });

  it('loses the last cycle under the settings of the original', () => {
    expect(tauOnOff.legacy).toEqual({ signal: 'signed', complete_cycles: 'time' });
    expect(outputs(pulses(), { complete_cycles: 'time' })[0]).toHaveLength(18);
  });

  it('adds R2, standard error and a mark of refitted cycles where asked to', () => {
    const names = (quality: 'none' | 'all') =>
      tauOnOff.outputs(v.parse(tauOnOff.params, { quality })).map(({ name }) => name);
    expect(names('none')).toEqual(['']);
    expect(names('all')).toEqual(['', 'r2', 'se', 'refitted']);
    const step = pulses({ noise: 2e-5 });
    step.Id.set(step.Id.slice(300, 400).reverse(), 300);
    const [tau, r2, error, refitted] = outputs(step, { quality: 'all' });
    expect(tau).toEqual(outputs(step)[0]);
    for (const [i, value] of r2.entries()) {
      const cycle = Math.floor(i / 2);
      expect(refitted[i]).toBe(cycle === 3 ? 1 : 0);
      if (cycle !== 3) expect(value).toBeGreaterThan(0.99);
      if (cycle !== 3) expect(Math.abs(tau[i] - (i % 2 === 0 ? TAU_ON : TAU_OFF))).toBeLessThan(4 * error[i]);
    }
  });

  it('takes the better of the moved window and the search of the cycle by itself', () => {
    const { normal } = randomNumbers(2);
    const step = pulses();
    for (let i = 200; i < 300; i++) step.Id[i] += 1e-3 * normal();
    const [, kept] = outputs(step, { quality: 'all', r_squared_threshold: 0 });
    const [, searched, , refitted] = outputs(step, { quality: 'all', r_squared_threshold: 1 });
    for (let i = 0; i < kept.length; i++) expect(searched[i]).toBeGreaterThanOrEqual(kept[i]);
    expect(refitted).toContain(1);
  });

  it('finds the period and the rate wherever they stand, and says where sources differ', () => {
    const [expected] = outputs(pulses());
    const nothing: TransientStep = { kind: 'transient', index: 0, time: pulses().time, Id: pulses().Id };
    expect(outputs(pulses({ timing: { workflow: { period: 0.1, sampleRate: 1000 } } }))).toEqual([expected]);
    expect(outputs(nothing, { period: 0.1, sample_rate: 1000 })).toEqual([expected]);
    expect(outputs(nothing)).toEqual([expected]);
    const disputed = extract(pulses(), { period: 0.2 });
    expect(disputed).toMatchObject({ note: "period 0.2 s of the parameters differs from 0.1 s of the step's record" });
    expect(isResults(disputed) && disputed.outputs[0]).toHaveLength(10);
  });

  it('marks a cycle that has no time constant with NaN and a note', () => {
    const step = pulses();
    step.Id.fill(-5e-3, 400, 500);
    const extracted = extract(step);
    const [tau] = outputs(step);
    expect([tau[8], tau[9]]).toEqual([Number.NaN, Number.NaN]);
    expect(tau.filter(Number.isFinite)).toHaveLength(18);
    expect(extracted).toMatchObject({
      note: '1 of 10 cycles have no tau_on: no window of them has a time constant; 1 of 10 cycles have no tau_off: no window of them has a time constant',
    });
  });

  it('passes over lost samples', () => {
    const step = pulses();
    step.Id[517] = Number.NaN;
    const [tau] = outputs(step);
    for (const value of onsOf(tau)) expect(value / TAU_ON).toBeCloseTo(1, 0);
    for (const value of offsOf(tau)) expect(value / TAU_OFF).toBeCloseTo(1, 0);
  });

  it.each([
    ['no samples', { time: [], Id: [] }, 'the step has fewer than 2 samples'],
    ['one sample', { time: [0], Id: [1] }, 'the step has fewer than 2 samples'],
    [
      'a time that stands still',
      { time: [0, 0, 1], Id: [1, 2, 3] },
      'the time of the step does not increase from each sample to the next',
    ],
  ])('is null for %s', (_, { time, Id }, reason) => {
    const step: TransientStep = {
      kind: 'transient',
      index: 0,
      time: Float64Array.from(time),
      Id: Float64Array.from(Id),
      timing: RECORD,
    };
    expect(extract(step)).toEqual({ missing: reason });
  });

  it('is null with the reason where nothing can be told', () => {
    const step = pulses();
    const constant = { ...step, Id: new Float64Array(step.Id.length).fill(1e-3) };
    expect(extract(constant)).toEqual({ missing: 'no window of any cycle has a time constant' });
    expect(extract({ ...step, Id: step.Id.map(() => Number.NaN) })).toEqual({
      missing: 'no window of any cycle has a time constant',
    });
    const { timing: _, ...untimed } = constant;
    expect(extract(untimed)).toEqual({
      missing: 'nothing says what the period is, and the current shows none: give the parameter period',
    });
    expect(extract(step, { period: 3 })).toEqual({ missing: 'no complete cycle: 0.999 s of samples, period 3 s' });
    expect(extract(step, { period: 0.01 })).toEqual({
      missing: 'no window to search: from 3 to 3 samples, and a fit takes at least 5',
    });
  });

  it('gives a null or positive time constants for any current', () => {
    fc.assert(
      fc.property(anyCurrents(250), fc.constantFrom('magnitude' as const, 'signed' as const), (current, signal) => {
        const timing = { record: { period: 0.05 } };
        const step: TransientStep = {
          kind: 'transient',
          index: 0,
          time: current.map((_, i) => 1e-3 * i),
          Id: current,
          timing,
        };
        if (isMissing(extract(step, { signal }))) return;
        const [tau, , error] = outputs(step, { signal, quality: 'all' });
        expect(tau).toHaveLength(10);
        for (const [i, value] of tau.entries()) {
          if (!Number.isNaN(value)) expect(value).toBeGreaterThan(0);
          expect(Number.isNaN(error[i])).toBe(Number.isNaN(value));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('does not change with the unit of current, and changes as time does', () => {
    const step = pulses();
    const amplified = { ...step, Id: step.Id.map((current) => current * 2 ** 40) };
    expect(extract(amplified)).toEqual(extract(step));
    const slowed: TransientStep = {
      kind: 'transient',
      index: 0,
      time: step.time.map((time) => 1024 * time),
      Id: step.Id,
    };
    const [tau] = outputs(slowed, { period: 0.1 * 1024, sample_rate: 1000 / 1024 });
    expect(tau).toEqual(outputs({ ...step }, { period: 0.1, sample_rate: 1000 })[0].map((value) => 1024 * value));
  });

  it('accepts what older configurations say about workers, and nothing unknown', () => {
    expect(outputs(pulses(), { use_parallel: false, max_workers: 4, show_progress: false })).toEqual(outputs(pulses()));
    expect(v.safeParse(tauOnOff.params, { windows: 3 }).success).toBe(false);
    expect(v.safeParse(tauOnOff.params, { period: -1 }).success).toBe(false);
    expect(v.safeParse(tauOnOff.params, { window_points_step: 0 }).success).toBe(false);
  });
});
