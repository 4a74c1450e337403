import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../lib/simulation/random.js';
import {
  type Branch,
  type DeviceType,
  drainCurrent,
  forwardPoints,
  peakTransconductance,
  type TransferModel,
  transconductance,
  transferModel,
  transferSweep,
  turnOnVoltage,
} from '../../../lib/simulation/transfer-sweep.js';

const DEVICES = (['N', 'P'] as const).flatMap((deviceType) =>
  [0, 1].flatMap((progress) =>
    (['forward', 'reverse'] as const).map((branch) => [deviceType, progress, branch] as const),
  ),
);

const FINE = Array.from({ length: 120_001 }, (_, i) => -0.6 + i * 1e-5);

function steepest(f: (Vg: number) => number): { readonly slope: number; readonly Vg: number } {
  return FINE.map((Vg) => ({ Vg, slope: Math.abs(f(Vg + 1e-6) - f(Vg - 1e-6)) / 2e-6 })).reduce((best, here) =>
    here.slope > best.slope ? here : best,
  );
}

describe.each(DEVICES)(
  'a %s-type device at progress %d, %s branch',
  (deviceType: DeviceType, progress: number, branch: Branch) => {
    const model: TransferModel = transferModel(deviceType, progress);

    it('has the transconductance that its current has as a slope', () => {
      for (const Vg of [-0.55, -0.3, -0.1, 0, 0.1, 0.3, 0.55]) {
        const slope = (drainCurrent(model, branch, Vg + 1e-6) - drainCurrent(model, branch, Vg - 1e-6)) / 2e-6;
        expect(transconductance(model, branch, Vg)).toBeCloseTo(slope, 9);
      }
    });

    it('has its largest slope where and as large as the model says', () => {
      const { slope, Vg } = steepest((voltage) => drainCurrent(model, branch, voltage));
      expect(slope / peakTransconductance(model)).toBeCloseTo(1, 6);
      expect(transconductance(model, branch, Vg) / peakTransconductance(model)).toBeCloseTo(1, 6);
    });

    it('turns on where the model says', () => {
      const { Vg } = steepest((voltage) => Math.log(Math.abs(drainCurrent(model, branch, voltage))));
      expect(Math.abs(Vg - turnOnVoltage(model, branch))).toBeLessThan(2e-4);
    });

    it('conducts with the sign of its carriers, more the further it is turned on', () => {
      const sign = deviceType === 'N' ? 1 : -1;
      const currents = [-0.6, -0.3, 0, 0.3, 0.6].map((Vg) => sign * drainCurrent(model, branch, sign * Vg));
      expect(currents.every((current) => current > 0)).toBe(true);
      expect(currents).toEqual([...currents].sort((a, b) => a - b));
    });
  },
);

describe('transferModel', () => {
  it('ages: less gain, a higher threshold', () => {
    const [young, old] = [transferModel('N', 0), transferModel('N', 1)];
    expect(old.gain / young.gain).toBeCloseTo(Math.exp(-0.15), 12);
    expect(old.threshold).toBeGreaterThan(young.threshold);
  });
});

describe('transferSweep', () => {
  it.each([
    ['N', 0.6],
    ['P', -0.6],
  ] as const)('sweeps a %s-type device from %d V to the opposite and back', (deviceType, start) => {
    const { Vg } = transferSweep(transferModel(deviceType, 0), 201, randomFrom(1));
    expect(Vg).toHaveLength(201);
    expect(Vg[0]).toBeCloseTo(start, 12);
    expect(Vg[100]).toBeCloseTo(-start, 12);
    expect(Array.from(Vg.subarray(101))).toEqual(Array.from(Vg.subarray(1, 101)).reverse());
  });

  it.each([3, 4, 200, 201])('has %d points when asked, most of one half on the way out', (points) => {
    const { Vg, Id } = transferSweep(transferModel('P', 0), points, randomFrom(1));
    expect([Vg.length, Id.length]).toEqual([points, points]);
    expect(forwardPoints(points)).toBe(Math.ceil(points / 2));
    expect([...Vg, ...Id].every(Number.isFinite)).toBe(true);
  });

  it('measures the current of the branch, to 2 nA and 0.02 %', () => {
    const model = transferModel('N', 0.5);
    const { Vg, Id } = transferSweep(model, 2001, randomFrom(9));
    const deviations = Array.from(Id, (current, i) => {
      const ideal = drainCurrent(model, i < forwardPoints(2001) ? 'forward' : 'reverse', Vg[i] ?? 0);
      return (current - ideal) / Math.hypot(2e-9, 2e-4 * ideal);
    });
    const variance = deviations.reduce((sum, d) => sum + d * d, 0) / deviations.length;
    expect(variance).toBeGreaterThan(0.85);
    expect(variance).toBeLessThan(1.15);
  });

  it('comes back with a larger current: hysteresis', () => {
    const { Vg, Id } = transferSweep(transferModel('N', 0), 201, randomFrom(4));
    const out = Vg.findIndex((voltage) => voltage < 0.2);
    expect(Id[201 - out]).toBeGreaterThan((Id[out] ?? 0) + 5e-5);
  });
});
