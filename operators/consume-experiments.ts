import { defer, finalize, mergeMap, type ObservableInput, type OperatorFunction } from 'rxjs';
import type { Experiment } from '../lib/experiment/experiment.js';

/**
 * Does something with each experiment and closes it afterwards, however that ended: the safe way to the end of a stream
 * of experiments.
 *
 * An experiment is taken while it is being consumed, for however long, and closed when what `consume` gives is done,
 * ends in an error or is unsubscribed from. Only then `openExperiments` opens another one.
 *
 * @example
 * ```ts
 * import { consumeExperiments, openExperiments } from 'oect-features/operators';
 * import { from } from 'rxjs';
 *
 * from(files)
 *   .pipe(openExperiments(), consumeExperiments(async ({ head }) => head.transfer?.points))
 *   .subscribe((points) => console.log(points, 'points a sweep'));
 * // 201 points a sweep
 * // 201 points a sweep
 * ```
 * @see openExperiments, iterateExperiments, writeParquet
 * @param consume - what it gives (a promise, an observable, an array) is emitted; the experiment is closed when it is
 *   done
 * @param concurrency - experiments consumed at the same time. @defaultValue as many as are open
 * @returns an operator from experiments to what `consume` gives
 */
export function consumeExperiments<E extends Experiment, R>(
  consume: (experiment: E) => ObservableInput<R>,
  concurrency = Number.POSITIVE_INFINITY,
): OperatorFunction<E, R> {
  return mergeMap((experiment) => {
    experiment.lease.pass('taken');
    return defer(() => consume(experiment)).pipe(finalize(() => experiment.close()));
  }, concurrency);
}
