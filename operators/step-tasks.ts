import { concatMap, type OperatorFunction } from 'rxjs';
import type { Experiment } from '../lib/experiment/experiment.js';
import type { Layer } from '../lib/graph/layers.js';
import { type PlanOptions, planLayer } from '../lib/task/plan-layer.js';
import type { StepTask } from '../lib/task/step-task.js';

/**
 * Cuts the steps of each experiment into tasks for the extractors of a layer.
 *
 * Tasks are light: they say which steps to read, and hold none. An experiment without steps gives one empty task, so that it
 * is not lost.
 *
 * @example
 * ```ts
 * experiments.pipe(stepTasks(layer), runOnPool(pool), collectExperiments(layer))
 * ```
 * @param layer - one layer of a feature graph
 * @see runOnPool
 */
export function stepTasks(layer: Layer, options: PlanOptions = {}): OperatorFunction<Experiment, StepTask> {
  return concatMap((experiment) => {
    experiment.lease.pass('in-layer');
    return planLayer(experiment, layer, options);
  });
}
