import {
  AsyncSubject,
  concatMap,
  defer,
  forkJoin,
  from,
  mergeMap,
  type Observable,
  type ObservableInput,
  type OperatorFunction,
  of,
  tap,
  toArray,
} from 'rxjs';
import { OectError } from '../lib/errors.js';

/**
 * Works on several values at the same time, and lets what comes of them out in their order.
 *
 * What is ready before its turn waits, and counts as being worked on: no more than `concurrency` values are in work or in
 * waiting. So it differs from `mergeMap` in the order, and from `concatMap` in that the next ones are begun already.
 *
 * @param prepare - begun when there is room
 * @param emit - of what was prepared, when all that came before is out
 * @param concurrency - values in work or in waiting
 */
export function mergeMapInOrder<T, P, R>(
  prepare: (value: T) => ObservableInput<P>,
  emit: (prepared: P) => ObservableInput<R>,
  concurrency: number,
): OperatorFunction<T, R> {
  if (!(concurrency >= 1)) {
    throw new OectError('bad-argument', `concurrency is ${concurrency}; at least 1 must be in work to make progress`);
  }
  return (values) =>
    defer(() => {
      let last: Observable<void> = of(undefined);
      return values.pipe(
        mergeMap((value) => {
          const turn = last;
          const isOut = new AsyncSubject<void>();
          last = isOut;
          return forkJoin([from(prepare(value)).pipe(toArray()), turn]).pipe(
            concatMap(([prepared]) => prepared),
            concatMap(emit),
            tap({
              // Not when it is unsubscribed from: then nothing more is to come out.
              complete: () => {
                isOut.next();
                isOut.complete();
              },
            }),
          );
        }, concurrency),
      );
    });
}
