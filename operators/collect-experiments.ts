import {
  defer,
  filter,
  finalize,
  type GroupedObservable,
  groupBy,
  map,
  merge,
  mergeMap,
  type OperatorFunction,
  Subject,
  take,
  takeUntil,
  tap,
  toArray,
} from 'rxjs';
import { type Experiment, type ExperimentId, withColumns } from '../lib/experiment/experiment.js';
import { stepCounts } from '../lib/experiment/head.js';
import { SOURCES } from '../lib/experiment/step.js';
import type { Layer } from '../lib/graph/layers.js';
import { assembleColumns } from '../lib/task/assemble-columns.js';
import { mergeRemarks } from '../lib/task/remark-book.js';
import type { StepResult } from '../lib/task/step-task.js';
import { leaseClosed } from './lease-closed.js';

/**
 * Groups the results of one layer by experiment and emits each experiment, richer by the layer's columns, as soon as its
 * last result is in, whatever the others are doing.
 *
 * The barrier is per experiment: a group ends when all its cells have been answered, and is freed then. An experiment that is
 * closed on the way is not emitted.
 *
 * @param layer - the one that the tasks were made for
 * @see stepTasks, runOnPool
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
        mergeMap((group) => group.pipe(toArray())),
        filter(([result]) => result !== undefined && isOpen(result)),
        map((answers) => enrich(answers, layer)),
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

/** With a column for each output of the layer, also where the experiment has no step of a feature's source. */
function enrich(results: readonly StepResult[], { extracted }: Layer): Experiment {
  const [{ task }] = results as readonly [StepResult, ...StepResult[]];
  const { experiment } = task;
  const counts = stepCounts(experiment.head);
  const columns = SOURCES.flatMap((source) => {
    const ofSource = extracted.filter((feature) => feature.source === source);
    return [...assembleColumns(ofSource, counts[source], results)];
  });
  return withColumns(experiment, columns, mergeRemarks(results.flatMap(({ remarks }) => remarks)));
}
