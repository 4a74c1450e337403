import { describe, expect, it } from 'vitest';
import { measuredStep } from '../../../lib/experiment/measured-step.js';
import type { Step } from '../../../lib/experiment/step.js';
import { sweepOf, traceOf } from '../../../lib/testing/index.js';

const { NaN: none } = Number;

describe('measuredStep', () => {
  it('keeps what belongs to a step, and nothing else', () => {
    const sweep = sweepOf([0, 1], [2, 3], 'N');
    expect(measuredStep({ ...sweep, device: 'A7' } as Step)).toEqual(sweep);
    const trace = { ...traceOf([1, 2]), timing: { record: { period: 0.1 } } };
    expect(measuredStep({ ...trace, device: 'A7' } as Step)).toEqual(trace);
  });

  it('copies: what the instrument does to its arrays afterwards does not reach the copy', () => {
    const step = sweepOf([0, 1], [2, 3]);
    const copy = measuredStep(step);
    step.Id.fill(9);
    expect(copy.Id).toEqual(Float64Array.of(2, 3));
  });

  it('keeps the valid points alone, and leaves the arrays of the instrument as they are', () => {
    const sweep = sweepOf([0, none, 2, 3], [1, 1, Number.POSITIVE_INFINITY, 4]);
    expect(measuredStep(sweep)).toEqual(sweepOf([0, 3], [1, 4]));
    expect(sweep.Vg).toEqual(Float64Array.of(0, none, 2, 3));
    const trace = { ...traceOf([1, none, 3]), time: Float64Array.of(0, none, 2) };
    expect(measuredStep(trace)).toMatchObject({ time: Float64Array.of(0, 2), Id: Float64Array.of(1, 3) });
  });

  it('takes a step without points', () => {
    expect(measuredStep(sweepOf([], []))).toEqual(sweepOf([], []));
  });

  it.each<[string, Step]>([
    ['transfer step 0: it has 2 of Vg and 1 of Id', sweepOf([0, 1], [2])],
    ['its time is NaN where there is a current', { ...traceOf([1, 2]), time: Float64Array.of(0, none) }],
  ])('throws: %s', (message, step) => {
    const thrown = expect.objectContaining({ code: 'data-corrupt', message: expect.stringContaining(message) });
    expect(() => measuredStep(step)).toThrow(thrown);
  });

  it.each<[string, object]>([
    ['its kind must be one of: transfer, transient', { ...sweepOf([], []), kind: 'sweep' }],
    ['its index must be a whole number', { ...sweepOf([], []), index: 1.5 }],
    ['its index must be a whole number', { ...sweepOf([], []), index: 2 ** 31 }],
    ['Vg is a Array; it must be a Float64Array', { ...sweepOf([], []), Vg: [1, 2] }],
    ['time is undefined; it must be a Float64Array', { ...traceOf([]), time: undefined }],
  ])('refuses what is no step: %s', (message, step) => {
    const refused = expect.objectContaining({ code: 'bad-argument', message: expect.stringContaining(message) });
    expect(() => measuredStep(step as Step)).toThrow(refused);
  });
});
