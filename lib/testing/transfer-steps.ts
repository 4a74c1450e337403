import fc from 'fast-check';
import type { TransferStep } from '../experiment/step.js';
import { type Random, randomFrom } from '../simulation/random.js';
import { type DeviceType, drainCurrent, type TransferModel } from '../simulation/transfer-sweep.js';
import { decimals, rounded } from './numbers.js';
import { readable } from './steps.js';

/** There and back, or only there. */
export type SweepWay = 'double' | 'one-way';

/** How the gate voltages of a branch follow each other; `repeated`: some are measured several times. */
export type GateSpacing = 'even' | 'uneven' | 'repeated';

/** Which transfer sweeps are drawn. */
export interface TransferConstraints {
  /** @defaultValue both; a failing property shrinks to the first, here and below */
  readonly deviceTypes?: readonly DeviceType[];
  /** @defaultValue both */
  readonly ways?: readonly SweepWay[];
  /** @defaultValue all three */
  readonly spacings?: readonly GateSpacing[];
  /** Fewest points of a branch. @defaultValue 4 */
  readonly minPoints?: number;
  /** Most points of a branch. @defaultValue 120 */
  readonly maxPoints?: number;
  /** Largest noise, relative to the current. @defaultValue 0.01 */
  readonly maxNoise?: number;
  /** Significant digits of the current: with few of them two points may be equal, or two slopes. @defaultValue 4 */
  readonly digits?: number;
}

const NOISES = [0, 1e-4, 1e-3, 1e-2];

/**
 * Sweeps of working devices as instruments record them: N and P, there and back or only there, from either end, with
 * hysteresis, noise, and currents that stop at the instrument's limit. Gate voltages may be uneven or repeated. The current
 * is never 0 and all numbers are finite.
 *
 * They shrink to few points of a noiseless N-type device, with numbers of four digits.
 *
 * @example
 * ```ts
 * fc.assert(fc.property(transferSteps({ ways: ['double'] }), (step) => branchesOf(step).length === 2));
 * ```
 */
export function transferSteps(constraints: TransferConstraints = {}): fc.Arbitrary<TransferStep> {
  const {
    deviceTypes = ['N', 'P'],
    ways = ['double', 'one-way'],
    spacings = ['even', 'uneven', 'repeated'],
    minPoints = 4,
    maxPoints = 120,
    maxNoise = 0.01,
    digits = 4,
  } = constraints;
  return fc
    .record({
      index: fc.nat(5000),
      deviceType: fc.constantFrom(...deviceTypes),
      way: fc.constantFrom(...ways),
      spacing: fc.constantFrom(...spacings),
      points: fc.integer({ min: minPoints, max: maxPoints }),
      /** The gate voltage that the sweep begins at, and the negative of that at which it turns. V */
      start: fc.constantFrom(-1, 1, -0.6, 0.6, -0.8, 0.8),
      threshold: decimals(-0.2, 0.2, 1000),
      width: fc.constantFrom(0.1, 0.055, 0.03),
      gain: fc.constantFrom(1e-3, 4e-3, 2e-2, 1e-4),
      hysteresis: decimals(0, 0.1, 1000),
      offCurrent: fc.constantFrom(1e-9, 5e-9, 2e-8),
      /** Share of the largest current at which the instrument stops. */
      limit: fc.constantFrom(1, 0.9, 0.6),
      noise: fc.constantFrom(...NOISES.filter((noise) => noise <= maxNoise)),
      seed: fc.nat(),
    })
    .map((recording) => readable(record(recording, digits)));
}

interface Recording extends TransferModel {
  readonly index: number;
  readonly way: SweepWay;
  readonly spacing: GateSpacing;
  readonly points: number;
  readonly start: number;
  readonly limit: number;
  readonly noise: number;
  readonly seed: number;
}

function record(recording: Recording, digits: number): TransferStep {
  const { index, deviceType, way, limit } = recording;
  const random = randomFrom(recording.seed);
  const there = gateVoltages(recording, random);
  const back = way === 'double' ? there.toReversed() : [];
  const ideal = [
    ...there.map((V) => drainCurrent(recording, 'forward', V)),
    ...back.map((V) => drainCurrent(recording, 'reverse', V)),
  ];
  const most = limit * ideal.reduce((largest, current) => Math.max(largest, Math.abs(current)), 0);
  const Id = ideal.map((current) => {
    const measured = noisy(current, recording, random);
    return rounded(Math.sign(current) * Math.min(Math.abs(measured), most), digits);
  });
  return {
    kind: 'transfer',
    index,
    Vg: Float64Array.from([...there, ...back]),
    Id: Float64Array.from(Id),
    deviceType: `${deviceType}-type`,
  };
}

/** Both ends are always there, so that the sweep crosses the threshold. */
function gateVoltages({ start, points, spacing }: Recording, random: Random): number[] {
  const microvolts = Array.from({ length: points }, (_, i) => {
    const isEnd = i === 0 || i === points - 1;
    // Less than half of the distance to the neighbours: they keep their order.
    const shift = spacing === 'uneven' && !isEnd ? (random.integer(81) - 40) / 100 : 0;
    return Math.round(1e6 * start * (1 - (2 * (i + shift)) / (points - 1)));
  });
  if (spacing === 'repeated') {
    for (let i = 1; i < points - 1; i++) if (random.integer(3) === 0) microvolts[i] = microvolts[i - 1] as number;
  }
  return microvolts.map((voltage) => voltage / 1e6);
}

/** Noise of the current itself and of the instrument, too small together to make it 0. */
function noisy(current: number, { noise, offCurrent }: Recording, random: Random): number {
  if (noise === 0) return current;
  return current * (1 + noise * bounded(random)) + 0.2 * offCurrent * bounded(random);
}

/** Of the standard normal distribution, without its tails. */
export function bounded(random: Random): number {
  return Math.min(2, Math.max(-2, random.normal()));
}
