import type { Observable } from 'rxjs';
import type { Experiment } from '../lib/experiment/experiment.js';
import { consumeExperiments } from './consume-experiments.js';
import { handedOver, type Iteration } from './handed-over.js';

/**
 * The experiments of a stream as an async iterable, each closed when the next one is asked for.
 *
 * So the stream goes no faster than the loop: what is ready waits, open, and no more experiments are opened than
 * `openExperiments` may have open at the same time. Leaving the loop (`break`, `return`, an exception) stops everything
 * at once and closes all that is open; an error of the stream is thrown in the loop. The table of an experiment
 * outlives its being closed, and so `Readable.from` makes a Node.js stream of it.
 *
 * @example
 * ```ts
 * import { iterateExperiments, openExperiments } from 'oect-features/operators';
 * import { extractFeatures } from 'oect-features/pipelines';
 * import { from } from 'rxjs';
 *
 * const completed = from(files).pipe(openExperiments({ pool, maxOpen: 2 }), extractFeatures(configuration, pool));
 * for await (const { table } of iterateExperiments(completed)) {
 *   console.log(table.rows);
 *   break;
 * }
 * // 3
 * ```
 * @see consumeExperiments, extract
 * @param experiments - subscribed to when the first one is asked for
 * @returns an iterator that can be gone through once
 */
export function iterateExperiments<E extends Experiment>(experiments: Observable<E>): Iteration<E> {
  return handedOver((handOver) => experiments.pipe(consumeExperiments(handOver)));
}
