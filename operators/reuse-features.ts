import { catchError, defer, EMPTY, mergeMap, type Observable, type OperatorFunction, of, takeUntil } from 'rxjs';
import type { Configuration } from '../lib/config/configuration.js';
import { isUnreadable } from '../lib/errors.js';
import type { Experiment } from '../lib/experiment/experiment.js';
import type { Decision } from '../lib/incremental/decide.js';
import { type ExamineOptions, examine } from '../lib/incremental/examine.js';
import { OutputFolder } from '../lib/incremental/find-outputs.js';
import { wantedOf } from '../lib/incremental/wanted.js';
import { leaseClosed } from './lease-closed.js';
import type { OnUnreadable } from './open-experiments.js';

/** Where feature files are looked for, and who is told what they spare. */
export interface ReuseFeaturesOptions extends Pick<ExamineOptions, 'format' | 'existing' | 'pool'> {
  /** Where the feature files are. Looked at when the stream begins: what is written later is not found. */
  readonly directory: string;
  /** Told of each experiment what there is to do for it, and why. */
  readonly onDecided?: (decision: Decision, experiment: Experiment) => void;
  /** Takes files that cannot be read; they are closed then. @defaultValue the stream ends in the error */
  readonly onUnreadable?: OnUnreadable;
}

/**
 * Holds experiments against the feature files that a directory has, so that nothing is computed again.
 *
 * Those that a file is up to date for are closed, and not emitted; the others come with all that need not be computed anew.
 * Content decides, never a date: values are taken over where the same extractor with the same parameters would see the same
 * steps again. A file is believed only after all of it was read and found as it was written.
 *
 * @example
 * ```ts
 * import { openExperiments, reuseFeatures, writeParquet } from 'oect-features/operators';
 * import { extractFeatures } from 'oect-features/pipelines';
 * import { from, lastValueFrom } from 'rxjs';
 *
 * const directory = 'reused';
 * const run = from(files).pipe(
 *   openExperiments({ pool }),
 *   reuseFeatures(configuration, { directory, pool, onDecided: ({ kind }) => console.log(kind) }),
 *   extractFeatures(configuration, pool),
 *   writeParquet(directory, { pool }),
 * );
 * await lastValueFrom(run);
 * await lastValueFrom(run, { defaultValue: undefined });
 * // new
 * // new
 * // up-to-date
 * // up-to-date
 * ```
 * @see batchEvents, explainExperiments, extractFeatures
 * @param configuration - what the experiments are to be extracted by afterwards
 * @returns an operator from experiments to those for which there is something to do, each when that is decided
 * @throws OectError through the stream: a file that cannot be read, unless there is `onUnreadable`
 */
export function reuseFeatures(
  configuration: Configuration,
  { directory, onDecided = () => {}, onUnreadable, ...options }: ReuseFeaturesOptions,
): OperatorFunction<Experiment, Experiment> {
  const decided = (experiment: Experiment, settings: ExamineOptions): Observable<Experiment> =>
    defer(() => examine(experiment, settings)).pipe(
      takeUntil(leaseClosed(experiment)),
      mergeMap(({ decision, takenOver }) => {
        onDecided(decision, experiment);
        if (decision.kind === 'up-to-date') {
          experiment.close();
          return EMPTY;
        }
        experiment.lease.pass('offered');
        return of(takenOver === undefined ? experiment : { ...experiment, takenOver });
      }),
      catchError((error) => {
        if (onUnreadable === undefined || !isUnreadable(error)) throw error;
        onUnreadable(error, experiment.file);
        experiment.close();
        return EMPTY;
      }),
    );
  return (experiments) =>
    defer(() => {
      const known = Promise.all([OutputFolder.at(directory), wantedOf(configuration)]);
      // It is told to the first experiment; without any, nobody asks.
      known.catch(() => {});
      return experiments.pipe(
        mergeMap((experiment) => {
          experiment.lease.pass('in-layer');
          return defer(() => known).pipe(
            mergeMap(([folder, wanted]) => decided(experiment, { ...options, configuration, folder, wanted })),
          );
        }),
      );
    });
}
