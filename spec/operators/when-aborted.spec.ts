import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { whenAborted } from '../../operators/when-aborted.js';
import { marbles } from '../support/marbles.js';

describe('whenAborted', () => {
  it('emits and completes when the signal is aborted', () => {
    marbles(({ hot, expectObservable }) => {
      const stop = new AbortController();
      hot('            ---x').subscribe(() => stop.abort());
      const expected = '---(x|)';
      expectObservable(whenAborted(stop.signal)).toBe(expected, { x: expect.any(Event) });
    });
  });

  it('emits at once when it has been aborted', () => {
    marbles(({ expectObservable }) => {
      expectObservable(whenAborted(AbortSignal.abort())).toBe('(x|)', { x: undefined });
    });
  });

  it('no longer listens when it has emitted, or is unsubscribed from', () => {
    const stop = new AbortController();
    const subscription = whenAborted(stop.signal).subscribe();
    whenAborted(stop.signal).subscribe();
    expect(getEventListeners(stop.signal, 'abort')).toHaveLength(2);
    subscription.unsubscribe();
    expect(getEventListeners(stop.signal, 'abort')).toHaveLength(1);
    stop.abort();
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  });
});
