import { type Observable, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Experiment, LeaseState } from '../../lib/experiment/experiment.js';
import { consumeExperiments } from '../../operators/consume-experiments.js';
import { experimentOf } from '../support/experiments.js';
import { marbles } from '../support/marbles.js';

describe('consumeExperiments', () => {
  it('emits what consuming gives, and closes each experiment when that is done', () => {
    const states: Record<string, string[]> = { a: [], b: [] };
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const [a, b] = [experimentOf('a'), experimentOf('b')];
      const work = { a: cold('--1--2--|'), b: cold('-3|') };
      const experiments = cold('-a-b-------|', { a, b });
      const subscribed = '      ^----------!';
      const subscribedA = '     -^-------!';
      const subscribedB = '     ---^-!';
      const expected = '        ---13-2----|';
      hot('                     --x-x-x-x-x').subscribe(() => {
        states.a?.push(a.lease.state);
        states.b?.push(b.lease.state);
      });
      const consumed = experiments.pipe(consumeExperiments(({ file }) => work[file as 'a' | 'b']));
      expectObservable(consumed).toBe(expected);
      expectSubscriptions(experiments.subscriptions).toBe(subscribed);
      expectSubscriptions(work.a.subscriptions).toBe(subscribedA);
      expectSubscriptions(work.b.subscriptions).toBe(subscribedB);
    });
    expect(states.a).toEqual(['taken', 'taken', 'taken', 'taken', 'closed']);
    expect(states.b).toEqual(['offered', 'taken', 'closed', 'closed', 'closed']);
  });

  it('consumes so many at a time; those that wait are not taken', () => {
    const waiting: LeaseState[] = [];
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const [a, b] = [experimentOf('a'), experimentOf('b')];
      const work = { a: cold('---1|'), b: cold('-2|') };
      const experiments = cold('(ab)---|', { a, b });
      const subscribedA = '     ^---!';
      const subscribedB = '     ----^-!';
      const expected = '        ---1-2-|';
      hot('                     --x').subscribe(() => waiting.push(b.lease.state));
      const consumed = experiments.pipe(consumeExperiments(({ file }) => work[file as 'a' | 'b'], 1));
      expectObservable(consumed).toBe(expected);
      expectSubscriptions(work.a.subscriptions).toBe(subscribedA);
      expectSubscriptions(work.b.subscriptions).toBe(subscribedB);
    });
    expect(waiting).toEqual(['offered']);
  });

  it('closes those that are being consumed when one ends in an error', () => {
    const [a, b] = [experimentOf('a'), experimentOf('b')];
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const work = { a: cold('-1---2'), b: cold('--#') };
      const experiments = cold('(ab)--|', { a, b });
      const subscribedA = '     ^-!';
      const expected = '        -1#';
      const consumed = experiments.pipe(consumeExperiments(({ file }) => work[file as 'a' | 'b']));
      expectObservable(consumed).toBe(expected);
      expectSubscriptions(experiments.subscriptions).toBe('^-!');
      expectSubscriptions(work.a.subscriptions).toBe(subscribedA);
    });
    expect(statesOf(a, b)).toEqual(['closed', 'closed']);
  });

  it.each<[string, (experiment: Experiment) => Observable<never>]>([
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['gives an error at once', () => throwError(() => new Error('no'))],
  ])('closes the experiment when consuming %s', (_, consume) => {
    const a = experimentOf('a');
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('-a', { a }).pipe(consumeExperiments(consume))).toBe('-#', {}, new Error('no'));
    });
    expect(statesOf(a)).toEqual(['closed']);
  });

  it('closes those that are being consumed when it is unsubscribed from', () => {
    const [a, b] = [experimentOf('a'), experimentOf('b')];
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const work = cold<string>('------');
      const experiments = cold('a-b---', { a, b });
      const until = '           ---!';
      const subscribed = '      ^--!';
      expectObservable(experiments.pipe(consumeExperiments(() => work)), until).toBe('----');
      expectSubscriptions(experiments.subscriptions).toBe(subscribed);
      expectSubscriptions(work.subscriptions).toBe(['^--!', '--^!']);
    });
    expect(statesOf(a, b)).toEqual(['closed', 'closed']);
  });

  it('lets those go on that it has when no more come', () => {
    marbles(({ cold, expectObservable }) => {
      const experiments = cold('a|', { a: experimentOf('a') });
      const expected = '        ---(1|)';
      expectObservable(experiments.pipe(consumeExperiments(() => cold('---(1|)')))).toBe(expected);
    });
  });
});

function statesOf(...experiments: readonly Experiment[]): LeaseState[] {
  return experiments.map(({ lease }) => lease.state);
}
