import { firstValueFrom, NEVER, type Observable, of, range, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { mergeMapInOrder } from '../../operators/merge-map-in-order.js';
import { marbles } from '../support/marbles.js';

describe('mergeMapInOrder', () => {
  it('works on several values at the same time, and lets what comes of them out in their order', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const work = { a: cold('-----(a|)'), b: cold('--(b|)'), c: cold('-(c|)') };
      const values = cold('   (abc|)   ');
      const subscribed = '    (^!)     ';
      const workingA = '      ^----!   ';
      const workingB = '      ^-!      ';
      // Ready at 2, b waits for a and takes one of the two places all the while.
      const workingC = '      -----^!  ';
      const expected = '      -----(ab)';
      const out = values.pipe(
        mergeMapInOrder(
          (value) => work[value as keyof typeof work],
          (prepared) => [prepared],
          2,
        ),
      );
      expectObservable(out, '^-----!').toBe(expected);
      expectSubscriptions(values.subscriptions).toBe(subscribed);
      expectSubscriptions(work.a.subscriptions).toBe(workingA);
      expectSubscriptions(work.b.subscriptions).toBe(workingB);
      expectSubscriptions(work.c.subscriptions).toBe(workingC);
    });
  });

  it('lets the next one out when that before it is out to the end, and completes then', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const out = { a: cold('-1--2|'), b: cold('3|') };
      const values = cold('  (ab|)   ');
      const outA = '         ^----!  ';
      const outB = '         -----^! ';
      const expected = '     -1--23| ';
      const emitted = values.pipe(
        mergeMapInOrder(
          (value) => [value],
          (value) => out[value as keyof typeof out],
          2,
        ),
      );
      expectObservable(emitted).toBe(expected);
      expectSubscriptions(out.a.subscriptions).toBe(outA);
      expectSubscriptions(out.b.subscriptions).toBe(outB);
    });
  });

  it('passes over what nothing comes of, in its turn', () => {
    marbles(({ cold, expectObservable }) => {
      const work = { a: cold('---(a|)'), b: cold<string>('-|'), c: cold('--(c|)') };
      const values = cold('(abc|)');
      const expected = '   ---(ac|)';
      const out = values.pipe(
        mergeMapInOrder(
          (value) => work[value as keyof typeof work],
          (prepared) => [prepared],
          3,
        ),
      );
      expectObservable(out).toBe(expected);
    });
  });

  it.each<[string, string]>([
    ['preparing', '--#'],
    ['emitting', '--(a|)'],
  ])('ends in an error of %s, and stops the others', (what, diagram) => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const work = { a: cold(diagram), b: cold('------') };
      const values = cold(' (ab)--');
      const subscribed = '  ^-!   ';
      const workingB = '    ^-!   ';
      const failed = cold<string>('#');
      const out = values.pipe(
        mergeMapInOrder(
          (value) => work[value as keyof typeof work],
          () => failed,
          2,
        ),
      );
      expectObservable(out).toBe('--#');
      expectSubscriptions(values.subscriptions).toBe(subscribed);
      expectSubscriptions(work.b.subscriptions).toBe(workingB);
      expectSubscriptions(failed.subscriptions).toBe(what === 'preparing' ? [] : '--(^!)');
    });
  });

  it('stops everything when it is unsubscribed from, and lets nothing more out', () => {
    const emitted: string[] = [];
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const work = { a: cold('------'), b: cold('-(b|)') };
      const values = cold(' (ab)--');
      const until = '       ---!  ';
      const workingA = '    ^--!  ';
      const out = values.pipe(
        mergeMapInOrder(
          (value): Observable<string> => work[value as keyof typeof work],
          (prepared) => {
            emitted.push(prepared);
            return of(prepared);
          },
          2,
        ),
      );
      expectObservable(out, until).toBe('---');
      expectSubscriptions(work.a.subscriptions).toBe(workingA);
    });
    expect(emitted).toEqual([]);
  });

  it('takes any number of values that are ready at once', async () => {
    const out = range(0, 10_000).pipe(
      mergeMapInOrder(
        (value) => [value],
        (value) => [value],
        4,
      ),
      toArray(),
    );
    expect(await firstValueFrom(out)).toEqual(Array.from({ length: 10_000 }, (_, value) => value));
  });

  it('refuses a concurrency below 1', () => {
    const refused = expect.objectContaining({ code: 'bad-argument', message: expect.stringContaining('NaN') });
    expect(() =>
      mergeMapInOrder(
        () => NEVER,
        () => NEVER,
        Number.NaN,
      ),
    ).toThrow(refused);
  });
});
