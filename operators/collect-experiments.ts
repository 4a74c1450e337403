import {
  defer,
  EMPTY,
  filter,
  finalize,
  type GroupedObservable,
  groupBy,
  last,
  merge,
  mergeMap,
  type OperatorFunction,
  of,
  Subject,
  take,
  takeUntil,
  tap,
} from 'rxjs';
import type { Experiment, ExperimentId } from '../lib/experiment/experiment.js';
import { stepCounts } from '../lib/experiment/head.js';
import type { Layer } from '../lib/graph/layers.js';
import { withColumns } from '../lib/table/computed.js';
import { LayerColumns } from '../lib/task/layer-columns.js';
import type { StepResult } from '../lib/task/step-task.js';
import { leaseClosed } from './lease-closed.js';

/**
 * Groups the results of one layer by experiment and emits each experiment, richer by the layer's columns, as soon as
 * its last result is in, whatever the others are doing.
 *
 * The barrier is per experiment: a group ends when all its cells have been answered, and is freed then. An experiment
 * that is closed on the way is not emitted.
 *
 * @example
 * ```ts
 * import { collectExperiments, consumeExperiments, openExperiments } from 'oect-features/operators';
 * import { runOnPool, stepTasks } from 'oect-features/operators';
 * import { from } from 'rxjs';
 *
 * from(files)
 *   .pipe(
 *     openExperiments({ pool }),
 *     stepTasks(layer),
 *     runOnPool(pool),
 *     collectExperiments(layer),
 *     consumeExperiments(({ columns }) => columns),
 *   )
 *   .subscribe(([name, { shape }]) => console.log(name, shape));
 * // gm [ 3 ]
 * // peak [ 3 ]
 * // gm [ 3 ]
 * // peak [ 3 ]
 * ```
 * @see stepTasks, runOnPool
 * @param layer - the one that the tasks were made for
 * @returns an operator from results to experiments, which are open
 */
export function collectExperiments(layer: Layer): OperatorFunction<StepResult, Experiment> {
  return (results) =>
    defer(() => {
      // groupBy stays subscribed to its source while anybody is subscribed to a group, and these durations are.
      const unsubscribed = new Subject<void>();
      const duration = (group: Group) => merge(allCells(group), closed(group)).pipe(takeUntil(unsubscribed));
      return results.pipe(
        filter(isOpen),
        groupBy(({ task }) => task.experiment.id, { duration }),
        mergeMap((group) => group.pipe(collect(layer))),
        tap(({ lease }) => lease.pass('offered')),
        finalize(() => unsubscribed.next()),
      );
    });
}

type Group = GroupedObservable<ExperimentId, StepResult>;

function isOpen({ task }: StepResult): boolean {
  return task.experiment.lease.state !== 'closed';
}

/** Emits when every cell of the experiment has been answered. */
function allCells(group: Group) {
  let answered = 0;
  return group.pipe(
    filter(({ task, cells }) => {
      answered += cells;
      return answered >= task.totalCells;
    }),
  );
}

/** Emits when the experiment is closed, so that what is left of it is not kept. */
function closed(group: Group) {
  return group.pipe(
    take(1),
    mergeMap(({ task }) => leaseClosed(task.experiment)),
  );
}

/** The experiment with the columns of the layer, unless it has been closed meanwhile. */
function collect({ extracted }: Layer): OperatorFunction<StepResult, Experiment> {
  return (results) =>
    defer(() => {
      let collected: { readonly experiment: Experiment; readonly columns: LayerColumns } | undefined;
      return results.pipe(
        tap((result) => {
          const { experiment } = result.task;
          collected ??= {
            experiment,
            columns: new LayerColumns(extracted, stepCounts(experiment.head), experiment.takenOver),
          };
          collected.columns.take(result);
          for (const digests of result.digests ?? []) experiment.digests.add(digests);
        }),
        last(undefined, undefined),
        mergeMap(() => {
          if (collected === undefined || collected.experiment.lease.state === 'closed') return EMPTY;
          const { columns, remarks } = collected.columns.finish();
          return of(withColumns(collected.experiment, columns, remarks));
        }),
      );
    });
}
