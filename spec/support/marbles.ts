import type { Observable } from 'rxjs';
import { type RunHelpers, TestScheduler } from 'rxjs/testing';
import { expect } from 'vitest';

/** Runs a test in virtual time; one character of a marble diagram is 1 ms. */
export function marbles(test: (helpers: RunHelpers) => void): void {
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(test);
}

/** A promise in virtual time, to wait for once: fulfilled when the observable emits, rejected when it ends in an error. */
export function promiseOf<T>(observable: Observable<T>): Promise<T> {
  const promise = {
    // biome-ignore lint/suspicious/noThenProperty: a real promise would be settled in real time, after the test
    then(fulfilled: (value: T) => void, rejected: (error: unknown) => void) {
      observable.subscribe({ next: fulfilled, error: rejected });
      return new Promise(() => {});
    },
  };
  return promise as unknown as Promise<T>;
}
