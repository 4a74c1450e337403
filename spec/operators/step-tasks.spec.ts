import { map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Experiment } from '../../lib/experiment/experiment.js';
import type { StepTask } from '../../lib/task/step-task.js';
import { stepTasks } from '../../operators/step-tasks.js';
import { experimentOf, layerOf, scalarLayer } from '../support/experiments.js';
import { marbles } from '../support/marbles.js';

describe('stepTasks', () => {
  it('cuts each experiment into tasks, source by source, as soon as it comes', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const a = experimentOf('a', { transfer: 3, transient: 1 });
      const b = experimentOf('b', { transient: 2 });
      const experiments = cold('a------b--|', { a, b });
      const subscribed = '      ^---------!';
      const expected = '        (uvw)--x--|';
      expectObservable(experiments.pipe(stepTasks(scalarLayer, { stepsPerTask: 2 }), map(inWords))).toBe(expected, {
        u: 'a: transfer 0-2 of 4 cells',
        v: 'a: transfer 2-3 of 4 cells',
        w: 'a: transient 0-1 of 4 cells',
        x: 'b: transient 0-2 of 2 cells',
      });
      expectSubscriptions(experiments.subscriptions).toBe(subscribed);
    });
  });

  it('gives one empty task for an experiment without steps for the layer, so that it is not lost', () => {
    marbles(({ cold, expectObservable }) => {
      const onlyTransfer = layerOf({ largest: { extractor: 'transfer.absI_max' } });
      const experiments = cold('a-b-|', { a: experimentOf('a'), b: experimentOf('b', { transient: 2 }) });
      const expected = '        u-v-|';
      expectObservable(experiments.pipe(stepTasks(onlyTransfer), map(inWords))).toBe(expected, {
        u: 'a: nothing, 0-0 of 0 cells',
        v: 'b: nothing, 0-0 of 0 cells',
      });
    });
  });

  it('passes an error on, and an unsubscribe up', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const failing = cold<Experiment>('--#');
      const subscribed = '              ^-!';
      expectObservable(failing.pipe(stepTasks(scalarLayer))).toBe('--#');
      expectSubscriptions(failing.subscriptions).toBe(subscribed);

      const endless = cold('-----a', { a: experimentOf('a') });
      const until = '       ---!';
      expectObservable(endless.pipe(stepTasks(scalarLayer)), until).toBe('----');
      expectSubscriptions(endless.subscriptions).toBe('^--!');
    });
  });

  it('takes the experiment, so that nobody holds it for dropped', () => {
    const experiment = experimentOf('a');
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('a', { a: experiment }).pipe(stepTasks(scalarLayer), map(inWords))).toBe('u', {
        u: 'a: nothing, 0-0 of 0 cells',
      });
    });
    expect(experiment.lease.state).toBe('in-layer');
  });

  it('refuses tasks of no step', () => {
    marbles(({ cold, expectObservable }) => {
      const experiments = cold('a', { a: experimentOf('a', { transfer: 1 }) });
      expectObservable(experiments.pipe(stepTasks(scalarLayer, { stepsPerTask: 0 }))).toBe(
        '#',
        {},
        expect.objectContaining({ code: 'bad-argument' }),
      );
    });
  });
});

function inWords({ experiment, steps, plans, totalCells }: StepTask): string {
  return `${experiment.file}: ${plans.map(({ source }) => source).join() || 'nothing,'} ${steps.start}-${steps.stop} of ${totalCells} cells`;
}
