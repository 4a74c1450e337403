import { from, map, NEVER, type Observable, type OperatorFunction } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { OectError } from '../../lib/errors.js';
import type { StepPool } from '../../lib/pool/step-pool.js';
import type { StepResult, StepTask } from '../../lib/task/step-task.js';
import { runOnPool } from '../../operators/run-on-pool.js';
import { experimentOf, resultOf, scalarLayer, tasksOf } from '../support/experiments.js';
import { marblePool } from '../support/marble-pool.js';
import { marbles } from '../support/marbles.js';

describe('runOnPool', () => {
  it('runs so many tasks at a time, the next when one has ended, and emits results as they come', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const [a, b, c, d] = fourTasks();
      const runs = {
        a: cold('-----(a|)', answers(a)),
        b: cold('  --(b|)', answers(b)),
        c: cold('    -----(c|)', answers(c)),
        d: cold('       -(d|)', answers(d)),
      };
      const tasks = cold(' (abcd|)      ', { a, b, c, d });
      const subscribed = ' (^!)         ';
      const subscribedA = '^----!       ';
      const subscribedB = '^-!          ';
      const subscribedC = '--^----!     ';
      const subscribedD = '-----^!      ';
      const expected = '   --b--ad(c|)  ';
      const pool = poolOf(
        new Map([a, b, c, d].map((task, i) => [task, Object.values(runs)[i] as Observable<StepResult>])),
      );
      const names = new Map([a, b, c, d].map((task, i) => [task, 'abcd'[i]]));

      expectObservable(tasks.pipe(runOnPool(pool, { concurrency: 2 }), nameOf(names))).toBe(expected);
      expectSubscriptions(tasks.subscriptions).toBe(subscribed);
      expectSubscriptions(runs.a.subscriptions).toBe(subscribedA);
      expectSubscriptions(runs.b.subscriptions).toBe(subscribedB);
      expectSubscriptions(runs.c.subscriptions).toBe(subscribedC);
      expectSubscriptions(runs.d.subscriptions).toBe(subscribedD);
    });
  });

  it('takes twice the size of the pool if no concurrency is given', () => {
    marbles(({ cold, flush, expectSubscriptions }) => {
      const run = cold<StepResult>('-');
      const tasks = tasksOf(experimentOf('a', { transfer: 9 }), 1);
      const pool = { ...poolOf(new Map()), size: 3, run: () => run };
      from(tasks).pipe(runOnPool(pool)).subscribe();
      flush();
      expectSubscriptions(run.subscriptions).toBe(Array.from({ length: 6 }, () => '^'));
    });
  });

  it('starts nothing before it is subscribed to, and stops everything when it is unsubscribed from', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const [a, b] = fourTasks();
      const run = cold<StepResult>('-------');
      const tasks = cold('--(ab)', { a, b });
      const from3 = '     ---^----!';
      const subscribed = '---^----!';
      const running = '   -----^--!';
      const results = tasks.pipe(runOnPool({ ...poolOf(new Map()), run: () => run }));
      expectObservable(results, from3).toBe('---------');
      expectSubscriptions(tasks.subscriptions).toBe(subscribed);
      expectSubscriptions(run.subscriptions).toBe([running, running]);
    });
  });

  it('drops the tasks of an experiment that is closed, those that run and those that wait', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const experiment = experimentOf('closed', { transfer: 2 });
      const other = experimentOf('other', { transfer: 1 });
      const [a, b] = tasksOf(experiment, 1) as [StepTask, StepTask];
      const [c] = tasksOf(other, 1) as [StepTask];
      const runs = { a: cold('------(a|)', answers(a)), b: cold<StepResult>('-'), c: cold('-(c|)', answers(c)) };
      const tasks = cold('(abc|)', { a, b, c });
      const runningA = '  ^---!   ';
      const runningC = '  ----^!  ';
      const expected = '  -----(c|)';
      hot('               ----x').subscribe(() => experiment.close());
      const pool = poolOf(
        new Map<StepTask, Observable<StepResult>>([
          [a, runs.a],
          [b, runs.b],
          [c, runs.c],
        ]),
      );

      expectObservable(tasks.pipe(runOnPool(pool, { concurrency: 1 }), nameOf(new Map([[c, 'c']])))).toBe(expected);
      expectSubscriptions(runs.a.subscriptions).toBe(runningA);
      expectSubscriptions(runs.b.subscriptions).toBe([]);
      expectSubscriptions(runs.c.subscriptions).toBe(runningC);
    });
  });

  it('drops any number of waiting tasks', async () => {
    const experiment = experimentOf('closed', { transfer: 10_000 });
    const completed = new Promise<void>((resolve, reject) => {
      from(tasksOf(experiment, 1))
        .pipe(runOnPool({ ...poolOf(new Map()), run: () => NEVER }))
        .subscribe({ complete: resolve, error: reject });
    });
    experiment.close();
    await completed;
  });

  it('has the pool close a file when its experiment is closed, once', () => {
    marbles(({ cold, flush }) => {
      const released: string[] = [];
      const experiment = experimentOf('a', { transfer: 3 });
      const pool = { ...poolOf(new Map()), run: () => NEVER, release: (file: string) => void released.push(file) };
      cold('(abc|)', Object.fromEntries(tasksOf(experiment, 1).map((task, i) => ['abc'[i], task])))
        .pipe(runOnPool(pool, { concurrency: 3 }))
        .subscribe();
      flush();
      expect(released).toEqual([]);
      experiment.close();
      experiment.close();
      expect(released).toEqual(['a']);
    });
  });

  it('answers an empty task itself', () => {
    marbles(({ cold, expectObservable }) => {
      const [task] = tasksOf(experimentOf('empty'), 1) as [StepTask];
      const tasks = cold('-a|', { a: task });
      const expected = '  -r|';
      const answer = { task, steps: { start: 0, stop: 0 }, cells: 0, columns: new Map(), remarks: [] };
      expectObservable(tasks.pipe(runOnPool(poolOf(new Map())))).toBe(expected, { r: answer });
    });
  });

  describe('when measurements cannot be read', () => {
    const unreadable = new OectError('data-corrupt', 'checksum', { file: 'bad' });

    it('ends in the error', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const [a, b] = fourTasks();
        const runs = { a: cold<StepResult>('--#', {}, unreadable), b: cold<StepResult>('------') };
        const pool = poolOf(
          new Map([
            [a, runs.a],
            [b, runs.b],
          ]),
        );
        const tasks = cold('(ab|)', { a, b });
        const expected = '  --#';
        const runningB = '  ^-!';
        expectObservable(tasks.pipe(runOnPool(pool))).toBe(expected, {}, unreadable);
        expectSubscriptions(runs.b.subscriptions).toBe(runningB);
      });
    });

    it('tells onUnreadable once, closes that experiment and goes on with the others', () => {
      const told: unknown[] = [];
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const bad = experimentOf('bad', { transfer: 3 });
        const good = experimentOf('good', { transfer: 1 });
        const [a, b, c] = tasksOf(bad, 1) as [StepTask, StepTask, StepTask];
        const [d] = tasksOf(good, 1) as [StepTask];
        const runs = {
          a: cold<StepResult>('--#', {}, unreadable),
          b: cold<StepResult>('--#', {}, unreadable),
          c: cold<StepResult>('-'),
          d: cold('---(d|)', answers(d)),
        };
        const tasks = cold('(abcd|)', { a, b, c, d });
        const runningB = '  ^-!     ';
        const runningD = '  --^--!  ';
        const expected = '  -----(d|)';
        const pool = poolOf(
          new Map<StepTask, Observable<StepResult>>([
            [a, runs.a],
            [b, runs.b],
            [c, runs.c],
            [d, runs.d],
          ]),
        );
        const onUnreadable = (error: OectError, file: string) => told.push([error, file, bad.lease.state]);
        const results = tasks.pipe(runOnPool(pool, { concurrency: 2, onUnreadable }), nameOf(new Map([[d, 'd']])));
        expectObservable(results).toBe(expected);
        expectSubscriptions(runs.b.subscriptions).toBe(runningB);
        expectSubscriptions(runs.c.subscriptions).toBe([]);
        expectSubscriptions(runs.d.subscriptions).toBe(runningD);
      });
      expect(told).toEqual([[unreadable, 'bad', 'offered']]);
    });

    it('ends in any other error, whatever onUnreadable is', () => {
      marbles(({ cold, expectObservable }) => {
        const [a] = fourTasks();
        const error = new OectError('bad-module', 'no such module');
        const pool = poolOf(new Map([[a, cold<StepResult>('-#', {}, error)]]));
        const onUnreadable = () => expect.unreachable();
        expectObservable(cold('a', { a }).pipe(runOnPool(pool, { onUnreadable }))).toBe('-#', {}, error);
      });
    });
  });

  it('refuses a concurrency below 1', () => {
    const refused = expect.objectContaining({ code: 'bad-argument', message: expect.stringContaining('NaN') });
    expect(() => runOnPool(poolOf(new Map()), { concurrency: Number.NaN })).toThrow(refused);
  });
});

function fourTasks() {
  return tasksOf(experimentOf('four', { transfer: 4 }), 1, scalarLayer) as [StepTask, StepTask, StepTask, StepTask];
}

/** Any letter of a marble diagram stands for the answer to this task. */
function answers(task: StepTask): Readonly<Record<string, StepResult>> {
  const result = resultOf(task);
  return { a: result, b: result, c: result, d: result };
}

function nameOf(names: ReadonlyMap<StepTask, string | undefined>): OperatorFunction<StepResult, string> {
  return map(({ task }) => names.get(task) ?? '?');
}

/** A pool in which each task is answered by its diagram. */
function poolOf(runs: ReadonlyMap<StepTask, Observable<StepResult>>): StepPool {
  return marblePool((task) => runs.get(task) ?? expect.unreachable());
}
