import { describe, expect, it } from 'vitest';
import { findPulses } from '../../../../lib/extractors/fit/pulses.js';
import { traceWith } from './traces.js';

const trace = traceWith(new Float64Array(100));
const timing = { record: { period: 0.1, sampleRate: 1000 }, workflow: { period: 0.1, sampleRate: 1000 } };

describe('findPulses', () => {
  it('takes the parameters before the record, and the record before the workflow', () => {
    expect(findPulses(trace, { period: 0.1, sampleRate: 1000 }, timing)).toEqual({
      period: 0.1,
      sampleRate: 1000,
      notes: [],
    });
    expect(findPulses(trace, {}, { ...timing, workflow: { period: 0.2 } })).toMatchObject({ period: 0.1 });
    expect(findPulses(trace, {}, { workflow: { period: 0.2 } })).toEqual({ period: 0.2, sampleRate: 1000, notes: [] });
  });

  it('says where two of them differ', () => {
    expect(findPulses(trace, { period: 0.05 }, timing)?.notes).toEqual([
      "period 0.05 s of the parameters differs from 0.1 s of the step's record",
      'period 0.05 s of the parameters differs from 0.1 s of the workflow',
    ]);
    expect(findPulses(trace, { sampleRate: 500 }, { record: { period: 0.1 } })?.notes).toEqual([
      'sample rate 500 Hz of the parameters differs from 1000 Hz of the time row',
    ]);
  });

  it('takes the rate from the time row, exact where the period is a whole number of samples', () => {
    expect(findPulses(trace, { period: 0.1 })?.sampleRate).toBe(1000);
    expect(findPulses(trace, { period: 0.0123456 })?.sampleRate).toBeCloseTo(1000, 6);
  });

  it('takes a period that is not positive for none, and finds none in a constant current', () => {
    expect(findPulses(trace, {}, { record: { period: 0 } })).toBeUndefined();
    expect(findPulses(trace, {})).toBeUndefined();
  });

  it('takes the period from the current where nothing else says it', () => {
    const pulses = traceWith(Float64Array.from({ length: 400 }, (_, i) => (i % 50 < 25 ? 1 : 0)));
    expect(findPulses(pulses, {})).toEqual({
      period: expect.closeTo(0.05, 12),
      sampleRate: expect.closeTo(1000, 6),
      notes: [],
    });
  });
});
