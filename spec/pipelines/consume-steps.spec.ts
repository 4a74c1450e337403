import { setTimeout as delay } from 'node:timers/promises';
import { from, lastValueFrom, tap, toArray } from 'rxjs';
import { afterAll, describe, expect, it } from 'vitest';
import { defineFeatures } from '../../lib/config/configuration.js';
import type { Experiment } from '../../lib/experiment/experiment.js';
import { inlinePool } from '../../lib/pool/inline-pool.js';
import { threadPool } from '../../lib/pool/thread-pool.js';
import { openExperiments } from '../../operators/open-experiments.js';
import { consumeSteps } from '../../pipelines/consume-steps.js';
import { observedPool } from '../../pipelines/observed-pool.js';
import { writeExperiment } from '../support/experiment-file.js';
import { experimentOf } from '../support/experiments.js';
import { STEPS } from '../support/hostile.js';
import { inTurn, marblePool } from '../support/marble-pool.js';
import { marbles } from '../support/marbles.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const folder = temporaryFolder();
const file = await writeExperiment(`${folder}/steps.h5`, { transfer: { data: { shape: [STEPS, 2, 3] } } });
const configuration = defineFeatures({ largest: { extractor: 'transfer.absI_max' } });
const pools = [
  ['inline', inlinePool()],
  ['of threads', threadPool({ size: 2 })],
] as const;
afterAll(async () => {
  for (const [, pool] of pools) await pool[Symbol.asyncDispose]();
});

describe('consumeSteps', () => {
  it('consumes one row after the other, and has the next block computed when one is consumed', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const a = experimentOf('a', { transfer: 3 });
      const runs = [cold('-(r|)'), cold('--(r|)')];
      const work = [cold('--x|'), cold('--y|'), cold('-z|')];
      const experiments = cold('a----------|', { a });
      const subscribed = '      ^----------!';
      const running = ['        ^!', '-------^-!'];
      const consuming = ['      -^--!', '----^--!', '---------^-!'];
      const expected = '        ---x--y---z|';
      const consumed = experiments.pipe(
        consumeSteps(configuration, marblePool(inTurn(...runs)), ({ step }) => work[step] as (typeof work)[number], {
          stepsPerTask: 2,
          concurrency: 1,
        }),
      );
      expectObservable(consumed).toBe(expected);
      expectSubscriptions(experiments.subscriptions).toBe(subscribed);
      for (const [i, run] of runs.entries()) expectSubscriptions(run.subscriptions).toBe(running[i] as string);
      for (const [i, each] of work.entries()) expectSubscriptions(each.subscriptions).toBe(consuming[i] as string);
    });
  });
});

describe.each(pools)('consumeSteps, on a pool %s', (_, pool) => {
  it('consumes one step after the other, and emits what that gives', async () => {
    let consuming = 0;
    const steps = from([file]).pipe(
      openExperiments({ pool }),
      consumeSteps(
        configuration,
        pool,
        async ({ step, values }) => {
          consuming += 1;
          expect(consuming).toBe(1);
          await delay(1);
          consuming -= 1;
          return [step, values.largest];
        },
        { stepsPerTask: 4 },
      ),
      toArray(),
    );
    const expected = Array.from({ length: STEPS }, (_, step) => [step, 6 * step + 5]);
    expect(await lastValueFrom(steps)).toEqual(expected);
  });

  it('computes no more than may wait for a slow consumer, and keeps the experiment open until it is done', async () => {
    let computed = 0;
    let consumed = 0;
    let opened: Experiment | undefined;
    const counted = observedPool(pool, ({ cells }) => {
      computed += cells;
      // In the place that is being consumed from, and in the one behind it.
      expect(computed - consumed).toBeLessThanOrEqual(2 * 4);
    });
    const steps = from([file]).pipe(
      openExperiments({ pool }),
      tap((experiment) => {
        opened = experiment;
      }),
      consumeSteps(
        configuration,
        counted,
        async () => {
          await delay(1);
          expect(opened?.lease.state).not.toBe('closed');
          consumed += 1;
        },
        { stepsPerTask: 4, concurrency: 2 },
      ),
    );
    await lastValueFrom(steps);
    expect([computed, consumed]).toEqual([STEPS, STEPS]);
    expect(opened?.lease.state).toBe('closed');
  });

  it('ends in an error of the consumer, and closes the experiment', async () => {
    let opened: Experiment | undefined;
    const steps = from([file]).pipe(
      openExperiments({ pool }),
      tap((experiment) => {
        opened = experiment;
      }),
      consumeSteps(configuration, pool, async ({ step }) => {
        if (step === 5) throw new Error('no more');
      }),
    );
    await expect(lastValueFrom(steps)).rejects.toThrow('no more');
    expect(opened?.lease.state).toBe('closed');
  });

  it('has no more of an experiment that its consumer closes', async () => {
    const steps = from([file, file]).pipe(
      openExperiments({ pool, maxOpen: 1 }),
      consumeSteps(configuration, pool, ({ experiment, step }) => {
        if (step === 2) experiment.close();
        return [step];
      }),
      toArray(),
    );
    expect(await lastValueFrom(steps)).toEqual([0, 1, 0, 1]);
  });

  it('refuses a concurrency below 1', async () => {
    const none = consumeSteps(configuration, pool, () => [], { concurrency: 0 });
    const refused = from([file]).pipe(openExperiments({ pool }), none);
    await expect(lastValueFrom(refused)).rejects.toMatchObject({ code: 'bad-argument' });
  });
});
