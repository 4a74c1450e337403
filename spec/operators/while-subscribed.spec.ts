import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { whileSubscribed } from '../../operators/while-subscribed.js';
import { marbles, promiseOf } from '../support/marbles.js';

describe('whileSubscribed', () => {
  it('begins when it is subscribed to, and emits the result', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const work = cold('  --(a|)');
      const from2 = '    --^-----';
      const working = '  --^-!   ';
      const expected = ' ----(a|)';
      expectObservable(
        whileSubscribed(() => promiseOf(work)),
        from2,
      ).toBe(expected);
      expectSubscriptions(work.subscriptions).toBe(working);
    });
  });

  it('passes an error on, also one that is thrown at once', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(whileSubscribed(() => promiseOf(cold('--#')))).toBe('--#');
      const thrown = new Error('at once');
      const throws = () => {
        throw thrown;
      };
      expectObservable(whileSubscribed(throws)).toBe('#', undefined, thrown);
    });
  });

  it('aborts the signal when it is unsubscribed from, not before', async () => {
    const signals: AbortSignal[] = [];
    const work = new Subject<string>();
    const subscription = whileSubscribed((signal) => {
      signals.push(signal);
      return new Promise<string>((resolve) => work.subscribe(resolve));
    }).subscribe();
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    subscription.unsubscribe();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });
});
