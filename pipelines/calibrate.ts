import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { finalize, lastValueFrom, of, takeUntil } from 'rxjs';
import type { Configuration } from '../lib/config/configuration.js';
import { OectError } from '../lib/errors.js';
import { clipHead } from '../lib/experiment/clip-head.js';
import { measurementBytes } from '../lib/experiment/cut-plan.js';
import { createExperiment, type Experiment } from '../lib/experiment/experiment.js';
import { type ExperimentHead, stepCounts } from '../lib/experiment/head.js';
import type { StepPool } from '../lib/pool/step-pool.js';
import type { TableFormat } from '../lib/table/table-format.js';
import { encodeFeatures } from '../lib/table/write-features.js';
import type { CompletedExperiment } from '../lib/task/complete-experiment.js';
import { featureFileJob } from '../lib/task/feature-file-job.js';
import { consumeExperiments } from '../operators/consume-experiments.js';
import { whenAborted } from '../operators/when-aborted.js';
import { CalibrationSample, type Prospect } from './calibration-sample.js';
import { type ExecutionMode, extractFeatures } from './extract-features.js';
import { observedPool } from './observed-pool.js';
import { type Pace, type Progress, paceOf } from './pace.js';
import { stopwatch } from './stopwatch.js';

export interface CalibrationOptions {
  readonly pool: StepPool;
  readonly mode: ExecutionMode;
  readonly format: TableFormat | 'none';
  /** How long it may take on a machine with nothing else to do, about. */
  readonly budgetMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** What the work costs with this pool on this data. */
export interface Calibration {
  /** Of reading and computing, with all threads of the pool. */
  readonly pace: Pace;
  /** Of encoding tables: processor time. */
  readonly encoding: EncodingCost;
  /** Of taking the fingerprint of a file: processor time. */
  readonly hashMsPerByte: number;
  /** How much longer computing takes than it would if the machine had nothing else to do: 1 or more. */
  readonly slowdown: number;
  /** Measurements that were read for it, and how long it all took. */
  readonly bytes: number;
  readonly ms: number;
}

/** What the first table takes longer, and then each of them, and each (feature, row) pair in them. */
export interface EncodingCost {
  readonly firstMs: number;
  readonly msPerTable: number;
  readonly msPerCell: number;
}

/**
 * Finds out what the work costs by doing some of it: some steps of some experiments go all the way that they will go.
 *
 * @throws OectError `aborted`
 */
export async function calibrate(
  prospects: readonly Prospect[],
  configuration: Configuration,
  options: CalibrationOptions,
): Promise<Calibration> {
  const time = stopwatch();
  const { progress, tables } = await trial(new CalibrationSample(prospects), configuration, options);
  const { format } = options;
  // Work without any waiting, so that what it waits for is the machine.
  const alone = stopwatch();
  const hashMsPerByte = hashCost();
  const encoding = format === 'none' ? NO_ENCODING : await encodingCost(tables, format);
  const { ms, cpuMs } = alone();
  return {
    pace: paceOf(progress),
    encoding,
    hashMsPerByte: format === 'none' ? 0 : hashMsPerByte,
    slowdown: Math.max(1, ms / cpuMs),
    bytes: progress.reduce((sum, { bytes }) => sum + bytes, 0),
    ms: time().ms,
  };
}

/** Threads that really run at the same time. */
export function threadsOf({ size }: StepPool): number {
  return Math.min(size, availableParallelism());
}

/** On a machine with other things to do it may take this much longer: most of it is waiting then. */
const PATIENCE = 5;

/** No part takes more of the time than one of so many. */
const PARTS = 8;

/** How often it is looked whether the time is up. */
const LOOK_MS = 10;

interface Trial {
  /** What was done when. */
  readonly progress: readonly Progress[];
  /** What became of it. */
  readonly tables: readonly CompletedExperiment[];
}

/** Works through the sample until the time is up, at least until one part is done. */
async function trial(
  sample: CalibrationSample,
  configuration: Configuration,
  { pool, mode, budgetMs, signal }: CalibrationOptions,
): Promise<Trial> {
  const progress: Progress[] = [];
  const tables: CompletedExperiment[] = [];
  const headOf = openedOnce(pool);
  const cpuBudget = budgetMs * threadsOf(pool);
  const time = stopwatch();
  const watched = observedPool(pool, ({ task, steps }) => {
    progress.push({ bytes: measurementBytes(task.experiment.head, task.plans, steps), ...time() });
  });
  const enough = new AbortController();
  const clock = setInterval(() => {
    const { ms, cpuMs } = time();
    if ((cpuMs > cpuBudget || ms > budgetMs * PATIENCE) && tables.length > 0) enough.abort();
  }, LOOK_MS);
  const stop = signal === undefined ? enough.signal : AbortSignal.any([enough.signal, signal]);
  const workThrough = async () => {
    while (!stop.aborted) {
      const known = cpuMsPerByte(progress);
      const part = sample.next(known === undefined ? undefined : cpuBudget / PARTS / known);
      if (part === undefined) return;
      const experiment = clippedExperiment(await headOf(part.file), part.share);
      const work = of(experiment).pipe(
        // What cannot be read fails in the run as well, which goes on without it.
        extractFeatures(configuration, watched, { mode, onUnreadable: () => {} }),
        consumeExperiments(async (completed: CompletedExperiment) => void tables.push(completed)),
        takeUntil(whenAborted(stop)),
        finalize(() => experiment.close()),
      );
      await lastValueFrom(work, { defaultValue: undefined });
    }
  };
  try {
    await Promise.all(Array.from({ length: 2 * pool.size }, workThrough));
  } finally {
    clearInterval(clock);
  }
  throwIfStopped(signal);
  return { progress, tables };
}

/** Opens each file once: in a run that is done once as well, and takes longer than the first parts of a long experiment. */
function openedOnce(pool: StepPool): (file: string) => Promise<ExperimentHead> {
  const heads = new Map<string, Promise<ExperimentHead>>();
  return (file) => {
    const head = heads.get(file) ?? pool.open(file);
    heads.set(file, head);
    return head;
  };
}

/** So far; undefined before anything is done. */
function cpuMsPerByte(progress: readonly Progress[]): number | undefined {
  const bytes = progress.reduce((sum, { bytes }) => sum + bytes, 0);
  return bytes === 0 ? undefined : (progress.at(-1)?.cpuMs ?? 0) / bytes;
}

/** An experiment as it would be if it ended after some of its steps: the same share of each source, at least one step. */
function clippedExperiment(head: ExperimentHead, share: number): Experiment {
  const { transfer, transient } = stepCounts(head);
  const steps = { transfer: Math.ceil(share * transfer), transient: Math.ceil(share * transient) };
  return createExperiment(clipHead(head, steps));
}

/** How long tables are encoded to find out what that costs, about. */
const ENCODING_MS = 150;

const NO_ENCODING: EncodingCost = { firstMs: 0, msPerTable: 0, msPerCell: 0 };

/** A table costs something for each of its columns and for each of its values: so a short one and a long one are encoded. */
async function encodingCost(tables: readonly CompletedExperiment[], format: TableFormat): Promise<EncodingCost> {
  const byLength = [...tables].sort((a, b) => cellsOf(a) - cellsOf(b));
  const [short, long] = [byLength[0], byLength.at(-1)];
  if (short === undefined || long === undefined) return NO_ENCODING;
  const encode = async (completed: CompletedExperiment) => {
    const time = stopwatch();
    await encodeFeatures(featureFileJob(completed, { directory: '', format, sourceHash: '' }), () => {});
    return time().cpuMs;
  };
  const first = await encode(short);
  // The best of as many as there is time for: what else is done meanwhile, such as compiling the code, is not its own.
  let [ofShort, ofLong] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const spent = stopwatch();
  do {
    ofShort = Math.min(ofShort, await encode(short));
    ofLong = Math.min(ofLong, await encode(long));
  } while (spent().cpuMs < ENCODING_MS);
  const msPerCell = Math.max(0, ofLong - ofShort) / Math.max(1, cellsOf(long) - cellsOf(short));
  const msPerTable = Math.max(0, Math.min(ofShort, ofLong) - msPerCell * cellsOf(short));
  return { firstMs: Math.max(0, first - ofShort), msPerTable, msPerCell };
}

function cellsOf({ counts: { values, nulls, failures } }: CompletedExperiment): number {
  return values + nulls + failures;
}

const HASHED_BYTES = 2 ** 22;

function hashCost(): number {
  const bytes = Buffer.alloc(HASHED_BYTES);
  const time = stopwatch();
  createHash('sha256').update(bytes).digest();
  return time().cpuMs / HASHED_BYTES;
}

/** @throws OectError `aborted` */
export function throwIfStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new OectError('aborted', 'stopped before the plan was complete');
}
