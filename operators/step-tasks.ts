import { concatMap, type OperatorFunction } from 'rxjs';
import type { Experiment } from '../lib/experiment/experiment.js';
import type { Layer } from '../lib/graph/layers.js';
import { type PlanOptions, planLayer } from '../lib/task/plan-layer.js';
import type { StepTask } from '../lib/task/step-task.js';

/**
 * Cuts the steps of each experiment into tasks for the extractors of a layer.
 *
 * Tasks are light: they say which steps to read, and hold none. An experiment without steps gives one empty task, so
 * that it is not lost.
 *
 * @example
 * ```ts
 * import { consumeExperiments, openExperiments, stepTasks } from 'oect-features/operators';
 * import { from, of } from 'rxjs';
 *
 * from(files.slice(0, 1))
 *   .pipe(
 *     openExperiments(),
 *     consumeExperiments((experiment) => of(experiment).pipe(stepTasks(layer, { stepsPerTask: 2 }))),
 *   )
 *   .subscribe(({ plans, steps, features }) => console.log(plans[0].source, steps, features[0].name));
 * // transfer { start: 0, stop: 2 } gm
 * // transfer { start: 2, stop: 3 } gm
 * // transient { start: 0, stop: 2 } peak
 * // transient { start: 2, stop: 3 } peak
 * ```
 * @see runOnPool
 * @param layer - one layer of a feature graph
 * @returns an operator from opened experiments to tasks
 * @throws OectError `bad-argument` through the stream if `stepsPerTask` is no whole number from 1
 */
export function stepTasks(layer: Layer, options: PlanOptions = {}): OperatorFunction<Experiment, StepTask> {
  return concatMap((experiment) => {
    experiment.lease.pass('in-layer');
    return planLayer(experiment, layer, options);
  });
}
