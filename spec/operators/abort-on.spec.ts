import { getEventListeners } from 'node:events';
import { lastValueFrom, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { abortOn } from '../../operators/abort-on.js';
import { marbles } from '../support/marbles.js';

const aborted = expect.objectContaining({ code: 'aborted', message: expect.stringContaining('enough') });

describe('abortOn', () => {
  it('passes everything on, and ends in an error when the signal is aborted', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const stop = new AbortController();
      hot('                   ----x ').subscribe(() => stop.abort(new Error('enough')));
      const source = cold('   -a-b-c');
      const subscribed = '    ^---! ';
      const expected = '      -a-b# ';
      expectObservable(source.pipe(abortOn(stop.signal))).toBe(expected, undefined, aborted);
      expectSubscriptions(source.subscriptions).toBe(subscribed);
    });
  });

  it('subscribes to nothing when the signal has been aborted', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-|');
      expectObservable(source.pipe(abortOn(AbortSignal.abort('enough')))).toBe('#', undefined, aborted);
      expectSubscriptions(source.subscriptions).toBe([]);
    });
  });

  it('passes completion, errors and unsubscribing on', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const { signal } = new AbortController();
      expectObservable(cold('-a|').pipe(abortOn(signal))).toBe('-a|');
      expectObservable(cold('-a#').pipe(abortOn(signal))).toBe('-a#');
      const endless = cold('-a---');
      const until = '       ---!';
      const subscribed = '  ^--!';
      expectObservable(endless.pipe(abortOn(signal)), until).toBe('-a--');
      expectSubscriptions(endless.subscriptions).toBe(subscribed);
    });
  });

  it('keeps the reason as cause, and leaves no listener behind', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    expect(await lastValueFrom(of(1).pipe(abortOn(stop.signal)))).toBe(1);
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
    stop.abort(reason);
    await expect(lastValueFrom(of(1).pipe(abortOn(stop.signal)))).rejects.toMatchObject({ cause: reason });
  });
});
