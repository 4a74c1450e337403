import {
  concatMap,
  finalize,
  from,
  map,
  merge,
  mergeMap,
  type Observable,
  type ObservableInput,
  type OperatorFunction,
  takeUntil,
  toArray,
} from 'rxjs';
import type { Configuration } from '../lib/config/configuration.js';
import type { Experiment } from '../lib/experiment/experiment.js';
import { SOURCES } from '../lib/experiment/step.js';
import type { StepPool } from '../lib/pool/step-pool.js';
import { type PlanOptions, planLayer } from '../lib/task/plan-layer.js';
import { stepLayer } from '../lib/task/step-layer.js';
import type { StepRow } from '../lib/task/step-row.js';
import type { StepTask } from '../lib/task/step-task.js';
import { taskRows } from '../lib/task/task-rows.js';
import { leaseClosed } from '../operators/lease-closed.js';
import { mergeMapInOrder } from '../operators/merge-map-in-order.js';
import { type RunOnPoolOptions, runTask } from '../operators/run-on-pool.js';

/** What one step of an experiment gave. */
export interface ExperimentRow extends StepRow {
  readonly experiment: Experiment;
}

/** How the steps of an experiment are planned and read. */
export interface StepsOptions extends PlanOptions, Pick<RunOnPoolOptions, 'onUnreadable'> {
  /**
   * The features that are wanted. Only what is extracted from a single step can be among them: one that is computed from whole
   * columns is refused. @defaultValue all of the configuration
   */
  readonly features?: readonly string[];
  /** Steps that are worked on, and come out, at once. @defaultValue 32 */
  readonly stepsPerTask?: number;
  /** Tasks of one source of one experiment in work or waiting for their turn. @defaultValue twice the size of the pool */
  readonly concurrency?: number;
}

/**
 * Does something with the row of each single step as it comes, and closes each experiment when that is done with its
 * last one.
 *
 * {@link extractSteps} for consumers that take their time: the steps of one source of an experiment are consumed one
 * after the other, in order, and no more blocks of them are computed than may wait. So memory is bounded however slow
 * the consumer is and however long the experiment.
 *
 * @example
 * ```ts
 * import { setTimeout } from 'node:timers/promises';
 * import { openExperiments } from 'oect-features/operators';
 * import { consumeSteps } from 'oect-features/pipelines';
 * import { from } from 'rxjs';
 *
 * from(files.slice(0, 1))
 *   .pipe(
 *     openExperiments({ pool }),
 *     consumeSteps(configuration, pool, ({ source, step }) => setTimeout(10, `${source} ${step} is sent`), {
 *       features: ['gm'],
 *     }),
 *   )
 *   .subscribe((told) => console.log(told));
 * // transfer 0 is sent
 * // transfer 1 is sent
 * // transfer 2 is sent
 * ```
 * @see extractSteps, consumeExperiments
 * @param pool - who does the work; it stays open
 * @param consume - what it gives (a promise, an observable, an array) is emitted; the next row comes when it is done
 * @returns an operator from opened experiments to what `consume` gives
 * @throws OectError `bad-argument` at once if a feature is wanted that there is not, or that one step is not enough for
 */
export function consumeSteps<R>(
  configuration: Configuration,
  pool: StepPool,
  consume: (row: ExperimentRow) => ObservableInput<R>,
  options: StepsOptions = {},
): OperatorFunction<Experiment, R> {
  const { stepsPerTask = 32, concurrency = 2 * pool.size, features, onUnreadable } = options;
  const layer = stepLayer(configuration, features);
  return mergeMap((experiment) => {
    experiment.lease.pass('taken');
    const release = () => pool.release(experiment.file);
    const running = { threads: 1, ...(onUnreadable && { onUnreadable }) };
    const rowsOf = (task: StepTask): Observable<readonly ExperimentRow[]> =>
      runTask(pool, task, release, running).pipe(
        toArray(),
        map((results) => taskRows(task, results).map((row) => ({ ...row, experiment }))),
      );
    // Every step, also where another run has left values that could be taken over.
    const { takenOver: _, ...opened } = experiment;
    const tasks = planLayer(opened, layer, { stepsPerTask });
    const bySource = SOURCES.map((source) => tasks.filter(({ plans }) => plans.some((plan) => plan.source === source)));
    return merge(
      ...bySource.map((tasks) =>
        from(tasks).pipe(mergeMapInOrder(rowsOf, (rows) => from(rows).pipe(concatMap(consume)), concurrency)),
      ),
    ).pipe(
      takeUntil(leaseClosed(experiment)),
      finalize(() => experiment.close()),
    );
  });
}
