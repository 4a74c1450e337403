import { describe, expect, it } from 'vitest';
import { transferStep, transientStep } from '../../../lib/experiment/curve.js';

const nan = Number.NaN;

describe('transferStep', () => {
  it('takes any lists of numbers, and leaves them as they are', () => {
    const Vg = [0, 0.1, 0.2];
    const Id = Float32Array.of(1, nan, 3);
    expect(transferStep({ Vg, Id, deviceType: 'P' }, 4)).toEqual({
      ...{ kind: 'transfer', index: 4, deviceType: 'P' },
      ...{ Vg: Float64Array.of(0, 0.2), Id: Float64Array.of(1, 3) },
    });
    expect([Vg, [...Id]]).toEqual([
      [0, 0.1, 0.2],
      [1, nan, 3],
    ]);
  });

  it('takes no point out of what it was given, an array of its own kind included', () => {
    const Id = Float64Array.of(nan, 2);
    transferStep({ Vg: Float64Array.of(0, 1), Id });
    expect(Id).toEqual(Float64Array.of(nan, 2));
  });

  it('refuses lists of different lengths', () => {
    expect(() => transferStep({ Vg: [0, 1], Id: [1] }, 3)).toThrow(
      'transfer curve 3 has 2 numbers in Vg and 1 in Id; give as many in both',
    );
  });
});

describe('transientStep', () => {
  it('takes out the samples without a current', () => {
    const timing = { record: { period: 0.1 } };
    expect(transientStep({ time: [0, nan, 2], Id: [5, nan, 7], timing })).toEqual({
      ...{ kind: 'transient', index: 0, timing },
      ...{ time: Float64Array.of(0, 2), Id: Float64Array.of(5, 7) },
    });
  });

  it('refuses a current without a time', () => {
    expect(() => transientStep({ time: [0, nan], Id: [5, 6] }, 1)).toThrow(
      'transient curve 1: its time is NaN at sample 1',
    );
    expect(() => transientStep({ time: [0], Id: [] })).toThrow('1 numbers in time and 0 in Id');
  });
});
