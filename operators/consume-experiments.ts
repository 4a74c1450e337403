import { defer, finalize, mergeMap, type ObservableInput, type OperatorFunction } from 'rxjs';
import type { Experiment } from '../lib/experiment/experiment.js';

/**
 * Does something with each experiment and closes it afterwards, however that ended: the safe way to the end of a stream of
 * experiments.
 *
 * @example
 * ```ts
 * completed.pipe(consumeExperiments(async ({ file, table }) => console.log(file, table.rows)))
 * ```
 * @param consume - what it gives (a promise, an observable, an array) is emitted; the experiment is closed when it is done
 * @param concurrency - experiments consumed at the same time. @defaultValue as many as are open
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
