import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cutPlans,
  largestStepBytes,
  leastBlockBytes,
  measurementBytes,
  planBytes,
} from '../../../lib/experiment/cut-plan.js';
import type { ExperimentHead } from '../../../lib/experiment/head.js';
import { planSteps } from '../../../lib/experiment/plan-blocks.js';
import type { ReadPlan } from '../../../lib/experiment/read-plan.js';
import { headOf } from '../../support/experiments.js';

interface Work {
  readonly head: ExperimentHead;
  readonly plan: ReadPlan;
}

function transferWork(steps: number, points: number, chunkSteps: number): Work {
  const head: ExperimentHead = { ...headOf('/a.h5'), transfer: { steps, points, chunkSteps } };
  return { head, plan: planSteps(head, { source: 'transfer', rows: ['Vg', 'Id'], steps: { start: 0, stop: steps } }) };
}

/** Steps of so many samples each, with so many in between that belong to none. */
function transientWork(
  lengths: readonly number[],
  chunkSamples: number,
  rows: readonly ('time' | 'Id')[],
  gap = 0,
): Work {
  const starts = new Float64Array(lengths.length);
  for (let step = 1; step < lengths.length; step++) {
    starts[step] = (starts[step - 1] as number) + (lengths[step - 1] as number) + gap;
  }
  const stops = starts.map((start, step) => start + (lengths[step] as number));
  const unknown = new Float64Array(lengths.length).fill(Number.NaN);
  const layout = { steps: lengths.length, starts, stops, chunkSamples, periods: unknown, sampleRates: unknown };
  const head: ExperimentHead = { ...headOf('/a.h5'), transient: layout };
  return { head, plan: planSteps(head, { source: 'transient', rows, steps: { start: 0, stop: lengths.length } }) };
}

/** All blocks of a plan, each cut to so many bytes in turn. */
function blocksOf({ head, plan }: Work, bytes: readonly [number, ...number[]]): readonly ReadPlan[] {
  const blocks: ReadPlan[] = [];
  for (let rest: readonly ReadPlan[] | undefined = [plan]; rest !== undefined; ) {
    const cut: ReturnType<typeof cutPlans> = cutPlans(head, rest, bytes[blocks.length % bytes.length] as number);
    blocks.push(...cut.block);
    rest = cut.rest;
  }
  return blocks;
}

const rows = fc.constantFrom<readonly ('time' | 'Id')[]>([], ['Id'], ['time', 'Id']);
const chunk = fc.integer({ min: 1, max: 5000 });
const works: fc.Arbitrary<Work> = fc.oneof(
  fc
    .tuple(fc.integer({ min: 1, max: 300 }), fc.nat(3000), chunk)
    .map(([steps, points, chunkSteps]) => transferWork(steps, points, chunkSteps)),
  fc
    .tuple(fc.array(fc.nat(9000), { minLength: 1, maxLength: 60 }), chunk, rows, fc.nat(50))
    .map(([lengths, chunkSamples, asked, gap]) => transientWork(lengths, chunkSamples, asked, gap)),
);
/** Bytes to aim at, sensible or not. */
const wanted = fc.oneof(
  fc.integer({ min: 1, max: 2 ** 21 }),
  fc.constantFrom(0, 1e-9, -5, Number.MAX_VALUE, Number.POSITIVE_INFINITY),
);
const anyBytes = fc.tuple(wanted, wanted, wanted);

describe('cutPlan', () => {
  it('gives blocks that follow each other and together cover each step once, whatever is wanted', () => {
    fc.assert(
      fc.property(works, anyBytes, (work, bytes) => {
        let at = work.plan.steps.start;
        for (const { source, steps } of blocksOf(work, bytes)) {
          expect([source, steps.start]).toEqual([work.plan.source, at]);
          expect(steps.stop).toBeGreaterThan(at);
          at = steps.stop;
        }
        expect(at).toBe(work.plan.steps.stop);
      }),
    );
  });

  it('gives each block what the plan says of its steps', () => {
    fc.assert(
      fc.property(works, anyBytes, ({ head, plan }, bytes) => {
        for (const block of blocksOf({ head, plan }, bytes)) {
          const { steps } = block;
          if (block.source === 'transfer' || plan.source === 'transfer') {
            expect(block).toEqual({ ...plan, steps });
          } else {
            const of = (all: Float64Array) => all.slice(steps.start, steps.stop);
            const { starts, stops, periods, sampleRates } = plan;
            expect(block.rows).toEqual(plan.rows);
            expect([block.starts, block.stops]).toEqual([of(starts), of(stops)]);
            expect([block.periods, block.sampleRates]).toEqual([of(periods), of(sampleRates)]);
          }
        }
      }),
    );
  });

  it('gives no block of more than half as much again as was wanted, unless it is one step', () => {
    fc.assert(
      fc.property(works, fc.integer({ min: 1, max: 2 ** 21 }), (work, bytes) => {
        for (const block of blocksOf(work, [bytes])) {
          const isOneStep = block.steps.stop - block.steps.start === 1;
          if (!isOneStep) expect(planBytes(work.head, [block])).toBeLessThanOrEqual(1.5 * bytes);
        }
      }),
    );
  });

  it('ends each block of transfer steps on the edge of a chunk where one lies in it, but for the last', () => {
    const cases = fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 40 }), fc.nat(50));
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 2 ** 16 }), ([steps, chunkSteps, points], bytes) => {
        const blocks = blocksOf(transferWork(steps, points, chunkSteps), [bytes]);
        for (const { steps: block } of blocks.slice(0, -1)) {
          const edgeWithin = Math.floor(block.stop / chunkSteps) * chunkSteps > block.start;
          if (edgeWithin) expect(block.stop % chunkSteps).toBe(0);
        }
      }),
    );
  });

  it('ends each block of transient steps on the edge of a chunk where a step within reach does, but for the last', () => {
    const cases = fc.tuple(
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 50 }),
    );
    fc.assert(
      fc.property(cases, fc.integer({ min: 8, max: 4000 }), ([lengths, chunkSamples], bytes) => {
        const { head, plan } = transientWork(lengths, chunkSamples, ['Id']);
        if (plan.source !== 'transient') throw new Error('not transient');
        for (const { steps } of blocksOf({ head, plan }, [bytes]).slice(0, -1)) {
          const first = plan.starts[steps.start] as number;
          const isNear = (stop: number) => stop - first >= bytes / 16 && stop - first <= (1.5 * bytes) / 8;
          const edges = plan.stops.filter((stop) => stop > first && isNear(stop) && stop % chunkSamples === 0);
          if (edges.length > 0) expect(edges).toContain(plan.stops[steps.stop - 1]);
        }
      }),
    );
  });

  it('gives a step that is larger than what is wanted alone', () => {
    const { head, plan } = transientWork([10, 10, 100_000, 10, 10], 9973, ['Id']);
    const ranges = blocksOf({ head, plan }, [160]).map(({ steps }) => [steps.start, steps.stop]);
    expect(ranges).toEqual([
      [0, 2],
      [2, 3],
      [3, 5],
    ]);
  });
});

describe('cutPlans, of several plans for the same steps', () => {
  const joint = fc
    .tuple(fc.array(fc.nat(9000), { minLength: 1, maxLength: 60 }), fc.nat(3000), chunk, chunk, rows)
    .map(([lengths, points, chunkSteps, chunkSamples, asked]) => {
      const transfer = transferWork(lengths.length, points, chunkSteps);
      const transient = transientWork(lengths, chunkSamples, asked);
      return {
        head: { ...transfer.head, ...transient.head, transfer: transfer.head.transfer },
        plans: [transfer.plan, transient.plan],
      };
    });

  it('cuts all of them at the same steps, into blocks that cover each step once and are not too large', () => {
    fc.assert(
      fc.property(joint, fc.integer({ min: 1, max: 2 ** 21 }), ({ head, plans }, bytes) => {
        const stop = plans[0]?.steps.stop;
        let at = 0;
        for (let rest: readonly ReadPlan[] | undefined = plans; rest !== undefined; ) {
          const cut: ReturnType<typeof cutPlans> = cutPlans(head as ExperimentHead, rest, bytes);
          const [steps, ...others] = cut.block.map((plan) => plan.steps);
          expect(others).toEqual([steps]);
          expect(steps?.start).toBe(at);
          at = steps?.stop ?? Number.NaN;
          if (at - Number(steps?.start) > 1) {
            expect(planBytes(head as ExperimentHead, cut.block)).toBeLessThanOrEqual(1.5 * bytes);
          }
          rest = cut.rest;
        }
        expect(at).toBe(stop);
      }),
    );
  });

  it('adds up what they read', () => {
    fc.assert(
      fc.property(joint, ({ head, plans }) => {
        const sum = (bytesOf: (plans: readonly ReadPlan[]) => number) =>
          plans.reduce((total, plan) => total + bytesOf([plan]), 0);
        const whole = head as ExperimentHead;
        expect(planBytes(whole, plans)).toBe(sum((each) => planBytes(whole, each)));
        expect(leastBlockBytes(whole, plans)).toBe(sum((each) => leastBlockBytes(whole, each)));
        expect(largestStepBytes(whole, plans)).toBe(sum((each) => largestStepBytes(whole, each)));
      }),
    );
  });
});

describe('the bytes of a plan', () => {
  it('are those of its points: two rows of a sweep, the rows of a trace that are asked for', () => {
    const { head, plan } = transferWork(10, 201, 3);
    expect([planBytes(head, [plan]), largestStepBytes(head, [plan])]).toEqual([10 * 2 * 201 * 8, 2 * 201 * 8]);
    expect(planBytes(head, [plan], { start: 2, stop: 5 })).toBe(3 * 2 * 201 * 8);
    for (const [asked, read] of [
      [['time', 'Id'], 2],
      [['Id'], 1],
      // The current says which samples are valid.
      [[], 1],
    ] as const) {
      const { head, plan } = transientWork([5, 100, 7], 10, asked);
      expect([planBytes(head, [plan]), largestStepBytes(head, [plan])]).toEqual([112 * read * 8, 100 * read * 8]);
      expect(planBytes(head, [plan], { start: 0, stop: 2 })).toBe(105 * read * 8);
    }
  });

  it('are, of its measurements, the sum of those of its blocks, whatever lies between its steps', () => {
    fc.assert(
      fc.property(works, anyBytes, ({ head, plan }, bytes) => {
        const blocks = blocksOf({ head, plan }, bytes);
        const sum = blocks.reduce((total, block) => total + measurementBytes(head, [block]), 0);
        expect(sum).toBe(measurementBytes(head, [plan]));
        expect(sum).toBeLessThanOrEqual(planBytes(head, [plan]));
        for (const { steps } of blocks) {
          const each = Array.from({ length: steps.stop - steps.start }, (_, i) => steps.start + i);
          const ofSteps = each.map((step) => measurementBytes(head, [plan], { start: step, stop: step + 1 }));
          expect(ofSteps.reduce((total, one) => total + one, 0)).toBe(measurementBytes(head, [plan], steps));
        }
      }),
    );
  });

  it('are the sum of those of its blocks, where there is nothing between its steps', () => {
    const gapless = works.filter(
      ({ plan: p }) => p.source === 'transfer' || p.starts.every((s, i) => s === (p.stops[i - 1] ?? 0)),
    );
    fc.assert(
      fc.property(gapless, anyBytes, ({ head, plan }, bytes) => {
        const blocks = blocksOf({ head, plan }, bytes);
        expect(blocks.reduce((sum, block) => sum + planBytes(head, [block]), 0)).toBe(planBytes(head, [plan]));
        const steps = Array.from({ length: plan.steps.stop }, (_, start) =>
          planBytes(head, [plan], { start, stop: start + 1 }),
        );
        expect(largestStepBytes(head, [plan])).toBe(Math.max(...steps));
      }),
    );
  });

  it('are none of no steps', () => {
    const { head, plan } = transientWork([], 10, ['Id']);
    expect([planBytes(head, [plan]), largestStepBytes(head, [plan])]).toEqual([0, 0]);
    const some = transientWork([4, 4], 10, ['Id']);
    for (const at of [0, 1, 2]) expect(planBytes(some.head, [some.plan], { start: at, stop: at })).toBe(0);
  });

  it('are at least a chunk of sweeps, and several chunks of traces, whose blocks meet within one', () => {
    const transfer = transferWork(10, 201, 3);
    expect(leastBlockBytes(transfer.head, [transfer.plan])).toBe(3 * 2 * 201 * 8);
    const transient = transientWork([5, 5], 1000, ['time', 'Id']);
    expect(leastBlockBytes(transient.head, [transient.plan])).toBe(8 * 1000 * 2 * 8);
  });
});
