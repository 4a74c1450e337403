import { map, type OperatorFunction } from 'rxjs';
import type { Experiment } from '../lib/experiment/experiment.js';
import type { Layer } from '../lib/graph/layers.js';
import { deriveColumns as derive } from '../lib/task/derive-columns.js';

/**
 * Computes the derived features of a layer from the whole columns of the layers before it, each experiment for itself.
 *
 * @see collectExperiments
 */
export function deriveColumns(layer: Layer): OperatorFunction<Experiment, Experiment> {
  return map((experiment) => derive(experiment, layer.derived));
}
