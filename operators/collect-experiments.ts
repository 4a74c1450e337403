import {
  filter,
  type GroupedObservable,
  groupBy,
  map,
  merge,
  mergeMap,
  type OperatorFunction,
  take,
  tap,
  toArray,
} from 'rxjs';
import { type Experiment, type ExperimentId, withColumns } from '../lib/experiment/experiment.js';
import { stepCounts } from '../lib/experiment/head.js';
import { SOURCES } from '../lib/experiment/step.js';
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
 * @see stepTasks, runOnPool
 */
export function collectExperiments(): OperatorFunction<StepResult, Experiment> {
  return (results) =>
    results.pipe(
      filter(isOpen),
      groupBy(({ task }) => task.experiment.id, { duration: (group) => merge(allCells(group), closed(group)) }),
      mergeMap((group) => group.pipe(toArray())),
      filter(([result]) => result !== undefined && isOpen(result)),
      map(enrich),
      tap(({ lease }) => lease.pass('offered')),
    );
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

function enrich(results: readonly StepResult[]): Experiment {
  const [{ task }] = results as readonly [StepResult, ...StepResult[]];
  const { experiment } = task;
  const features = new Set(results.flatMap((result) => result.task.features));
  const counts = stepCounts(experiment.head);
  const columns = SOURCES.flatMap((source) => {
    const ofSource = [...features].filter((feature) => feature.source === source);
    return [...assembleColumns(ofSource, counts[source], results)];
  });
  return withColumns(experiment, columns, mergeRemarks(results.flatMap(({ remarks }) => remarks)));
}
