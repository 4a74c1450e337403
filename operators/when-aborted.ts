import { defer, fromEvent, type Observable, of, take } from 'rxjs';

/** Emits once and completes when the signal is aborted; at once if it is already. */
export function whenAborted(signal: AbortSignal): Observable<unknown> {
  return defer(() => (signal.aborted ? of(undefined) : fromEvent(signal, 'abort').pipe(take(1))));
}
