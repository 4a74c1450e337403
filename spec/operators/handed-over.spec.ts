import { concatMap, from, mergeMap, NEVER, of, Subject, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { handedOver } from '../../operators/handed-over.js';

/** Iterates over what is given to `source`, up to `concurrency` of which are handed over at a time. */
function pushed(concurrency: number) {
  const source = new Subject<number>();
  const handedOverAt: number[] = [];
  const values = handedOver<number>((handOver) =>
    source.pipe(
      mergeMap((value) => {
        handedOverAt.push(value);
        return handOver(value);
      }, concurrency),
    ),
  );
  return { source, values, handedOverAt };
}

const tick = () => new Promise((resolve) => setImmediate(resolve));

describe('handedOver', () => {
  it('gives what the stream hands over, in order, and ends when it completes', async () => {
    const values = handedOver<number>((handOver) => from([1, 2, 3]).pipe(concatMap(handOver)));
    const found: number[] = [];
    for await (const value of values) found.push(value);
    expect(found).toEqual([1, 2, 3]);
    expect(await values.next()).toEqual({ done: true, value: undefined });
  });

  it('lets the stream go on when the next value is asked for, not before', async () => {
    const { source, values, handedOverAt } = pushed(1);
    const first = values.next();
    for (const value of [1, 2, 3]) source.next(value);
    expect(await first).toEqual({ done: false, value: 1 });
    await tick();
    expect(handedOverAt).toEqual([1]);
    expect(await values.next()).toEqual({ done: false, value: 2 });
    await tick();
    expect(handedOverAt).toEqual([1, 2]);
    expect(source.observed).toBe(true);
  });

  it('keeps what waits to be asked for', async () => {
    const { source, values, handedOverAt } = pushed(2);
    const first = values.next();
    for (const value of [1, 2, 3]) source.next(value);
    expect(await first).toEqual({ done: false, value: 1 });
    await tick();
    expect(handedOverAt).toEqual([1, 2]);
    source.complete();
    expect(await values.next()).toEqual({ done: false, value: 2 });
    expect(await values.next()).toEqual({ done: false, value: 3 });
    expect(await values.next()).toEqual({ done: true, value: undefined });
  });

  it('answers those who ask before there is anything, in the order in which they asked', async () => {
    const { source, values } = pushed(1);
    const asked = [values.next(), values.next(), values.next()];
    source.next(1);
    source.next(2);
    source.complete();
    expect(await Promise.all(asked)).toEqual([
      { done: false, value: 1 },
      { done: false, value: 2 },
      { done: true, value: undefined },
    ]);
  });

  it('subscribes when the first value is asked for', async () => {
    const { source, values } = pushed(1);
    expect(source.observed).toBe(false);
    values.next();
    expect(source.observed).toBe(true);
    await values.return();
    expect(source.observed).toBe(false);
  });

  it('unsubscribes at once when the loop is left, and is at its end then', async () => {
    const { source, values } = pushed(2);
    setImmediate(() => [1, 2].forEach((value) => void source.next(value)));
    for await (const value of values) {
      expect(value).toBe(1);
      break;
    }
    expect(source.observed).toBe(false);
    expect(await values.next()).toEqual({ done: true, value: undefined });
  });

  it('unsubscribes at once while a value is being waited for', async () => {
    const { source, values } = pushed(1);
    const waiting = values.next();
    await values.return();
    expect(source.observed).toBe(false);
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  it('never subscribes when it is left before it began', async () => {
    const values = handedOver(() => expect.unreachable());
    await values.return();
    expect(await values.next()).toEqual({ done: true, value: undefined });
  });

  it('unsubscribes when it is disposed of', async () => {
    const { source, values } = pushed(1);
    {
      await using iterator = values;
      iterator.next();
      expect(source.observed).toBe(true);
    }
    expect(source.observed).toBe(false);
  });

  const failure = new Error('no more');

  it('throws an error that comes at once', async () => {
    const values = handedOver(() => throwError(() => failure));
    await expect(values.next()).rejects.toBe(failure);
    expect(await values.next()).toEqual({ done: true, value: undefined });
  });

  it('throws an error to whoever waits', async () => {
    const { source, values } = pushed(1);
    const waiting = [values.next(), values.next()];
    source.error(failure);
    const [first, second] = await Promise.allSettled(waiting);
    expect(first).toEqual({ status: 'rejected', reason: failure });
    expect(second).toEqual({ status: 'fulfilled', value: { done: true, value: undefined } });
  });

  it('gives nothing of what was not taken after an error', async () => {
    const { source, values } = pushed(3);
    const first = values.next();
    for (const value of [1, 2]) source.next(value);
    await first;
    source.error(failure);
    await expect(values.next()).rejects.toBe(failure);
    expect(await values.next()).toEqual({ done: true, value: undefined });
  });

  it('waits for ever where the stream does, and can be left all the same', async () => {
    const values = handedOver(() => NEVER);
    const waiting = values.next();
    const other = await Promise.race([waiting, tick().then(() => 'waits')]);
    expect(other).toBe('waits');
    await values.return();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  it('is at its end when the stream has nothing', async () => {
    expect(await handedOver(() => of()).next()).toEqual({ done: true, value: undefined });
  });
});
