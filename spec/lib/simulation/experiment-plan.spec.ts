import { describe, expect, it } from 'vitest';
import {
  fileName,
  gateTimes,
  planExperiment,
  type SimulatedTurn,
  simulatedTurns,
  truthOf,
  widestSweep,
} from '../../../lib/simulation/experiment-plan.js';
import { type SimulationOptions, simulationParameters } from '../../../lib/simulation/simulation-options.js';

const plan = (options: SimulationOptions = {}, device = 1) => planExperiment(simulationParameters(options), device);

const first = (options: SimulationOptions, device = 1): SimulatedTurn => {
  const [turn] = simulatedTurns(plan(options, device));
  if (turn === undefined) throw new Error('no turn');
  return turn;
};

describe('planExperiment', () => {
  it('makes odd devices N-type and even ones P-type', () => {
    expect([1, 2, 3, 4].map((device) => plan({}, device).deviceType)).toEqual(['N', 'P', 'N', 'P']);
  });

  it('names the file by chip, device, description and test', () => {
    expect(fileName(plan({}, 12))).toBe('#20250804008-12-stability-test_20250804_0012.h5');
  });

  it('divides the period into gate times, in ms', () => {
    expect(gateTimes(plan({ periodPoints: 101 }))).toEqual({ top: 50, bottom: 51 });
  });

  it('has sweeps of equal length, or misses up to seven pairs of points', () => {
    expect(new Set(plan({ steps: 50 }).sweepPoints)).toEqual(new Set([201]));
    const varied = plan({ steps: 500, sweepLengths: 'varied' });
    expect([...new Set(varied.sweepPoints)].sort()).toEqual([187, 189, 191, 193, 195, 197, 199, 201]);
    expect(widestSweep(varied)).toBe(201);
    expect(Math.min(...plan({ steps: 50, points: 6, sweepLengths: 'varied' }).sweepPoints)).toBe(4);
  });
});

describe('simulatedTurns', () => {
  it('makes only the turns that are asked for', () => {
    const turns = simulatedTurns(plan({ steps: 100_000, cycles: 1 }));
    expect(turns.next().value?.transfer.index).toBe(0);
    expect(turns.next().value?.transient.index).toBe(1);
  });

  it('counts time from the start of the experiment, in steps of 1 ms', () => {
    const [, second] = simulatedTurns(plan({ steps: 2, cycles: 3, periodPoints: 10 }));
    const time = second?.transient.time ?? [];
    expect(Array.from(time)).toEqual(Array.from({ length: 30 }, (_, i) => (30 + i) / 1000));
  });

  it('gives the same for the same seed, device and step, whatever else is measured', () => {
    const options = { steps: 1, cycles: 2 };
    expect(first(options)).toEqual(first(options));
    expect(first({ ...options, cycles: 4 }).transfer).toEqual(first(options).transfer);
    expect(first({ ...options, points: 51 }).transient).toEqual(first(options).transient);
  });

  it.each([
    [{ seed: 8 }, 1],
    [{ seed: 7 }, 3],
  ])('gives other noise for %j and device %d', (options, device) => {
    const [left, right] = [first({ steps: 1 }), first({ steps: 1, ...options }, device)];
    expect(left.transfer.Vg).toEqual(right.transfer.Vg);
    expect(left.transfer.Id).not.toEqual(right.transfer.Id);
    expect(left.transient.Id).not.toEqual(right.transient.Id);
  });
});

describe('truthOf', () => {
  it('drifts from the first step to the last', () => {
    const truth = truthOf(plan({ steps: 3 }));
    expect(Array.from(truth.tauOn, (tau) => +tau.toFixed(9))).toEqual([0.0055, 0.006875, 0.00825]);
    expect(Array.from(truth.tauOff, (tau) => +tau.toFixed(9))).toEqual([0.0085, 0.010625, 0.01275]);
    expect(truth.gmMax[0]).toBeCloseTo(0.939 * 4e-3, 6);
    expect(truth.gmMax[2]).toBeCloseTo(0.939 * 4e-3 * Math.exp(-0.15), 6);
  });

  it('does not drift in a single step', () => {
    expect(truthOf(plan({ steps: 1 })).tauOn[0]).toBeCloseTo(0.0055, 12);
  });
});
