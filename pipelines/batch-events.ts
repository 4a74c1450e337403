import { resolve } from 'node:path';
import { catchError, defer, EMPTY, identity, mergeMap, Observable, of, tap } from 'rxjs';
import type { Configuration } from '../lib/config/configuration.js';
import { OectError } from '../lib/errors.js';
import { measurementBytes } from '../lib/experiment/cut-plan.js';
import type { Experiment } from '../lib/experiment/experiment.js';
import { stepCounts } from '../lib/experiment/head.js';
import { displayName, identityOf } from '../lib/experiment/identity.js';
import { largestFirst } from '../lib/experiment/largest-first.js';
import type { Decision } from '../lib/incremental/decide.js';
import { planMemory } from '../lib/memory/memory-plan.js';
import { tableSize } from '../lib/memory/table-size.js';
import type { StepPool } from '../lib/pool/step-pool.js';
import type { TableFormat } from '../lib/table/table-format.js';
import { sweepTemporaryFiles } from '../lib/table/temporary-file.js';
import type { WrittenFile } from '../lib/table/write-file.js';
import type { CompletedExperiment } from '../lib/task/complete-experiment.js';
import { plannedCells } from '../lib/task/plan-layer.js';
import type { StepResult } from '../lib/task/step-task.js';
import { consumeExperiments } from '../operators/consume-experiments.js';
import { openExperiments } from '../operators/open-experiments.js';
import { reuseFeatures } from '../operators/reuse-features.js';
import { writeExperiment } from '../operators/write-files.js';
import type { BatchEvent } from './batch-event.js';
import { BatchBooks, rounded } from './batch-report.js';
import { type ExecutionMode, extractFeatures } from './extract-features.js';
import { observedPool } from './observed-pool.js';

/** Where a batch is computed, what it writes and how much it has open at once. */
export interface BatchOptions {
  /** Who does the work; it stays open. */
  readonly pool: StepPool;
  /** What is written for each experiment; `none` only computes. @defaultValue `parquet` */
  readonly format?: TableFormat | 'none';
  /** Where feature files go; made if there is none. @defaultValue `features` */
  readonly directory?: string;
  /**
   * What is done with feature files that the directory has: `reuse` skips experiments that they are up to date for, and takes
   * over what they have of others; `ignore` computes everything. @defaultValue `reuse`
   */
  readonly existing?: 'reuse' | 'ignore';
  /** @defaultValue `step` */
  readonly mode?: ExecutionMode;
  /** Experiments open at the same time. @defaultValue 16 */
  readonly maxOpen?: number;
  /** Memory for the columns and tables of all open experiments, in bytes. @defaultValue that of {@link planMemory} */
  readonly tableBytes?: number;
  /** Stops in good order: what is being written is finished, all else is left and listed as skipped. */
  readonly signal?: AbortSignal;
}

/**
 * Extracts the features of many files, the largest first, and tells of everything that happens; the last event is the
 * report. What feature files of the directory have already is not computed again; they stay, and what is new is written
 * beside them.
 *
 * A file that cannot be read, or whose features cannot be written, fails alone; the others go on. Unsubscribing stops
 * everything at once, the `signal` in good order.
 *
 * @example
 * ```ts
 * import { batchEvents } from 'oect-features/pipelines';
 * import { filter } from 'rxjs';
 *
 * batchEvents([...files, 'lost.h5'], configuration, { pool })
 *   .pipe(filter((event) => event.kind === 'failed'))
 *   .subscribe(({ entry }) => console.log(entry.error.code));
 * // file-not-found
 * ```
 * @see batchExtract, filesToParquet
 * @param files - paths; one that comes twice is done once
 * @returns an observable of plain data, which begins when it is subscribed to
 * @throws OectError through the stream if the configuration or the machine is wrong
 */
export function batchEvents(
  files: readonly string[],
  configuration: Configuration,
  options: BatchOptions,
): Observable<BatchEvent> {
  return new Observable((subscriber) => {
    const {
      pool,
      format = 'parquet',
      directory = 'features',
      existing = 'reuse',
      mode = 'step',
      maxOpen,
      signal,
    } = options;
    const started = performance.now();
    const openedAt = new WeakMap<object, number>();
    const decisions = new WeakMap<object, Decision>();
    const books = new BatchBooks();
    const tell = (event: BatchEvent): void => {
      books.note(event);
      subscriber.next(event);
    };
    const fail = (error: OectError, file: string) => tell(failedEvent(error, file));
    const watched = observedPool(pool, (result) => tell(taskEvent(result)));
    const paths = [...new Set(files.map((file) => resolve(file)))];
    const { layers } = configuration.graph;

    const onOpened = (experiment: Experiment) => {
      openedAt.set(experiment.lease, performance.now());
      // Beside the other work, not behind it. If it fails, so will the writing, which tells it.
      if (format !== 'none') pool.fingerprint(experiment.head).catch(() => {});
    };
    const onDecided = (decision: Decision, { file, lease }: Experiment) => {
      decisions.set(lease, decision);
      if (decision.kind !== 'up-to-date') return;
      tell({ kind: 'skipped', file, entry: { file, reason: 'up to date', output: decision.output.file } });
    };
    const save = (experiment: CompletedExperiment): Observable<unknown> => {
      const written: Observable<WrittenFile | undefined> =
        format === 'none' ? of(undefined) : writeExperiment(experiment, directory, format, pool);
      return written.pipe(
        tap((result) => {
          const ms = performance.now() - (openedAt.get(experiment.lease) ?? started);
          const decision = decisions.get(experiment.lease);
          tell(successfulEvent(experiment, { output: result?.file ?? null, decision, ms }));
        }),
        catchError((error) => {
          if (!(error instanceof OectError)) throw error;
          fail(error, experiment.file);
          return EMPTY;
        }),
      );
    };
    const { tableBytes = planMemory(pool.size).tableBytes } = options;
    const work = defer(async () => {
      // Of runs that were killed: nobody else would remove them.
      if (format !== 'none') await sweepTemporaryFiles(directory);
      return largestFirst(paths);
    }).pipe(
      mergeMap((sorted) => sorted),
      openExperiments({
        pool,
        onUnreadable: fail,
        tables: { bytes: tableBytes, of: (head) => tableSize(head, configuration.graph) },
        ...(maxOpen !== undefined && { maxOpen }),
        ...(signal !== undefined && { signal }),
      }),
      tap(onOpened),
      format === 'none'
        ? identity
        : reuseFeatures(configuration, { directory, format, existing, pool, onDecided, onUnreadable: fail }),
      tap((experiment) => tell(openedEvent(experiment, configuration, decisions.get(experiment.lease)))),
      extractFeatures(configuration, watched, {
        mode,
        onUnreadable: fail,
        onLayer: ({ file }, layer) => tell({ kind: 'layer', file, layer, of: layers.length }),
      }),
      consumeExperiments(save),
    );

    tell({ kind: 'started', files: paths.length, workers: pool.size });
    subscriber.add(pool.events.subscribe(tell));
    subscriber.add(
      work.subscribe({
        error: (error) => subscriber.error(error),
        complete: () => {
          try {
            const milliseconds = performance.now() - started;
            tell({ kind: 'finished', report: books.report(paths, { milliseconds, workers: pool.size, mode }) });
            subscriber.complete();
          } catch (error) {
            subscriber.error(error);
          }
        },
      }),
    );
  });
}

function openedEvent(experiment: Experiment, configuration: Configuration, decision?: Decision): BatchEvent {
  const { file, head } = experiment;
  const { computed, taken_over } = cellsOf(experiment, configuration);
  const cells = computed + taken_over;
  return { kind: 'opened', file, steps: stepCounts(head), cells, taken_over, reasons: decision?.reasons ?? [] };
}

/** Cells of extracted features, as they are planned. */
function cellsOf(experiment: Experiment, configuration: Configuration) {
  const { takenOver, ...fresh } = experiment;
  const computed = plannedCells(experiment, configuration.graph);
  return { computed, taken_over: plannedCells(fresh, configuration.graph) - computed };
}

function taskEvent({ task, steps, cells }: StepResult): BatchEvent {
  const { experiment, plans, features } = task;
  return {
    kind: 'task',
    file: experiment.file,
    source: plans.length > 1 ? 'both' : (plans[0]?.source ?? 'both'),
    steps: [steps.start, steps.stop],
    features: features.map(({ name }) => name),
    cells,
    bytes: measurementBytes(experiment.head, plans, steps),
  };
}

function successfulEvent(
  completed: CompletedExperiment,
  {
    output,
    decision,
    ms,
  }: { readonly output: string | null; readonly decision: Decision | undefined; readonly ms: number },
): BatchEvent {
  const { head, file, table, counts, configuration } = completed;
  const earlier = decision !== undefined && 'supersedes' in decision ? decision.supersedes : undefined;
  const entry = {
    experiment: displayName(identityOf(head)),
    file,
    output,
    rows: table.rows,
    ...counts,
    ...cellsOf(completed, configuration),
    supersedes: earlier?.file ?? null,
    time_ms: rounded(ms),
  };
  return { kind: 'successful', file, entry };
}

function failedEvent({ code, message }: OectError, file: string): BatchEvent {
  return { kind: 'failed', file, entry: { file, error: { code, message } } };
}
