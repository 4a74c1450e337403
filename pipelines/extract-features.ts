import { map, mergeMap, type Observable, type OperatorFunction, of, tap } from 'rxjs';
import type { Configuration } from '../lib/config/configuration.js';
import type { Experiment } from '../lib/experiment/experiment.js';
import type { StepPool } from '../lib/pool/step-pool.js';
import { type CompletedExperiment, completeExperiment } from '../lib/task/complete-experiment.js';
import { type RunLayerOptions, runLayer } from './run-layer.js';

/**
 * How the work is spread: `step` has all threads work on the steps of all open experiments; `experiment` works through each
 * experiment block by block, as many experiments at once as there are threads. The tables are the same.
 */
export type ExecutionMode = 'step' | 'experiment';

/** How the layers of a graph are run. */
export interface ExtractFeaturesOptions extends RunLayerOptions {
  /** @defaultValue `step` */
  readonly mode?: ExecutionMode;
  /** Told whenever an experiment has all columns of a layer; layers count from 1. */
  readonly onLayer?: (experiment: Experiment, layer: number) => void;
}

/**
 * Computes all features of a configuration: experiments in, completed experiments out, each as soon as it is ready.
 *
 * The graph is a fold over its layers. One experiment may be in its last layer while another is in its first.
 *
 * @example
 * ```ts
 * import { consumeExperiments, openExperiments } from 'oect-features/operators';
 * import { extractFeatures } from 'oect-features/pipelines';
 * import { from } from 'rxjs';
 *
 * from(files)
 *   .pipe(
 *     openExperiments({ pool }),
 *     extractFeatures(configuration, pool),
 *     consumeExperiments(({ table }) => [table.columns.map(({ name }) => name)]),
 *   )
 *   .subscribe((names) => console.log(names));
 * // [ 'step_index', 'gm', 'peak' ]
 * // [ 'step_index', 'gm', 'peak' ]
 * ```
 * @see runLayer, extractSteps, filesToParquet
 * @param pool - who does the work; it stays open
 * @returns an operator from opened experiments to completed ones, which are as open
 * @throws OectError through the stream, as `runOnPool`
 */
export function extractFeatures(
  configuration: Configuration,
  pool: StepPool,
  options: ExtractFeaturesOptions = {},
): OperatorFunction<Experiment, CompletedExperiment> {
  const { mode = 'step', onLayer = () => {}, ...layerOptions } = options;
  const { layers } = configuration.graph;
  const runLayers = (experiments: Observable<Experiment>, each: RunLayerOptions) =>
    layers.reduce((stream, layer, index) => {
      const told = tap((experiment: Experiment) => onLayer(experiment, index + 1));
      return stream.pipe(runLayer(layer, pool, each), told);
    }, experiments);
  const spread: { readonly [M in ExecutionMode]: OperatorFunction<Experiment, Experiment> } = {
    step: (experiments) => runLayers(experiments, layerOptions),
    experiment: mergeMap(
      (experiment) => runLayers(of(experiment), { ...layerOptions, concurrency: 1, threads: 1 }),
      pool.size,
    ),
  };
  return (experiments) =>
    experiments.pipe(
      spread[mode],
      map((experiment) => completeExperiment(experiment, configuration)),
    );
}
