import { planExperiment, samplesPerTrace, simulatedTurns, widestSweep } from '../../lib/simulation/experiment-plan.js';
import { simulationParameters } from '../../lib/simulation/simulation-options.js';
import { writeExperiment } from './experiment-file.js';

/** A state of an experiment's file: so many of its first steps, as an instrument would have written them up to then. */
export interface Edition {
  readonly transfer: number;
  readonly transient: number;
  readonly attributes?: Readonly<Record<string, string>>;
  /** ms, in the records of the transient steps. */
  readonly topTime?: number;
  /** A step of transfer one bit of whose current is another. */
  readonly turned?: number;
}

/** Steps that an edition can have. */
export const MOST_STEPS = 24;

// Sweeps of differing lengths: so the padding of the first ones depends on those that follow.
const sizes = {
  experiments: 1,
  steps: MOST_STEPS,
  points: 31,
  cycles: 3,
  periodPoints: 20,
  sweepLengths: 'varied',
} as const;
const plan = planExperiment(simulationParameters(sizes), 1);
const turns = [...simulatedTurns(plan)];
const samples = samplesPerTrace(plan);

/** Writes an edition of the experiment, over another one if there is one, and returns its path. */
export function writeEdition(file: string, edition: Edition): Promise<string> {
  const { attributes = {}, topTime = 10 } = edition;
  const sweeps = turns.slice(0, edition.transfer).map(({ transfer }) => transfer);
  const traces = turns.slice(0, edition.transient).map(({ transient }) => transient);
  const points = Math.max(
    1,
    ...sweeps.map(({ Vg }) => Vg.length),
    edition.transfer === MOST_STEPS ? widestSweep(plan) : 0,
  );
  const currents = sweeps.map(({ Id, index }) => (index === edition.turned ? withTurnedBit(Id) : Id));
  const ints = (length: number, at: (step: number) => number) => Array.from({ length }, (_, step) => BigInt(at(step)));
  const steps = traces.length;
  return writeExperiment(file, {
    attributes: {
      format_version: '2.0_new_storage',
      chip_id: 'chip',
      device_number: '1',
      description: 'growing',
      test_id: 'test_1',
      device_type: 'N-type',
      ...attributes,
    },
    ...(sweeps.length > 0 && {
      transfer: {
        data: {
          shape: [sweeps.length, 2, points],
          chunks: [Math.min(4, sweeps.length), 2, points],
          values: sweeps.flatMap(({ Vg }, step) => [...padded(Vg, points), ...padded(currents[step] ?? [], points)]),
        },
      },
    }),
    ...(steps > 0 && {
      transient: {
        data: {
          shape: [3, steps * samples],
          chunks: [1, 50],
          values: [
            ...traces.flatMap(({ time }) => [...time]),
            ...traces.flatMap(({ time }) => [...time]),
            ...traces.flatMap(({ Id }) => [...Id]),
          ],
        },
        table: {
          step_index: ints(steps, (step) => step),
          start_data_index: ints(steps, (step) => step * samples),
          end_data_index: ints(steps, (step) => (step + 1) * samples),
          param_topTime: ints(steps, () => topTime),
          param_bottomTime: ints(steps, () => 10),
          param_timeStep: ints(steps, () => 1),
        },
      },
    }),
  });
}

function padded(row: ArrayLike<number>, length: number): readonly number[] {
  return Array.from({ length }, (_, i) => row[i] ?? Number.NaN);
}

function withTurnedBit(row: Float64Array): Float64Array {
  const turned = row.slice();
  const bytes = new Uint8Array(turned.buffer);
  bytes[40] = Number(bytes[40]) ^ 1;
  return turned;
}
