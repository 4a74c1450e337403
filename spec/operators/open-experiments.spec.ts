import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { concat, from, lastValueFrom, map, mergeMap, NEVER, type Observable, of, Subject, tap, toArray } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OectError } from '../../lib/errors.js';
import type { Experiment, LeaseState } from '../../lib/experiment/experiment.js';
import type { ExperimentHead } from '../../lib/experiment/head.js';
import { stepCounts } from '../../lib/experiment/head.js';
import { consumeExperiments } from '../../operators/consume-experiments.js';
import { openExperiments } from '../../operators/open-experiments.js';
import { stepTasks } from '../../operators/step-tasks.js';
import { headOf, scalarLayer } from '../support/experiments.js';
import { goldenCases } from '../support/golden.js';
import { marbles, promiseOf } from '../support/marbles.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const [golden] = goldenCases();
if (golden === undefined) throw new Error('there is no golden file');

describe('openExperiments', () => {
  const folder = temporaryFolder();

  it('has at most maxOpen experiments open, and opens the next one when one is closed', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const reads = {
        a: cold('--(h|)', { h: headOf('a') }),
        b: cold('-(h|) ', { h: headOf('b') }),
        c: cold('---(h|)', { h: headOf('c') }),
      };
      const lives = { a: cold('------|'), b: cold('---|'), c: cold('--|') };
      const files = cold(' (abc|)     ');
      const subscribed = ' (^!)        ';
      const readingA = '   ^-!         ';
      const livingA = '    --^-----!   ';
      const readingB = '   ^!          ';
      const livingB = '    -^--!       ';
      const readingC = '   ----^--!    ';
      const livingC = '    -------^-!  ';
      const expected = '   -ba----c-|  ';
      const experiments = files.pipe(
        openExperiments({ maxOpen: 2, pool: poolOf(openerOf(reads)) }),
        consumeExperiments(({ file }) => concat(of(file), lives[file as keyof typeof lives])),
      );
      expectObservable(experiments).toBe(expected);
      expectSubscriptions(files.subscriptions).toBe(subscribed);
      expectSubscriptions(reads.a.subscriptions).toBe(readingA);
      expectSubscriptions(lives.a.subscriptions).toBe(livingA);
      expectSubscriptions(reads.b.subscriptions).toBe(readingB);
      expectSubscriptions(lives.b.subscriptions).toBe(livingB);
      expectSubscriptions(reads.c.subscriptions).toBe(readingC);
      expectSubscriptions(lives.c.subscriptions).toBe(livingC);
    });
  });

  it('opens nothing before it is subscribed to, and closes all that is open when it is unsubscribed from', () => {
    const opened: Experiment[] = [];
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const reads = { a: cold('-(h|)', { h: headOf('a') }), b: cold('------(h|)', { h: headOf('b') }) };
      const files = cold('   (ab|)      ');
      const subscription = ' --^---!    ';
      const subscribed = '   --(^!)     ';
      const reading = '      --^!       ';
      const expected = '     ---a---    ';
      const experiments = files.pipe(
        openExperiments({ pool: poolOf(openerOf(reads)) }),
        tap((experiment) => opened.push(experiment)),
        map(({ file }) => file),
      );
      expectObservable(experiments, subscription).toBe(expected);
      expectSubscriptions(files.subscriptions).toBe(subscribed);
      expectSubscriptions(reads.a.subscriptions).toBe(reading);
    });
    expect(statesOf(opened)).toEqual(['closed']);
  });

  it('closes all that is open when the stream ends in an error', () => {
    const opened: Experiment[] = [];
    marbles(({ cold, expectObservable }) => {
      const reads = { a: cold('-(h|)', { h: headOf('a') }), b: cold('-(h|)', { h: headOf('b') }) };
      const files = cold(' (ab)-#');
      const expected = '   -(ab)#';
      const experiments = files.pipe(
        openExperiments({ pool: poolOf(openerOf(reads)) }),
        tap((experiment) => opened.push(experiment)),
        map(({ file }) => file),
      );
      expectObservable(experiments).toBe(expected);
    });
    expect(statesOf(opened)).toEqual(['closed', 'closed']);
  });

  it('completes when all that it opened is closed, and at once if there is no file', () => {
    marbles(({ cold, expectObservable }) => {
      const open = openerOf({ a: cold('-(h|)', { h: headOf('a') }) });
      const files = cold('         a|');
      const expected = '           -a---|';
      const life = cold('           ----|');
      const consumed = files.pipe(
        openExperiments({ pool: poolOf(open) }),
        consumeExperiments(({ file }) => concat(of(file), life)),
      );
      expectObservable(consumed).toBe(expected);
      expectObservable(cold<string>('--|').pipe(openExperiments())).toBe('--|');
    });
  });

  it('goes on when the consumer closes an experiment at once', async () => {
    const open = async (file: string) => headOf(file);
    const closed = from(['a', 'b', 'c']).pipe(
      openExperiments({ maxOpen: 1, pool: poolOf(open) }),
      tap((experiment) => experiment.close()),
      map(({ file }) => file),
      toArray(),
    );
    expect(await lastValueFrom(closed)).toEqual(['a', 'b', 'c']);
  });

  describe('of files that cannot be read', () => {
    const unreadable = new OectError('not-hdf5', 'bad is not HDF5', { file: 'bad' });

    it('ends in the error', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const reads = { a: cold<ExperimentHead>('-#', {}, unreadable), b: cold('--(h|)', { h: headOf('b') }) };
        const files = cold('(ab)--');
        const expected = '  -#    ';
        const subscribed = '^!    ';
        expectObservable(files.pipe(openExperiments({ pool: poolOf(openerOf(reads)) }))).toBe(expected, {}, unreadable);
        expectSubscriptions(files.subscriptions).toBe(subscribed);
      });
    });

    it('tells onUnreadable and goes on with the next', () => {
      const told: unknown[] = [];
      marbles(({ cold, expectObservable }) => {
        const reads = { a: cold<ExperimentHead>('-#', {}, unreadable), b: cold('--(h|)', { h: headOf('b') }) };
        const files = cold('(ab|)');
        const expected = '  ---b';
        const onUnreadable = (error: OectError, file: string) => told.push([error, file]);
        const experiments = files.pipe(
          openExperiments({ maxOpen: 1, pool: poolOf(openerOf(reads)), onUnreadable }),
          map(({ file }) => file),
        );
        expectObservable(experiments, '^---!').toBe(expected);
      });
      expect(told).toEqual([[unreadable, 'a']]);
    });

    it('tells nobody after it was unsubscribed from', async () => {
      const read = new Subject<ExperimentHead>();
      const onUnreadable = () => expect.unreachable();
      const subscription = of('a')
        .pipe(openExperiments({ pool: poolOf(() => lastValueFrom(read)), onUnreadable }))
        .subscribe();
      subscription.unsubscribe();
      read.error(unreadable);
      await new Promise((resolve) => setTimeout(resolve, 1));
    });

    it('ends in an error that is not the fault of a file, whatever onUnreadable is', async () => {
      const onUnreadable = () => expect.unreachable();
      const fault = new OectError('pool-closed', 'the pool was closed');
      const opened = of('a').pipe(openExperiments({ pool: poolOf(() => Promise.reject(fault)), onUnreadable }));
      await expect(lastValueFrom(opened)).rejects.toBe(fault);
    });
  });

  describe('when experiments are dropped unclosed', () => {
    beforeEach(() => void vi.useFakeTimers());
    afterEach(() => void vi.useRealTimers());
    const open = async (file: string) => headOf(file);
    const stallMs = 1000;

    it('ends in an error that names their files, and closes them', async () => {
      const opened: Experiment[] = [];
      const experiments = from(['a', 'b', 'c']).pipe(
        openExperiments({ maxOpen: 2, pool: poolOf(open), stallMs }),
        tap((experiment) => opened.push(experiment)),
      );
      const stalled = expect(lastValueFrom(experiments)).rejects.toMatchObject({
        code: 'internal',
        message: expect.stringMatching(/all 2 experiments .* 1000 ms.*: a, b; close each experiment/),
      });
      await vi.advanceTimersByTimeAsync(2 * stallMs);
      await stalled;
      expect(statesOf(opened)).toEqual(['closed', 'closed']);
      expect(vi.getTimerCount()).toBe(0);
    });

    it.each<[string, (experiment: Experiment) => void]>([
      [
        'a consumer has one',
        (experiment) =>
          of(experiment)
            .pipe(consumeExperiments(() => NEVER))
            .subscribe(),
      ],
      ['one is in a layer', (experiment) => of(experiment).pipe(stepTasks(scalarLayer)).subscribe()],
      ['less are open than may be', (experiment) => experiment.close()],
    ])('waits as long as %s', async (_, take) => {
      const events: unknown[] = [];
      const note = (event?: unknown) => void events.push(event);
      const subscription = from(['a', 'b'])
        .pipe(
          openExperiments({ maxOpen: 2, pool: poolOf(open), stallMs }),
          tap((experiment) => experiment.file === 'b' && take(experiment)),
        )
        .subscribe({ error: note, complete: note });
      await vi.advanceTimersByTimeAsync(10 * stallMs);
      subscription.unsubscribe();
      expect(events).toEqual([]);
      expect(vi.getTimerCount()).toBe(0);
    });

    it('counts the time from when the last one came out, not from when it was opened', async () => {
      const consumed = from(['a', 'b', 'c']).pipe(
        openExperiments({ maxOpen: 1, pool: poolOf(open), stallMs }),
        mergeMap(async (experiment) => {
          experiment.lease.pass('in-layer');
          await wait(stallMs - 1);
          experiment.lease.pass('offered');
          await wait(stallMs - 1);
          experiment.close();
          return experiment.file;
        }),
        toArray(),
      );
      const files = lastValueFrom(consumed);
      await vi.advanceTimersByTimeAsync(10 * stallMs);
      expect(await files).toEqual(['a', 'b', 'c']);
    });
  });

  describe('with so much memory for tables', () => {
    /** Each experiment takes as much as its file says. */
    const tablesOf = (bytes: number, of: Readonly<Record<string, number>>) => ({
      bytes,
      of: ({ file }: ExperimentHead) => of[file] as number,
    });

    it('emits the next one when there is as much left as it takes, in the order in which their heads came', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const reads = {
          a: cold('-(h|)', { h: headOf('a') }),
          b: cold('-(h|)', { h: headOf('b') }),
          c: cold('-(h|)', { h: headOf('c') }),
        };
        const lives = { a: cold('-----|'), b: cold('------|'), c: cold('-----|') };
        const files = cold(' (abc|)       ');
        const reading = '    ^!           ';
        const livingA = '    -^----!      ';
        const livingB = '    ------^-----!';
        const livingC = '    ------^----! ';
        // When b has enough, so has c behind it, for which there was enough all the time.
        const expected = '   -a----(bc)--|';
        const experiments = files.pipe(
          openExperiments({ pool: poolOf(openerOf(reads)), tables: tablesOf(10, { a: 6, b: 6, c: 4 }) }),
          consumeExperiments(({ file }) => concat(of(file), lives[file as keyof typeof lives])),
        );
        expectObservable(experiments).toBe(expected);
        for (const { subscriptions } of Object.values(reads)) expectSubscriptions(subscriptions).toBe(reading);
        expectSubscriptions(lives.a.subscriptions).toBe(livingA);
        expectSubscriptions(lives.b.subscriptions).toBe(livingB);
        expectSubscriptions(lives.c.subscriptions).toBe(livingC);
      });
    });

    it('emits one that takes more than there is when no other is open, and no other beside it', () => {
      marbles(({ cold, expectObservable }) => {
        const reads = {
          a: cold('-(h|)', { h: headOf('a') }),
          h: cold('-(h|)', { h: headOf('h') }),
          b: cold('-(h|)', { h: headOf('b') }),
        };
        const lives = { a: cold('---|'), h: cold('---|'), b: cold('--|') };
        const files = cold('(ahb|)   ');
        const expected = '  -a--h--b-|';
        const experiments = files.pipe(
          openExperiments({ pool: poolOf(openerOf(reads)), tables: tablesOf(10, { a: 1, h: 100, b: 1 }) }),
          consumeExperiments(({ file }) => concat(of(file), lives[file as keyof typeof lives])),
        );
        expectObservable(experiments).toBe(expected);
      });
    });

    it('opens no more than maxOpen, those that wait for memory among them', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const reads = {
          a: cold('-(h|)', { h: headOf('a') }),
          b: cold('-(h|)', { h: headOf('b') }),
          c: cold('-(h|)', { h: headOf('c') }),
        };
        const files = cold('(abc|)');
        const readingC = '  ----^!';
        const expected = '  -a--b-----';
        const lives = { a: cold('---|'), b: cold('----'), c: cold('----') };
        const experiments = files.pipe(
          openExperiments({ maxOpen: 2, pool: poolOf(openerOf(reads)), tables: tablesOf(1, { a: 1, b: 1, c: 1 }) }),
          consumeExperiments(({ file }) => concat(of(file), lives[file as keyof typeof lives])),
        );
        expectObservable(experiments, '^--------!').toBe(expected);
        expectSubscriptions(reads.c.subscriptions).toBe(readingC);
      });
    });

    it.each<[string, (stop: AbortController, unsubscribe: () => void) => void]>([
      ['unsubscribed from', (_, unsubscribe) => unsubscribe()],
      ['aborted', (stop) => stop.abort()],
    ])('releases the file of one that waits for memory when it is %s', async (_, end) => {
      const stop = new AbortController();
      const pool = poolOf(async (file) => headOf(file));
      const emitted: string[] = [];
      const subscription = from(['a', 'b'])
        .pipe(openExperiments({ pool, tables: tablesOf(1, { a: 1, b: 1 }), signal: stop.signal }))
        .subscribe(({ file }) => emitted.push(file));
      await wait(1);
      expect([emitted, pool.released]).toEqual([['a'], []]);
      end(stop, () => subscription.unsubscribe());
      await wait(1);
      expect(emitted).toEqual(['a']);
      expect(pool.released.toSorted()).toEqual(['a', 'b']);
    });

    it('ends in an error when all that have the memory are dropped unclosed', async () => {
      vi.useFakeTimers();
      try {
        const experiments = from(['a', 'b', 'c']).pipe(
          openExperiments({
            pool: poolOf(async (file) => headOf(file)),
            tables: tablesOf(2, { a: 1, b: 1, c: 1 }),
            stallMs: 1000,
          }),
        );
        const stalled = expect(lastValueFrom(experiments)).rejects.toMatchObject({
          code: 'internal',
          message: expect.stringMatching(/all 2 experiments .* 1000 ms.*: a, b; close each experiment/),
        });
        await vi.advanceTimersByTimeAsync(2000);
        await stalled;
        expect(vi.getTimerCount()).toBe(0);
      } finally {
        vi.useRealTimers();
      }
    });

    it('ends in an error when what one takes is no amount', async () => {
      const pool = poolOf(async (file) => headOf(file));
      const opened = of('a').pipe(openExperiments({ pool, tables: tablesOf(1, { a: Number.NaN }) }));
      await expect(lastValueFrom(opened)).rejects.toMatchObject({ code: 'bad-argument' });
    });
  });

  it('takes paths, URLs and the text of URLs, with any character in them', async () => {
    const path = join(folder, '#1 50% of ü?.h5');
    copyFileSync(golden.file, path);
    const url = pathToFileURL(path);
    const heads = of(path, url, url.href).pipe(
      openExperiments(),
      consumeExperiments(({ file, head }) => [[file, stepCounts(head).transient]]),
      toArray(),
    );
    const expected = [path, golden.expected.transient.length];
    expect(await lastValueFrom(heads)).toEqual([expected, expected, expected]);
  });

  it.each(['file:///%ZZ.h5', new URL('https://example.org/a.h5')])('refuses %s', async (file) => {
    const opened = of(file).pipe(openExperiments({ onUnreadable: () => expect.unreachable() }));
    await expect(lastValueFrom(opened)).rejects.toMatchObject({
      code: 'bad-argument',
      message: expect.stringContaining(String(file)),
    });
  });

  it('stops in good order when its signal is aborted: opens no more, closes what nobody has taken, waits for the rest', async () => {
    const stop = new AbortController();
    const opened: Experiment[] = [];
    const experiments = from(['a', 'b', 'c']).pipe(
      openExperiments({ maxOpen: 2, pool: poolOf(async (file) => headOf(file)), signal: stop.signal }),
      tap((experiment) => {
        opened.push(experiment);
        if (experiment.file === 'b') experiment.lease.pass('taken');
      }),
    );
    const completed = lastValueFrom(experiments);
    await wait(1);
    stop.abort();
    expect(statesOf(opened)).toEqual(['closed', 'taken']);
    opened[1]?.close();
    expect((await completed).file).toBe('b');
    expect(opened).toHaveLength(2);
  });

  it('has the pool release the file of an experiment that is closed', async () => {
    const pool = poolOf(async (file) => headOf(file));
    await lastValueFrom(
      of('a').pipe(
        openExperiments({ pool }),
        consumeExperiments(() => of(pool.released.length)),
      ),
    );
    expect(pool.released).toEqual(['a']);
  });

  it('has the pool release a file whose head comes when nobody waits for it any more', async () => {
    const read = new Subject<ExperimentHead>();
    const pool = poolOf(() => lastValueFrom(read));
    of('a').pipe(openExperiments({ pool })).subscribe().unsubscribe();
    read.next(headOf('a'));
    read.complete();
    await wait(1);
    expect(pool.released).toEqual(['a']);
  });

  it.each([
    { maxOpen: 0 },
    { maxOpen: Number.NaN },
    { stallMs: 0 },
    { stallMs: Number.POSITIVE_INFINITY },
    { tables: { bytes: 0, of: () => 1 } },
    { tables: { bytes: Number.NaN, of: () => 1 } },
  ])('refuses %o', (options) => {
    const [name] = Object.keys(options);
    expect(() => openExperiments(options)).toThrow(
      expect.objectContaining({ code: 'bad-argument', message: expect.stringContaining(String(name)) }),
    );
  });
});

/** The part of a pool that opens: reads heads with `open`, and keeps the names of what it is to release. */
function poolOf(open: (file: string) => Promise<ExperimentHead>) {
  const released: string[] = [];
  return { open, release: (file: string) => void released.push(file), released };
}

/** Reads each file in virtual time, as its diagram says. */
function openerOf(reads: Readonly<Record<string, Observable<ExperimentHead>>>) {
  return (file: string) => promiseOf(reads[file] as Observable<ExperimentHead>);
}

function statesOf(experiments: readonly Experiment[]): LeaseState[] {
  return experiments.map(({ lease }) => lease.state);
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
