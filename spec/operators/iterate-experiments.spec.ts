import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Experiment } from '../../lib/experiment/experiment.js';
import { iterateExperiments } from '../../operators/iterate-experiments.js';
import { experimentOf } from '../support/experiments.js';

const tick = () => new Promise((resolve) => setImmediate(resolve));

describe('iterateExperiments', () => {
  it('closes each experiment when the next one is asked for; those that wait are open', async () => {
    const experiments = ['a', 'b', 'c'].map((file) => experimentOf(file));
    const source = new Subject<Experiment>();
    const iterator = iterateExperiments(source);
    const states = async () => {
      await tick();
      return experiments.map(({ lease }) => lease.state);
    };
    const first = iterator.next();
    for (const experiment of experiments) source.next(experiment);
    source.complete();
    expect(await first).toEqual({ done: false, value: experiments[0] });
    // Taken, so that a slow loop is not held for one that drops what it is given.
    expect(await states()).toEqual(['taken', 'taken', 'taken']);
    expect(await iterator.next()).toEqual({ done: false, value: experiments[1] });
    expect(await states()).toEqual(['closed', 'taken', 'taken']);
    await iterator.next();
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(await states()).toEqual(['closed', 'closed', 'closed']);
  });

  it.each<[string, (iterator: AsyncIterator<Experiment>, source: Subject<Experiment>) => Promise<unknown>]>([
    ['the loop is left', async (iterator) => iterator.return?.()],
    [
      'the stream ends in an error',
      async (iterator, source) => {
        source.error(new Error('no more'));
        await expect(iterator.next()).rejects.toThrow('no more');
      },
    ],
  ])('closes all experiments when %s', async (_, end) => {
    const experiments = ['a', 'b'].map((file) => experimentOf(file));
    const source = new Subject<Experiment>();
    const iterator = iterateExperiments(source);
    const first = iterator.next();
    for (const experiment of experiments) source.next(experiment);
    await first;
    await end(iterator, source);
    expect(experiments.map(({ lease }) => lease.state)).toEqual(['closed', 'closed']);
    expect(source.observed).toBe(false);
  });
});
