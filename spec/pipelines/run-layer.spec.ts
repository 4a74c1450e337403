import { map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Experiment } from '../../lib/experiment/experiment.js';
import { runLayer } from '../../pipelines/run-layer.js';
import { experimentOf, scalarLayer } from '../support/experiments.js';
import { inTurn, marblePool } from '../support/marble-pool.js';
import { marbles } from '../support/marbles.js';

describe('runLayer', () => {
  it('emits each experiment, richer by the columns of the layer, when its last task is done', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const [a, b] = [experimentOf('a', { transfer: 2 }), experimentOf('b', { transfer: 1, transient: 1 })];
      const runs = [cold('-----(r|)'), cold('--(r|)'), cold('-(r|)'), cold('-(r|)')];
      const experiments = cold('ab-----|', { a, b });
      const subscribed = '      ^------!';
      const running = ['        ^----!', '^-!', '--^!', '---^!'];
      const expected = '        ----ba-|';
      const richer = experiments.pipe(
        runLayer(scalarLayer, marblePool(inTurn(...runs)), { stepsPerTask: 1, concurrency: 2 }),
        map(({ file, columns, lease }) => [file, [...(columns.get('largest')?.values ?? [])], lease.state]),
      );
      expectObservable(richer).toBe(expected, { a: ['a', [0, 1], 'offered'], b: ['b', [0], 'offered'] });
      expectSubscriptions(experiments.subscriptions).toBe(subscribed);
      for (const [i, run] of runs.entries()) expectSubscriptions(run.subscriptions).toBe(running[i] as string);
    });
  });

  it('passes an error on, and an unsubscribe up', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const failing = cold<Experiment>('--#');
      expectObservable(failing.pipe(runLayer(scalarLayer, marblePool(inTurn())))).toBe('--#');
      const run = cold('------');
      const endless = cold('-a----', { a: experimentOf('a', { transfer: 1 }) });
      const until = '       ---!  ';
      const subscribed = '  ^--!  ';
      const running = '     -^-!  ';
      expectObservable(endless.pipe(runLayer(scalarLayer, marblePool(inTurn(run)))), until).toBe('---');
      expectSubscriptions(endless.subscriptions).toBe(subscribed);
      expectSubscriptions(run.subscriptions).toBe(running);
    });
  });

  it('refuses wrong options at once', () => {
    const refused = expect.objectContaining({ code: 'bad-argument' });
    expect(() => runLayer(scalarLayer, marblePool(inTurn()), { concurrency: 0 })).toThrow(refused);
  });
});
