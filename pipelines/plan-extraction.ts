import { resolve } from 'node:path';
import { from, identity, lastValueFrom } from 'rxjs';
import type { Configuration } from '../lib/config/configuration.js';
import type { OectError } from '../lib/errors.js';
import type { Experiment } from '../lib/experiment/experiment.js';
import { SMALL_FILE_BYTES } from '../lib/experiment/fingerprint.js';
import { stepCounts } from '../lib/experiment/head.js';
import { displayName, identityOf } from '../lib/experiment/identity.js';
import { largestFirst } from '../lib/experiment/largest-first.js';
import type { Decision } from '../lib/incremental/decide.js';
import { planMemory } from '../lib/memory/memory-plan.js';
import { tableSize } from '../lib/memory/table-size.js';
import { type ExperimentWork, type FeatureWork, workOf } from '../lib/task/experiment-work.js';
import { consumeExperiments } from '../operators/consume-experiments.js';
import { MAX_OPEN, openExperiments } from '../operators/open-experiments.js';
import { reuseFeatures } from '../operators/reuse-features.js';
import type { BatchOptions } from './batch-events.js';
import { type FailedExperiment, rounded, type SkippedExperiment } from './batch-report.js';
import { type Calibration, calibrate, threadsOf, throwIfStopped } from './calibrate.js';
import type { Expectation, ExtractionPlan, PlannedExperiment } from './extraction-plan.js';
import type { Elapsed } from './pace.js';
import { stopwatch } from './stopwatch.js';

/** The batch that is planned, and how that is done. */
export interface PlanExtractionOptions
  extends Pick<
    BatchOptions,
    'pool' | 'format' | 'directory' | 'existing' | 'mode' | 'maxOpen' | 'tableBytes' | 'signal'
  > {
  /** How long the calibration may take on a machine with nothing else to do, about. @defaultValue 1000 */
  readonly calibrationMs?: number;
  /** Told whenever a file has been opened. */
  readonly onOpened?: () => void;
}

/**
 * Says what a batch of these files would do, exactly, and about how long it would take and how much memory, before anything is
 * done.
 *
 * The heads of all files are read, and held against the feature files that there are, as a batch does it; then some of the
 * steps are computed with this pool, for the time. Nothing is written.
 *
 * @example
 * ```ts
 * import { planExtraction } from 'oect-features/pipelines';
 *
 * const { total_tasks, expected } = await planExtraction(files, configuration, { pool, directory: 'planned' });
 * console.log(total_tasks, expected.time_ms > 0, expected.memory_bytes > 0);
 * // 12 true true
 * ```
 * @see batchExtract, explainExperiments
 * @param files - paths; one that comes twice counts once
 * @returns plain data
 * @throws OectError `aborted`, or if the configuration or the machine is wrong
 */
export async function planExtraction(
  files: readonly string[],
  configuration: Configuration,
  options: PlanExtractionOptions,
): Promise<ExtractionPlan> {
  const { pool, format = 'parquet', mode = 'step', maxOpen = MAX_OPEN, signal, calibrationMs = 1000 } = options;
  const { tableBytes = planMemory(pool.size).tableBytes } = options;
  const time = stopwatch();
  const paths = [...new Set(files.map((file) => resolve(file)))];
  const { counted, upToDate, failed } = await survey(paths, configuration, options);
  throwIfStopped(signal);
  const opening = time();

  const experiments = paths.flatMap((file) => counted.get(file) ?? []);
  const prospects = experiments.map(({ planned: { file }, work: { bytes } }) => ({ file, bytes }));
  const calibration = await calibrate(prospects, configuration, {
    pool,
    mode,
    format,
    signal,
    budgetMs: calibrationMs,
  });
  const planned = experiments.map((experiment) => experiment.planned);
  return {
    experiments: planned,
    skipped: paths.flatMap((file) => upToDate.get(file) ?? []),
    failed: paths.flatMap((file) => failed.get(file) ?? []),
    features: featuresOf(experiments),
    extracted_tasks: sum(planned, ({ extracted_tasks }) => extracted_tasks),
    total_tasks: sum(planned, ({ total_tasks }) => total_tasks),
    file_bytes: sum(planned, ({ file_bytes }) => file_bytes),
    measurement_bytes: sum(planned, ({ measurement_bytes }) => measurement_bytes),
    expected: {
      ...timesOf(experiments, calibration, opening, threadsOf(pool)),
      memory_bytes: processBytes() + tablesOf(experiments, maxOpen, tableBytes),
      calibration: { measurement_bytes: calibration.bytes, time_ms: rounded(calibration.ms) },
    },
    workers: pool.size,
    mode,
  };
}

interface Counted {
  readonly planned: PlannedExperiment;
  readonly work: ExperimentWork;
  /** Memory for its columns and its table. */
  readonly tableBytes: number;
  /** Bytes of its file, if its fingerprint is still to be taken. */
  readonly unhashedBytes: number;
}

interface Survey {
  readonly counted: ReadonlyMap<string, Counted>;
  readonly upToDate: ReadonlyMap<string, SkippedExperiment>;
  readonly failed: ReadonlyMap<string, FailedExperiment>;
}

/** Opens all files and finds out what there is to do for each, as a batch does it. */
async function survey(
  paths: readonly string[],
  configuration: Configuration,
  { pool, format = 'parquet', directory = 'features', existing = 'reuse', maxOpen, ...options }: PlanExtractionOptions,
): Promise<Survey> {
  const { signal, onOpened = () => {} } = options;
  const counted = new Map<string, Counted>();
  const upToDate = new Map<string, SkippedExperiment>();
  const failed = new Map<string, FailedExperiment>();
  // Where nothing is written, nobody asks what the content of a file is; of a small one it is known when it is opened.
  const unhashed = new Set<string>();
  const onUnreadable = ({ code, message }: OectError, file: string) => {
    failed.set(file, { file, error: { code, message } });
    onOpened();
  };
  const onDecided = (decision: Decision, { file, head }: Experiment) => {
    if (decision.kind === 'new' && head.stamp.size > SMALL_FILE_BYTES) unhashed.add(file);
    if (decision.kind !== 'up-to-date') return;
    upToDate.set(file, { file, reason: 'up to date', output: decision.output.file });
    onOpened();
  };
  const work = from(largestFirst(paths)).pipe(
    openExperiments({
      pool,
      onUnreadable,
      ...(maxOpen !== undefined && { maxOpen }),
      ...(signal !== undefined && { signal }),
    }),
    format === 'none'
      ? identity
      : reuseFeatures(configuration, { directory, format, existing, pool, onDecided, onUnreadable }),
    consumeExperiments(async (experiment) => {
      const { file, head } = experiment;
      counted.set(file, countedOf(experiment, configuration, unhashed.has(file) ? head.stamp.size : 0));
      onOpened();
    }),
  );
  await lastValueFrom(work, { defaultValue: undefined });
  return { counted, upToDate, failed };
}

function countedOf(experiment: Experiment, { graph }: Configuration, unhashedBytes: number): Counted {
  const { file, head } = experiment;
  const work = workOf(experiment, graph);
  const planned = {
    experiment: displayName(identityOf(head)),
    file,
    steps: stepCounts(head),
    extracted_tasks: work.cells,
    total_tasks: work.tableCells,
    file_bytes: head.stamp.size,
    measurement_bytes: work.bytes,
  };
  return { planned, work, tableBytes: tableSize(head, graph), unhashedBytes };
}

/** The features with their cells of all experiments: these have the same ones, in the same order. */
function featuresOf(experiments: readonly Counted[]): readonly FeatureWork[] {
  return (experiments[0]?.work.features ?? []).map((feature, index) => ({
    ...feature,
    cells: sum(experiments, ({ work }) => work.features[index]?.cells ?? 0),
  }));
}

/** Above this the machine has other things to do. */
const BUSY = 1.5;

function timesOf(
  experiments: readonly Counted[],
  { pace, encoding, hashMsPerByte, slowdown }: Calibration,
  opening: Elapsed,
  threads: number,
): Pick<Expectation, 'time_ms' | 'open_ms' | 'compute_ms' | 'write_ms' | 'cpu_ms'> {
  const bytes = sum(experiments, ({ work }) => work.bytes);
  const computing = pace.warmUp.cpuMs + pace.perByte.cpuMs * bytes;
  const encoded = sum(experiments, ({ work }) => encoding.msPerTable + encoding.msPerCell * work.tableCells);
  const writing = encoded + hashMsPerByte * sum(experiments, ({ unhashedBytes }) => unhashedBytes);
  // On a busy machine short work waits more often than long work does; on others what is waited for is the disk.
  const compute = slowdown > BUSY ? (slowdown * computing) / threads : pace.warmUp.ms + pace.perByte.ms * bytes;
  const write = slowdown * (encoding.firstMs + writing / threads);
  return {
    time_ms: rounded(opening.ms + compute + write),
    open_ms: rounded(opening.ms),
    compute_ms: rounded(compute),
    write_ms: rounded(write),
    cpu_ms: rounded(opening.cpuMs + computing + threads * encoding.firstMs + writing),
  };
}

/** Tables of the largest experiments that can be open together; one that takes more than there is for all has it alone. */
function tablesOf(experiments: readonly Counted[], maxOpen: number, budget: number): number {
  const sizes = experiments.map(({ tableBytes }) => tableBytes).sort((a, b) => b - a);
  return Math.min(
    sum(sizes.slice(0, maxOpen), (size) => size),
    Math.max(budget, sizes[0] ?? 0),
  );
}

function processBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
