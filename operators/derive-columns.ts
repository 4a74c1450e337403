import { map, type OperatorFunction } from 'rxjs';
import type { Experiment } from '../lib/experiment/experiment.js';
import type { Layer } from '../lib/graph/layers.js';
import { deriveColumns as derive } from '../lib/task/derive-columns.js';

/**
 * Computes the derived features of a layer from the whole columns of the layers before it, each experiment for itself.
 *
 * A function that throws costs its feature alone: null in every row, with the reason. The experiments are as open as
 * they were.
 *
 * @example
 * ```ts
 * import { defineFeatures } from 'oect-features';
 * import { consumeExperiments, deriveColumns, openExperiments } from 'oect-features/operators';
 * import { runLayer } from 'oect-features/pipelines';
 * import { from } from 'rxjs';
 *
 * const { graph } = defineFeatures({
 *   gm: { extractor: 'transfer.gm_max' },
 *   relative: { func: 'lambda gm: gm / gm[0]', input: 'gm' },
 * });
 * const [extracted, derived] = graph.layers;
 *
 * from(files)
 *   .pipe(
 *     openExperiments(),
 *     runLayer(extracted, pool),
 *     deriveColumns(derived),
 *     consumeExperiments(({ columns }) => [columns.get('relative')?.values[0]]),
 *   )
 *   .subscribe((first) => console.log(first));
 * // 1
 * // 1
 * ```
 * @see collectExperiments, runLayer
 * @param layer - whose inputs the experiments have
 * @returns an operator from experiments to the same experiments, richer by the columns of the layer
 */
export function deriveColumns(layer: Layer): OperatorFunction<Experiment, Experiment> {
  return map((experiment) => derive(experiment, layer.derived));
}
