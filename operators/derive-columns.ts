import { defer, map, mergeMap, type OperatorFunction, takeUntil } from 'rxjs';
import type { Experiment } from '../lib/experiment/experiment.js';
import type { Layer } from '../lib/graph/layers.js';
import type { StepPool } from '../lib/pool/step-pool.js';
import { withColumns } from '../lib/table/computed.js';
import { isPostable, toDerivation } from '../lib/task/derivation.js';
import { deriveColumns as deriveHere } from '../lib/task/derive-columns.js';
import { leaseClosed } from './lease-closed.js';

export interface DeriveColumnsOptions {
  /** Has its threads evaluate expressions; functions of a program stay in this thread. @defaultValue this thread does all */
  readonly pool?: Pick<StepPool, 'derive'>;
}

/**
 * Computes the derived features of a layer from the whole columns of the layers before it, each experiment for itself.
 *
 * A function that throws costs its feature alone: null in every row, with the reason. The experiments are as open as
 * they were. With a pool they come as they are ready, in any order, and one that has been closed meanwhile is dropped.
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
 * @param options - who evaluates expressions
 * @returns an operator from experiments to the same experiments, richer by the columns of the layer
 */
export function deriveColumns(
  { derived }: Layer,
  { pool }: DeriveColumnsOptions = {},
): OperatorFunction<Experiment, Experiment> {
  if (pool === undefined || derived.length === 0 || !derived.every(isPostable)) {
    return map((experiment) => deriveHere(experiment, derived));
  }
  return mergeMap((experiment) =>
    defer(() => pool.derive(toDerivation(experiment, derived))).pipe(
      map(({ columns, remarks }) => withColumns(experiment, columns, remarks)),
      takeUntil(leaseClosed(experiment)),
    ),
  );
}
