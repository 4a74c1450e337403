import { from, identity, type ObservableInput } from 'rxjs';
import type { Configuration } from '../lib/config/configuration.js';
import type { StepPool } from '../lib/pool/step-pool.js';
import type { CompletedExperiment } from '../lib/task/complete-experiment.js';
import { abortOn } from '../operators/abort-on.js';
import type { Iteration } from '../operators/handed-over.js';
import { iterateExperiments } from '../operators/iterate-experiments.js';
import { type OpenExperimentsOptions, openExperiments } from '../operators/open-experiments.js';
import { type ExtractFeaturesOptions, extractFeatures } from './extract-features.js';

/** How experiments are opened and extracted. */
export interface ExtractOptions extends ExtractFeaturesOptions, Omit<OpenExperimentsOptions, 'pool' | 'signal'> {
  /** Who does the work; it stays open. */
  readonly pool: StepPool;
  /** Stops everything at once when aborted; the loop ends in an OectError `aborted`. */
  readonly signal?: AbortSignal;
}

/**
 * The features of experiment files in a loop, without a word of RxJS: each experiment as soon as it is complete.
 *
 * An experiment is closed when the next one is asked for, and at most `maxOpen` are open, those that wait to be asked
 * for among them: a slow loop slows the work down and fills no memory. Leaving the loop stops everything at once.
 *
 * @example
 * ```ts
 * import { extract } from 'oect-features/pipelines';
 *
 * for await (const { table, counts } of extract(files, configuration, { pool })) {
 *   console.log(`${table.rows} rows, ${counts.values} values, ${counts.nulls} nulls`);
 * }
 * // 3 rows, 6 values, 0 nulls
 * // 3 rows, 6 values, 0 nulls
 * ```
 * @see iterateExperiments, extractEachStep, extractFeatures
 * @param files - paths or file URLs: a list, an observable, an async iterable
 * @returns an iterator that can be gone through once; nothing begins before its first experiment is asked for
 * @throws OectError in the loop: a file that cannot be read, unless there is `onUnreadable`; a wrong configuration;
 *   `aborted`
 */
export function extract(
  files: ObservableInput<string | URL>,
  configuration: Configuration,
  { pool, signal, ...options }: ExtractOptions,
): Iteration<CompletedExperiment> {
  return iterateExperiments(
    from(files).pipe(
      openExperiments({ ...options, pool }),
      extractFeatures(configuration, pool, options),
      signal === undefined ? identity : abortOn(signal),
    ),
  );
}
