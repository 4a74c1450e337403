import { type OperatorFunction, pipe } from 'rxjs';
import type { Experiment } from '../lib/experiment/experiment.js';
import type { Layer } from '../lib/graph/layers.js';
import type { StepPool } from '../lib/pool/step-pool.js';
import type { PlanOptions } from '../lib/task/plan-layer.js';
import { collectExperiments } from '../operators/collect-experiments.js';
import { deriveColumns } from '../operators/derive-columns.js';
import { type RunOnPoolOptions, runOnPool } from '../operators/run-on-pool.js';
import { stepTasks } from '../operators/step-tasks.js';

export type RunLayerOptions = PlanOptions & RunOnPoolOptions;

/** One layer of a feature graph: experiments in, the same experiments richer by the layer's columns out, as each is ready. */
export function runLayer(
  layer: Layer,
  pool: StepPool,
  options: RunLayerOptions = {},
): OperatorFunction<Experiment, Experiment> {
  return pipe(stepTasks(layer, options), runOnPool(pool, options), collectExperiments(layer), deriveColumns(layer));
}
