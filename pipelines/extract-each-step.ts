import { from, identity, type ObservableInput } from 'rxjs';
import type { Configuration } from '../lib/config/configuration.js';
import type { StepPool } from '../lib/pool/step-pool.js';
import { abortOn } from '../operators/abort-on.js';
import { handedOver, type Iteration } from '../operators/handed-over.js';
import { type OpenExperimentsOptions, openExperiments } from '../operators/open-experiments.js';
import { consumeSteps, type ExperimentRow, type StepsOptions } from './consume-steps.js';

/** How experiments are opened, and their steps read. */
export interface ExtractEachStepOptions extends StepsOptions, Omit<OpenExperimentsOptions, 'pool' | 'signal'> {
  /** Who does the work; it stays open. */
  readonly pool: StepPool;
  /** Stops everything at once when aborted; the loop ends in an OectError `aborted`. */
  readonly signal?: AbortSignal;
}

/**
 * The single steps of experiment files in a loop, as they are computed: {@link consumeSteps} without a word of RxJS.
 *
 * The work goes no faster than the loop. Leaving the loop stops everything at once and closes all that is open.
 *
 * @example
 * ```ts
 * import { extractEachStep } from 'oect-features/pipelines';
 *
 * for await (const { step, values } of extractEachStep(files, configuration, { pool, features: ['gm'] })) {
 *   console.log(`step ${step}: ${Number(values.gm).toFixed(4)} S`);
 *   if (step === 1) break;
 * }
 * // step 0: 0.0038 S
 * // step 1: 0.0035 S
 * ```
 * @see extract, consumeSteps
 * @param files - paths or file URLs: a list, an observable, an async iterable
 * @returns an iterator that can be gone through once; nothing begins before its first row is asked for
 * @throws OectError in the loop: as {@link extract}, and as {@link consumeSteps} for features that cannot be had
 */
export function extractEachStep(
  files: ObservableInput<string | URL>,
  configuration: Configuration,
  { pool, signal, ...options }: ExtractEachStepOptions,
): Iteration<ExperimentRow> {
  return handedOver((handOver) =>
    from(files).pipe(
      openExperiments({ ...options, pool }),
      consumeSteps(configuration, pool, handOver, options),
      signal === undefined ? identity : abortOn(signal),
    ),
  );
}
