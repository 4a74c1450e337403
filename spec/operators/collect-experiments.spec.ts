import { map, type Observable, of, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Experiment } from '../../lib/experiment/experiment.js';
import type { StepResult, StepTask } from '../../lib/task/step-task.js';
import { collectExperiments } from '../../operators/collect-experiments.js';
import { experimentOf, resultOf, scalarLayer, tasksOf } from '../support/experiments.js';
import { marbles } from '../support/marbles.js';

describe('collectExperiments', () => {
  it('emits each experiment as soon as its last cell is in, whatever the others are doing', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const [a, b, c] = resultsOf('a', 3);
      const [x, y] = resultsOf('x', 2);
      const [m] = resultsOf('m', 1);
      const results = cold('c-x-m-a-y-b--|', { a, b, c, x, y, m });
      const subscribed = '  ^------------!';
      const expected = '    ----m---x-a--|';
      const emitted = results.pipe(collectExperiments(scalarLayer), files);
      expectObservable(emitted).toBe(expected);
      expectSubscriptions(results.subscriptions).toBe(subscribed);
    });
  });

  it('passes an error on at once, and an unsubscribe up', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const [a] = resultsOf('a', 2);
      const failing = cold(' a--#', { a });
      expectObservable(failing.pipe(collectExperiments(scalarLayer))).toBe('---#');
      expectSubscriptions(failing.subscriptions).toBe('          ^--!');

      const endless = cold(' a----', { a });
      const until = '        ---!';
      expectObservable(endless.pipe(collectExperiments(scalarLayer)), until).toBe('---');
      expectSubscriptions(endless.subscriptions).toBe('          ^--!');
    });
  });

  it('takes several results for the parts of one task', () => {
    marbles(({ cold, expectObservable }) => {
      const [task] = tasksOf(experimentOf('a', { transfer: 4 }), 4) as [StepTask];
      const a = resultOf(task, { start: 3, stop: 4 });
      const b = resultOf(task, { start: 0, stop: 1 });
      const c = resultOf(task, { start: 1, stop: 3 });
      const results = cold('a-b-c-', { a, b, c });
      const expected = '    ----a-';
      expectObservable(results.pipe(collectExperiments(scalarLayer), files)).toBe(expected);
    });
  });

  it('emits an experiment without steps', () => {
    marbles(({ cold, expectObservable }) => {
      const [e] = resultsOf('e', 0);
      expectObservable(cold('-e', { e }).pipe(collectExperiments(scalarLayer), files)).toBe('-e');
    });
  });

  it('joins the columns, and the same whatever the order of the results was', () => {
    const experiment = experimentOf('a', { transfer: 5, transient: 2 });
    const results = tasksOf(experiment, 2).map((task) => resultOf(task));
    for (const shuffled of [results, results.toReversed(), [...results.slice(2), ...results.slice(0, 2)]]) {
      const [collected] = collect(of(...shuffled));
      expect(collected?.columns.get('largest')).toEqual({ shape: [5], values: Float64Array.of(0, 1, 2, 3, 4) });
      expect(collected?.columns.get('peak')).toEqual({ shape: [2], values: Float64Array.of(0, 1) });
    }
  });

  it('has a column without rows for each feature of a source that the experiment does not have', () => {
    const none = { shape: [0], values: new Float64Array(0) };
    const [noTransient] = collect(of(...resultsOf('a', 1).slice(0, 1)));
    expect(noTransient?.columns.get('peak')).toEqual(none);
    const [nothing] = collect(of(...resultsOf('b', 0)));
    expect(nothing?.columns).toEqual(
      new Map([
        ['largest', none],
        ['peak', none],
      ]),
    );
  });

  it('keeps the columns and remarks of earlier layers, and joins the remarks of this one', () => {
    const remark = { feature: 'x', kind: 'null', reason: 'before', steps: [0] } as const;
    const before = { shape: [2], values: Float64Array.of(8, 9) } as const;
    const experiment: Experiment = {
      ...experimentOf('a', { transfer: 2 }),
      columns: new Map([['before', before]]),
      remarks: [remark],
    };
    const null1 = { feature: 'largest', kind: 'null', reason: 'no point' } as const;
    const results = tasksOf(experiment, 1)
      .map((task, step) => ({ ...resultOf(task), remarks: [{ ...null1, steps: [step] }] }))
      .reverse();
    const [collected] = collect(of(...results));
    expect([...(collected?.columns.keys() ?? [])]).toEqual(['before', 'largest', 'peak']);
    expect(collected?.columns.get('before')).toBe(before);
    expect(collected?.remarks).toEqual([remark, { ...null1, steps: [0, 1] }]);
  });

  it('tells the same file opened twice apart', () => {
    const twice = ['same', 'same'].flatMap((file) => resultsOf(file, 2));
    const collected = collect(of(...twice));
    expect(collected.map(({ file }) => file)).toEqual(['same', 'same']);
    expect(new Set(collected.map(({ id }) => id)).size).toBe(2);
  });

  it('offers what it emits to whoever comes next', () => {
    const [a] = resultsOf('a', 1);
    a?.task.experiment.lease.pass('in-layer');
    expect(collect(of(a as StepResult)).map(({ lease }) => lease.state)).toEqual(['offered']);
  });

  // What is kept shows in who still listens: a group that is kept listens to its experiment's end.
  it('forgets an experiment once it is emitted, and one that is closed on the way', () => {
    const results = new Subject<StepResult>();
    const emitted: string[] = [];
    results.pipe(collectExperiments(scalarLayer)).subscribe(({ file }) => emitted.push(file));
    const complete = resultsOf('complete', 2);
    const closed = resultsOf('closed', 3);
    const listeners = [complete, closed].map(([{ task }]) => countListeners(task.experiment));

    results.next(complete[0]);
    results.next(closed[0]);
    expect(listeners.map((count) => count())).toEqual([1, 1]);

    results.next(complete[1]);
    closed[0].task.experiment.close();
    expect(listeners.map((count) => count())).toEqual([0, 0]);

    results.next(closed[1]);
    results.next(closed[2]);
    results.complete();
    expect(emitted).toEqual(['complete']);
  });
});

/** The results of an experiment's transfer steps, one each. */
function resultsOf(file: string, steps: number): [StepResult, StepResult, StepResult] {
  return tasksOf(experimentOf(file, { transfer: steps }), 1).map((task) => resultOf(task)) as never;
}

const files = map<Experiment, string>(({ file }) => file);

function collect(results: Observable<StepResult>): Experiment[] {
  const collected: Experiment[] = [];
  results.pipe(collectExperiments(scalarLayer)).subscribe((experiment) => collected.push(experiment));
  return collected;
}

/** Counts from now on who waits for the experiment to be closed. */
function countListeners({ lease }: Experiment): () => number {
  const onClose = lease.onClose.bind(lease);
  let count = 0;
  lease.onClose = (listener) => {
    count += 1;
    const remove = onClose(listener);
    return () => {
      count -= 1;
      remove();
    };
  };
  return () => count;
}
