import {
  asapScheduler,
  catchError,
  defer,
  EMPTY,
  mergeMap,
  type Observable,
  type OperatorFunction,
  scheduled,
  takeUntil,
} from 'rxjs';
import { isUnreadable, OectError } from '../lib/errors.js';
import type { ExperimentHead } from '../lib/experiment/head.js';
import type { StepPool } from '../lib/pool/step-pool.js';
import { remember } from '../lib/remember.js';
import type { StepResult, StepTask } from '../lib/task/step-task.js';
import { leaseClosed } from './lease-closed.js';
import type { OnUnreadable } from './open-experiments.js';

/** How tasks are given to a pool. */
export interface RunOnPoolOptions {
  /** Tasks given to the pool at once. @defaultValue twice its size, so that no thread waits for its next task */
  readonly concurrency?: number;
  /** Threads that may work on one task at the same time. @defaultValue all */
  readonly threads?: number;
  /**
   * Takes the error of an experiment whose measurements cannot be read; the experiment is closed then, and nothing more
   * comes of it. @defaultValue the stream ends in the error
   */
  readonly onUnreadable?: OnUnreadable;
}

/**
 * Runs step tasks on a pool of threads, in the order in which they come, with bounded concurrency.
 *
 * Results come as they are ready, in any order; a task may be answered in parts. Tasks of an experiment that has been
 * closed are dropped.
 *
 * @example
 * ```ts
 * import { consumeExperiments, openExperiments, runOnPool, stepTasks } from 'oect-features/operators';
 * import { from, of } from 'rxjs';
 *
 * from(files.slice(0, 1))
 *   .pipe(
 *     openExperiments({ pool }),
 *     consumeExperiments((experiment) => of(experiment).pipe(stepTasks(layer), runOnPool(pool))),
 *   )
 *   .subscribe(({ steps, columns }) => console.log(steps, ...columns.keys()));
 * // { start: 0, stop: 3 } gm
 * // { start: 0, stop: 3 } peak
 * ```
 * @see stepTasks, collectExperiments
 * @param pool - who does the work; it stays open
 * @returns an operator from tasks to results, which together answer each cell of the tasks once
 * @throws OectError `bad-argument` at once for a wrong option; through the stream that of measurements that cannot be
 *   read, unless `onUnreadable` takes it, and `worker-died` if no thread can be had
 */
export function runOnPool(pool: StepPool, options: RunOnPoolOptions = {}): OperatorFunction<StepTask, StepResult> {
  const { concurrency = 2 * pool.size } = options;
  if (!(concurrency >= 1)) {
    throw new OectError('bad-argument', `concurrency is ${concurrency}; at least 1 task must run to make progress`);
  }
  return (tasks) =>
    defer(() => {
      // The same function for all tasks of an experiment: a lease keeps it once.
      const releaseOf = remember(
        ({ file }: ExperimentHead) =>
          () =>
            pool.release(file),
      );
      const run = (task: StepTask) => runTask(pool, task, releaseOf(task.experiment.head), options);
      return tasks.pipe(mergeMap(run, concurrency));
    });
}

/**
 * Runs one step task when subscribed to.
 *
 * @param release - has the pool close the file; the same function for all tasks of an experiment
 */
export function runTask(
  pool: StepPool,
  task: StepTask,
  release: () => void,
  { onUnreadable, threads = pool.size }: RunOnPoolOptions,
): Observable<StepResult> {
  const { experiment, features, steps } = task;
  const { file, lease } = experiment;
  // Not at once: mergeMap calls itself for each task that ends while it is being subscribed to, and thousands may wait.
  if (lease.state === 'closed') return scheduled([], asapScheduler);
  if (features.length === 0) {
    return scheduled([{ task, steps, cells: 0, columns: new Map(), remarks: [] }], asapScheduler);
  }
  lease.onClose(release);
  return pool.run(task, { threads }).pipe(
    takeUntil(leaseClosed(experiment)),
    catchError((error) => {
      if (onUnreadable === undefined || !isUnreadable(error)) throw error;
      onUnreadable(error, file);
      experiment.close();
      return EMPTY;
    }),
  );
}
