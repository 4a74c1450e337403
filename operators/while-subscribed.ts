import { from, Observable } from 'rxjs';

/**
 * Does some work when subscribed to and emits its result; the signal that the work is given is aborted when nobody waits for
 * it any more.
 */
export function whileSubscribed<T>(work: (signal: AbortSignal) => Promise<T>): Observable<T> {
  return new Observable((subscriber) => {
    const controller = new AbortController();
    subscriber.add(() => controller.abort());
    subscriber.add(from(work(controller.signal)).subscribe(subscriber));
  });
}
