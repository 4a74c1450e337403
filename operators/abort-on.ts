import { type MonoTypeOperatorFunction, map, takeUntil } from 'rxjs';
import { messageOf, OectError } from '../lib/errors.js';
import { whenAborted } from './when-aborted.js';

/**
 * Ends the stream in an error when a signal is aborted, and with it, at once, all that the stream is made of.
 *
 * Where `takeUntil` would complete, so that what came until then looks like everything, this says that something is
 * missing. It stands at the end of a pipeline: all before it is unsubscribed from, and so all experiments are closed
 * and no thread works for it any more. The `signal` of `openExperiments` is the other way to stop, in good order.
 *
 * @example
 * ```ts
 * import { abortOn, openExperiments, writeParquet } from 'oect-features/operators';
 * import { extractFeatures } from 'oect-features/pipelines';
 * import { from } from 'rxjs';
 *
 * const evening = new AbortController();
 * from(files)
 *   .pipe(
 *     openExperiments({ pool, maxOpen: 1 }),
 *     extractFeatures(configuration, pool),
 *     writeParquet('features', { pool }),
 *     abortOn(evening.signal),
 *   )
 *   .subscribe({
 *     next: ({ experiment }) => {
 *       console.log('written:', experiment.table.rows, 'rows');
 *       evening.abort('time to go home');
 *     },
 *     error: ({ code, message }) => console.log(`${code}: ${message}`),
 *   });
 * // written: 3 rows
 * // aborted: stopped by its signal: time to go home
 * ```
 * @see openExperiments
 * @param signal - may have been aborted already: then nothing is subscribed to
 * @returns an operator that passes everything on until then
 * @throws OectError `aborted` through the stream; its cause is the reason of the signal
 */
export function abortOn<T>(signal: AbortSignal): MonoTypeOperatorFunction<T> {
  const failed = whenAborted(signal).pipe(
    map(() => {
      throw new OectError('aborted', `stopped by its signal: ${messageOf(signal.reason)}`, { cause: signal.reason });
    }),
  );
  return takeUntil(failed);
}
