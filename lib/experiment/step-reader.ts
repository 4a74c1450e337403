import { OectError } from '../errors.js';
import { freshMemory, type Memory } from '../hdf5/block-memory.js';
import type { Hdf5Dataset } from '../hdf5/hdf5-dataset.js';
import { type Hdf5File, openHdf5 } from '../hdf5/hdf5-file.js';
import { checkUnchanged } from './file-stamp.js';
import { MEASUREMENTS, TRANSFER_ROWS, TRANSIENT_ROWS } from './hdf5-layout.js';
import type { FileStamp } from './head.js';
import type { ReadPlan, TransferPlan, TransientPlan } from './read-plan.js';
import { firstNonFinite, squeeze } from './squeeze.js';
import type { PulseTiming, Source, Step, TransferStep, TransientStep, TransientTiming } from './step.js';

/** Reads blocks of steps of one file. Holds a file descriptor until it is closed. */
export interface StepReader {
  /**
   * Reads a block of neighbouring steps. Nothing else uses their arrays, unless the reader was given memory that is used
   * again.
   *
   * Only valid points are kept. Transfer: those where Vg and Id are finite. Transient: those where Id is finite; a step
   * with such a sample whose time is not finite throws when its `time` is asked for, and so does `time` where the plan
   * did not ask for that row. So what an extractor sees of a step never depends on the other features of its block.
   *
   * @throws OectError `data-corrupt` for the block as a whole, `file-changed` if the file is not the one of the stamp,
   * `bad-argument` if the block takes 2 GiB or more, or leaves the data set.
   */
  read(plan: ReadPlan): Step[];
  /** False once HDF5 itself has crashed on a damaged file, be it another one of this thread: then open a new reader. */
  readonly usable: boolean;
  /** Closes the file; what was read stays. */
  close(): void;
}

/**
 * Opens a file for reading blocks of steps.
 *
 * @param file absolute path
 * @param stamp of the file when its head was read
 * @param memory to read into. Default: new arrays for each block
 * @throws OectError as `readHead`, and `file-changed` if the file is not the one of the stamp.
 */
export async function openStepReader(file: string, stamp: FileStamp, memory?: Memory): Promise<StepReader> {
  checkUnchanged(file, stamp);
  try {
    return stepReaderOf(await openHdf5(file), stamp, memory);
  } catch (error) {
    // Of a file that somebody is writing, that is the reason.
    checkUnchanged(file, stamp);
    throw error;
  }
}

/** Reads blocks of steps of a file that is open; closing the reader closes it. */
export function stepReaderOf(hdf5: Hdf5File, stamp: FileStamp, memory: Memory = freshMemory): StepReader {
  const { file } = hdf5;
  const datasets = new Map<Source, Hdf5Dataset>();
  const datasetOf = (source: Source): Hdf5Dataset => {
    const dataset = datasets.get(source) ?? hdf5.dataset(MEASUREMENTS[source]);
    datasets.set(source, dataset);
    return dataset;
  };
  return {
    read(plan) {
      try {
        return plan.source === 'transfer'
          ? readTransfer(datasetOf('transfer'), plan, memory)
          : readTransient(datasetOf('transient'), plan, memory);
      } finally {
        // Also where reading failed, for the same reason.
        checkUnchanged(file, stamp);
      }
    },
    get usable() {
      return hdf5.usable;
    },
    close: () => hdf5.close(),
  };
}

function readTransfer(dataset: Hdf5Dataset, { steps, deviceType }: TransferPlan, memory: Memory): TransferStep[] {
  const points = dataset.shape?.[2] ?? 0;
  const count = steps.stop - steps.start;
  const block = dataset.readFloat64({ offset: [steps.start, 0, 0], count: [count, TRANSFER_ROWS, points] }, memory);
  return Array.from({ length: count }, (_, i) => {
    const at = i * TRANSFER_ROWS * points;
    const Vg = block.subarray(at, at + points);
    const Id = block.subarray(at + points, at + 2 * points);
    const kept = squeeze([Vg, Id], [Vg, Id]);
    return {
      kind: 'transfer',
      index: steps.start + i,
      Vg: Vg.subarray(0, kept),
      Id: Id.subarray(0, kept),
      ...(deviceType !== undefined && { deviceType }),
    };
  });
}

function readTransient(dataset: Hdf5Dataset, plan: TransientPlan, memory: Memory): TransientStep[] {
  const first = plan.starts[0] ?? 0;
  const samples = (plan.stops.at(-1) ?? first) - first;
  // Row by row: one read with a stride over the rows takes twice the time.
  const readRow = (row: number) => dataset.readFloat64({ offset: [row, first], count: [1, samples] }, memory);
  const Id = readRow(TRANSIENT_ROWS.Id);
  const time = plan.rows.includes('time') ? readRow(TRANSIENT_ROWS.time) : undefined;
  return Array.from(plan.starts, (start, i) => {
    const [from, to] = [start - first, plan.stops[i] - first];
    return transientStep(plan, i, Id.subarray(from, to), time?.subarray(from, to));
  });
}

function transientStep(plan: TransientPlan, i: number, Id: Float64Array, time?: Float64Array): TransientStep {
  const index = plan.steps.start + i;
  const kept = squeeze(time === undefined ? [Id] : [time, Id], [Id]);
  const timing = timingOf(plan, i);
  const step = { kind: 'transient', index, Id: Id.subarray(0, kept), ...(timing && { timing }) } as const;
  const keptTime = time?.subarray(0, kept);
  const problem = timeProblem(keptTime);
  if (keptTime !== undefined && problem === undefined) return { ...step, time: keptTime };
  return {
    ...step,
    get time(): never {
      throw new OectError('data-corrupt', `transient step ${index} has no time: ${problem}`);
    },
  };
}

function timeProblem(time: Float64Array | undefined): string | undefined {
  if (time === undefined) return "the row was not read, because no extractor's `reads` names it";
  const bad = firstNonFinite(time);
  return bad === time.length ? undefined : `it is ${time[bad]} at sample ${bad}`;
}

function timingOf(plan: TransientPlan, i: number): TransientTiming | undefined {
  const record = recordTiming(plan.periods[i], plan.sampleRates[i]);
  const { workflow } = plan;
  if (record === undefined && workflow === undefined) return undefined;
  return { ...(record && { record }), ...(workflow && { workflow }) };
}

function recordTiming(period = Number.NaN, sampleRate = Number.NaN): PulseTiming | undefined {
  const known = { ...(!Number.isNaN(period) && { period }), ...(!Number.isNaN(sampleRate) && { sampleRate }) };
  return Object.keys(known).length > 0 ? known : undefined;
}
