import fc from 'fast-check';
import type { TransientStep, TransientTiming } from '../experiment/step.js';
import { randomFrom } from '../simulation/random.js';
import { type PulseTrain, relaxation, type TransientModel } from '../simulation/transient-trace.js';
import { decimals, rounded } from './numbers.js';
import { readable } from './steps.js';
import { bounded } from './transfer-steps.js';

/** Who says how the gate was pulsed. */
export type TimingOrigin = keyof TransientTiming | 'nobody';

/** Which transient traces are drawn. */
export interface TransientConstraints {
  /** Fewest and most gate pulses. @defaultValue 1 and 8 */
  readonly minCycles?: number;
  readonly maxCycles?: number;
  /** Fewest and most samples of a period. @defaultValue 12 and 200 */
  readonly minPeriodPoints?: number;
  readonly maxPeriodPoints?: number;
  /** Share of the period in which the gate is on. @defaultValue half, a third, two thirds */
  readonly duties?: readonly number[];
  /** @defaultValue the step's record or the workflow */
  readonly timing?: readonly TimingOrigin[];
  /** Largest noise, relative to the current of a pulse. @defaultValue 0.01 */
  readonly maxNoise?: number;
  /** Significant digits of the current: with few of them two points may be equal, or two slopes. @defaultValue 4 */
  readonly digits?: number;
}

const NOISES = [0, 1e-4, 1e-3, 1e-2];

/**
 * Traces of working devices under gate pulses as instruments record them: positive and negative currents, any period, share
 * of the pulse and time constants, pulses that fade, noise, and a clock that counts from some time on. All samples are there.
 *
 * They shrink to few short pulses without noise, sampled every millisecond from 0 on, with numbers of four digits.
 */
export function transientSteps(constraints: TransientConstraints = {}): fc.Arbitrary<TransientStep> {
  const {
    minCycles = 1,
    maxCycles = 8,
    minPeriodPoints = 12,
    maxPeriodPoints = 200,
    duties = [0.5, 1 / 3, 2 / 3],
    timing = ['record', 'workflow'],
    maxNoise = 0.01,
    digits = 4,
  } = constraints;
  return fc
    .record({
      index: fc.nat(5000),
      cycles: fc.integer({ min: minCycles, max: maxCycles }),
      periodPoints: fc.integer({ min: minPeriodPoints, max: maxPeriodPoints }),
      duty: fc.constantFrom(...duties),
      /** Between two samples, in microseconds. */
      interval: fc.constantFrom(1000, 500, 2000, 100),
      /** Time of the first sample. s */
      start: decimals(0, 1000, 10),
      /** Time constants, as shares of the time in which the gate is on or off. */
      on: decimals(0.05, 0.25, 100),
      off: decimals(0.05, 0.25, 100),
      onCurrent: fc.constantFrom(0.001, -0.001, -0.0062, 2e-5),
      /** As a share of that. */
      leakage: fc.constantFrom(0.001, 0.0001, 0.01),
      fadePerCycle: fc.constantFrom(0, 0.002, 0.02),
      noise: fc.constantFrom(...NOISES.filter((noise) => noise <= maxNoise)),
      timing: fc.constantFrom(...timing),
      seed: fc.nat(),
    })
    .map((recording) => readable(record(recording, digits)));
}

interface Recording {
  readonly index: number;
  readonly cycles: number;
  readonly periodPoints: number;
  readonly duty: number;
  readonly interval: number;
  readonly start: number;
  readonly on: number;
  readonly off: number;
  readonly onCurrent: number;
  readonly leakage: number;
  readonly fadePerCycle: number;
  readonly noise: number;
  readonly timing: TimingOrigin;
  readonly seed: number;
}

function record(recording: Recording, digits: number): TransientStep {
  const { index, cycles, periodPoints, duty, interval, start, onCurrent, noise } = recording;
  const random = randomFrom(recording.seed);
  const timeStep = interval / 1e6;
  const period = (periodPoints * interval) / 1e6;
  const pulses: PulseTrain = { cycles, periodPoints, duty, timeStep };
  const model: TransientModel = {
    tauOn: recording.on * duty * period,
    tauOff: recording.off * (1 - duty) * period,
    onCurrent,
    offCurrent: recording.leakage * onCurrent,
    fadePerCycle: recording.fadePerCycle,
  };
  const Id = relaxation(model, pulses).map((current) =>
    rounded(noise === 0 ? current : current + noise * onCurrent * bounded(random), digits),
  );
  const timing = { period, sampleRate: 1e6 / interval };
  return {
    kind: 'transient',
    index,
    time: Id.map((_, i) => (1e6 * start + i * interval) / 1e6),
    Id,
    ...(recording.timing !== 'nobody' && { timing: { [recording.timing]: timing } }),
  };
}
