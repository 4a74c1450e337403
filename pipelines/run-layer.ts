import { type OperatorFunction, pipe } from 'rxjs';
import type { Experiment } from '../lib/experiment/experiment.js';
import type { Layer } from '../lib/graph/layers.js';
import type { StepPool } from '../lib/pool/step-pool.js';
import type { PlanOptions } from '../lib/task/plan-layer.js';
import { collectExperiments } from '../operators/collect-experiments.js';
import { deriveColumns } from '../operators/derive-columns.js';
import { type RunOnPoolOptions, runOnPool } from '../operators/run-on-pool.js';
import { stepTasks } from '../operators/step-tasks.js';

/** How the tasks of a layer are cut and run. */
export type RunLayerOptions = PlanOptions & RunOnPoolOptions;

/**
 * One layer of a feature graph: experiments in, the same experiments richer by the layer's columns out, as each is
 * ready.
 *
 * A composition of `stepTasks`, `runOnPool`, `collectExperiments` and `deriveColumns`.
 *
 * @example
 * ```ts
 * import { consumeExperiments, openExperiments } from 'oect-features/operators';
 * import { runLayer } from 'oect-features/pipelines';
 * import { from } from 'rxjs';
 *
 * from(files)
 *   .pipe(
 *     openExperiments({ pool }),
 *     runLayer(layer, pool),
 *     consumeExperiments(({ columns }) => [[...columns.keys()]]),
 *   )
 *   .subscribe((names) => console.log(names));
 * // [ 'gm', 'peak' ]
 * // [ 'gm', 'peak' ]
 * ```
 * @see extractFeatures
 * @param layer - one layer of a feature graph; the experiments have the columns of those before it
 * @param pool - who does the work; it stays open
 * @returns an operator from experiments to the same experiments, richer by the columns of the layer
 * @throws OectError through the stream, as {@link runOnPool}
 */
export function runLayer(
  layer: Layer,
  pool: StepPool,
  options: RunLayerOptions = {},
): OperatorFunction<Experiment, Experiment> {
  return pipe(
    stepTasks(layer, options),
    runOnPool(pool, options),
    collectExperiments(layer),
    deriveColumns(layer, { pool }),
  );
}
