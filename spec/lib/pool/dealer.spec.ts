import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createExperiment } from '../../../lib/experiment/experiment.js';
import type { ExperimentHead } from '../../../lib/experiment/head.js';
import type { ReadPlan } from '../../../lib/experiment/read-plan.js';
import { type Deal, Dealer, type DealerOptions } from '../../../lib/pool/dealer.js';
import { planLayer } from '../../../lib/task/plan-layer.js';
import type { StepTask } from '../../../lib/task/step-task.js';
import { withPlans } from '../../../lib/task/step-task.js';
import { headOf, scalarLayer } from '../../support/experiments.js';

/** A task of so many sweeps of so many points; all of the same features, by which a dealer knows what it costs. */
function transferTask(steps: number, points: number, chunkSteps = 1): StepTask {
  const head: ExperimentHead = { ...headOf('/data/a.h5'), transfer: { steps, points, chunkSteps } };
  const [task] = planLayer(createExperiment(head), scalarLayer);
  return task as StepTask;
}

/** One sweep is a KiB. */
const POINTS = 64;
const KIB = 1024;

/** All blocks of a deal, each answered, with so many ms a step, before the next is asked for. */
function dealt(deal: Deal, msPerStep: () => number): readonly (readonly number[])[] {
  const ranges: (readonly number[])[] = [];
  for (let block = deal.next(); block !== undefined; block = deal.next()) {
    const { start, stop } = block.steps;
    ranges.push([start, stop]);
    const ms = (stop - start) * msPerStep();
    deal.took(block, { readMs: ms / 2, computeMs: ms / 2 });
  }
  return ranges;
}

function countsOf(ranges: readonly (readonly number[])[]): readonly number[] {
  return ranges.map(([start = 0, stop = 0]) => stop - start);
}

describe('Dealer', () => {
  it('deals out each step of a task once, in order, whatever its blocks took', () => {
    const sizes = fc.record({
      steps: fc.integer({ min: 1, max: 5000 }),
      points: fc.nat(500),
      chunkSteps: fc.integer({ min: 1, max: 300 }),
      threads: fc.integer({ min: 1, max: 8 }),
      blockBytes: fc.integer({ min: 1, max: 2 ** 22 }),
      times: fc.array(fc.oneof(fc.double({ min: 0, max: 100, noNaN: true }), fc.constantFrom(0, 1e300)), {
        minLength: 1,
      }),
    });
    fc.assert(
      fc.property(sizes, ({ steps, points, chunkSteps, threads, blockBytes, times }) => {
        const dealer = new Dealer({ threads, blockBytes });
        let at = 0;
        const ms = () => times[at++ % times.length] as number;
        let next = 0;
        for (const [start = -1, stop = -1] of dealt(dealer.deal(transferTask(steps, points, chunkSteps)), ms)) {
          expect(start).toBe(next);
          expect(stop).toBeGreaterThan(start);
          next = stop;
        }
        expect(next).toBe(steps);
      }),
    );
  });

  it('gives blocks of the task: its experiment, its features, its total', () => {
    const task = transferTask(4000, POINTS);
    const dealer = new Dealer({ threads: 2 });
    expect(dealer.deal(task).next()).toEqual(
      withPlans(task, [{ ...task.plans[0], steps: { start: 0, stop: 1024 } } as ReadPlan]),
    );
  });

  it('begins with a MiB, and then gives what lasts 25 ms', () => {
    const dealer = new Dealer({ threads: 1 });
    const counts = countsOf(dealt(dealer.deal(transferTask(3000, POINTS)), () => 0.1));
    expect(counts.slice(0, 5)).toEqual([1024, 250, 250, 250, 250]);
  });

  it('learns from the blocks of one task for the next of the same features, the latest weighing more', () => {
    const dealer = new Dealer({ threads: 1 });
    const deal = (msPerStep: number) => countsOf(dealt(dealer.deal(transferTask(5000, POINTS)), () => msPerStep));
    deal(0.1);
    const slower = deal(0.5);
    expect(slower[0]).toBe(250);
    expect(slower[1]).toBe(Math.floor(25 / (0.1 + 0.3 * 0.4)));
    expect(Math.min(...slower.slice(2, -10))).toBeGreaterThanOrEqual(50);
    const slow = slower.slice(0, -10);
    expect(slow).toEqual(slow.toSorted((a, b) => b - a));
  });

  it('gives shorter blocks towards the end, and not before other tasks have come near theirs', () => {
    const dealer = new Dealer({ threads: 2 });
    dealt(dealer.deal(transferTask(1024, POINTS)), () => 0.1);
    const alone = countsOf(dealt(dealer.deal(transferTask(1000, POINTS)), () => 0.1));
    expect(alone[0]).toBe(250);
    expect(alone.at(-2)).toBeLessThan(100);
    // Work for seconds waits beside it.
    const other = dealer.deal(transferTask(50_000, POINTS));
    expect(countsOf(dealt(dealer.deal(transferTask(1000, POINTS)), () => 0.1))).toEqual([250, 250, 250, 250]);
    other.end();
    expect(countsOf(dealt(dealer.deal(transferTask(1000, POINTS)), () => 0.1))).toEqual(alone);
  });

  it('gives nothing more of a task that is ended, again and again', () => {
    const dealer = new Dealer({ threads: 1 });
    const deal = dealer.deal(transferTask(5000, POINTS));
    expect(deal.next()).toBeDefined();
    deal.end();
    deal.end();
    expect([deal.next(), deal.next()]).toEqual([undefined, undefined]);
  });

  it('gives no block that there is no memory for, but one step at least', () => {
    const options = { threads: 1, blockBytes: 4 * KIB, stepBytes: 3 * KIB };
    const dealer = new Dealer(options);
    const counts = countsOf(dealt(dealer.deal(transferTask(100, POINTS, 50)), () => 1e-6));
    expect(Math.max(...counts)).toBe(3);
    const tight = new Dealer({ threads: 1, blockBytes: 4 * KIB, stepBytes: KIB });
    expect(countsOf(dealt(tight.deal(transferTask(4, POINTS, 50)), () => 1e-6))).toEqual([1, 1, 1, 1]);
  });

  it('refuses a task with a step that there is no memory for: which file, what it takes, what to do', () => {
    const dealer = new Dealer({ threads: 2, stepBytes: 2.5 * 2 ** 20 });
    dealer.deal(transferTask(2, (2.5 * 2 ** 20) / 16));
    expect(() => dealer.deal(transferTask(2, (3.25 * 2 ** 20) / 16))).toThrow(
      expect.objectContaining({
        code: 'too-large',
        file: '/data/a.h5',
        message:
          '/data/a.h5: a transfer step takes 3.3 MiB at once, and there is room for 2.5; ' +
          'give more memory, or share it between fewer workers',
      }),
    );
  });

  it('can be told that blocks took no time, and that nothing was read', () => {
    const dealer = new Dealer({ threads: 1 });
    expect(countsOf(dealt(dealer.deal(transferTask(3000, POINTS)), () => 0))).toEqual([1024, 1024, 952]);
    const empty = dealer.deal(transferTask(10, 0));
    expect(dealt(empty, () => 1)).toEqual([[0, 10]]);
  });

  it.each<Partial<DealerOptions>>([
    { blockBytes: 0 },
    { blockBytes: Number.NaN },
    { stepBytes: -1 },
    { stepBytes: Number.NaN },
  ])('refuses %o', (options) => {
    const [[name, bytes] = []] = Object.entries(options);
    expect(() => new Dealer({ threads: 1, ...options })).toThrow(
      expect.objectContaining({ code: 'bad-argument', message: `${name} is ${bytes}; give a number of bytes above 0` }),
    );
  });
});
