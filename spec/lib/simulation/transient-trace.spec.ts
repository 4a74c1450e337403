import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../lib/simulation/random.js';
import { onPoints, relaxation, transientModel, transientTrace } from '../../../lib/simulation/transient-trace.js';

const PULSES = { cycles: 5, periodPoints: 100, timeStep: 1e-3 };

/** -1 / slope of the straight line through ln|y - end|. */
function timeConstant(y: Float64Array, end: number, timeStep: number): number {
  const points = Array.from(y, (value, i) => [i * timeStep, Math.log(Math.abs(value - end))] as const);
  const mean = (of: (point: readonly [number, number]) => number) =>
    points.reduce((s, p) => s + of(p), 0) / points.length;
  const [t, l] = [mean(([time]) => time), mean(([, log]) => log)];
  return -mean(([time]) => (time - t) ** 2) / mean(([time, log]) => (time - t) * (log - l));
}

describe('relaxation', () => {
  it('relaxes with the time constants of the model', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.record({
          cycles: fc.integer({ min: 1, max: 4 }),
          periodPoints: fc.integer({ min: 8, max: 300 }),
          timeStep: fc.constantFrom(1e-4, 1e-3, 0.02),
        }),
        (progress, pulses) => {
          const model = transientModel(pulses, progress);
          const current = relaxation(model, pulses);
          const half = onPoints(pulses);
          for (let cycle = 0; cycle < pulses.cycles; cycle++) {
            const start = cycle * pulses.periodPoints;
            const reached = model.onCurrent * Math.exp(-model.fadePerCycle * cycle);
            // Before the difference to the end drowns in rounding.
            const points = Math.max(2, Math.floor(half / 2));
            const on = current.subarray(start, start + points);
            const off = current.subarray(start + half, start + half + points);
            expect(timeConstant(on, reached, pulses.timeStep) / model.tauOn).toBeCloseTo(1, 6);
            expect(timeConstant(off, model.offCurrent, pulses.timeStep) / model.tauOff).toBeCloseTo(1, 6);
          }
        },
      ),
    );
  });

  it('continues at each edge where the half before it ended', () => {
    const model = { ...transientModel(PULSES, 0), tauOn: 0.05, tauOff: 0.06 };
    const current = relaxation(model, PULSES);
    const next = (from: number, to: number, tau: number) => to + (from - to) * Math.exp(-PULSES.timeStep / tau);
    for (let cycle = 1; cycle < PULSES.cycles; cycle++) {
      const [before = 0, first] = current.subarray(cycle * 100 - 1);
      expect(first).toBeCloseTo(next(before, model.offCurrent, model.tauOff), 15);
    }
    expect(current[0]).toBeCloseTo(model.offCurrent, 15);
  });

  it('starts each pulse with the gate on, and gives the odd sample to the pause', () => {
    expect(onPoints({ ...PULSES, periodPoints: 7 })).toBe(3);
    const current = relaxation(transientModel(PULSES, 0), PULSES);
    expect(current).toHaveLength(500);
    expect(current[49]).toBeCloseTo(-6.2e-3, 5);
    expect(Math.abs(current[99] ?? 1)).toBeLessThan(3e-5);
  });

  it('fades from cycle to cycle', () => {
    const current = relaxation(transientModel(PULSES, 0), PULSES);
    const peaks = [0, 1, 2, 3, 4].map((cycle) => Math.abs(current[cycle * 100 + 49] ?? 0));
    expect((peaks[4] ?? 0) / (peaks[0] ?? 1)).toBeCloseTo(Math.exp(-0.008), 5);
  });
});

describe('transientModel', () => {
  it('ages: slower by half, less current', () => {
    const [young, old] = [transientModel(PULSES, 0), transientModel(PULSES, 1)];
    expect(young).toMatchObject({ tauOn: 0.055 * 0.1, tauOff: 0.085 * 0.1, onCurrent: -6.2e-3 });
    expect(old.tauOn / young.tauOn).toBeCloseTo(1.5, 12);
    expect(old.tauOff / young.tauOff).toBeCloseTo(1.5, 12);
    expect(Math.abs(old.onCurrent)).toBeLessThan(Math.abs(young.onCurrent));
  });
});

describe('transientTrace', () => {
  it('is the relaxation with 12 uA of noise', () => {
    const pulses = { ...PULSES, cycles: 100 };
    const model = transientModel(pulses, 0.3);
    const ideal = relaxation(model, pulses);
    const trace = transientTrace(model, pulses, randomFrom(1));
    const variance = trace.reduce((sum, value, i) => sum + (value - (ideal[i] ?? 0)) ** 2, 0) / trace.length;
    expect(Math.sqrt(variance) / 1.2e-5).toBeCloseTo(1, 1);
  });
});
