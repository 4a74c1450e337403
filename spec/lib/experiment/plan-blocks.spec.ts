import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExperimentHead } from '../../../lib/experiment/head.js';
import { planBlocks } from '../../../lib/experiment/plan-blocks.js';
import { evenBounds } from '../../../lib/experiment/transient-bounds.js';

interface Sizes {
  readonly steps: number;
  /** Points or samples of one step. */
  readonly length: number;
  /** Steps or samples in a chunk. */
  readonly chunk: number;
}

function transferHead({ steps, length, chunk }: Sizes): ExperimentHead {
  return { ...HEAD, transfer: { steps, points: length, chunkSteps: chunk } };
}

function transientHead({ steps, length, chunk }: Sizes): ExperimentHead {
  const timings = new Float64Array(steps).map((_, step) => step);
  const layout = { steps, chunkSamples: chunk, periods: timings, sampleRates: timings };
  return { ...HEAD, transient: { ...layout, ...evenBounds(steps, steps * length) } };
}

const HEAD: ExperimentHead = {
  file: '/a.h5',
  stamp: { inode: 1, size: 1, mtimeMs: 1 },
  attributes: { device_type: 'P-type' },
  workflow: [{ type: 'transient', params: { topTime: 50, bottomTime: 50 } }],
  warnings: [],
};

const sizes = fc.record({
  steps: fc.integer({ min: 0, max: 3000 }),
  length: fc.integer({ min: 0, max: 30_000 }),
  chunk: fc.integer({ min: 1, max: 50_000 }),
});
const range = (steps: number) =>
  fc.tuple(fc.nat(steps), fc.nat(steps)).map(([a, b]) => ({ start: Math.min(a, b), stop: Math.max(a, b) }));

describe.each([
  ['transfer', transferHead, ['Vg', 'Id']],
  ['transient', transientHead, ['time', 'Id']],
] as const)('planBlocks of %s steps', (source, headOf, rows) => {
  it('gives blocks that follow each other, none empty, from the first step to the last', () => {
    const cases = sizes.chain((size) =>
      fc.tuple(fc.constant(size), range(size.steps), fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined })),
    );
    fc.assert(
      fc.property(cases, ([size, steps, stepsPerBlock]) => {
        const plans = planBlocks(headOf(size), { source, rows, steps, ...(stepsPerBlock && { stepsPerBlock }) });
        let at = steps.start;
        for (const plan of plans) {
          expect(plan.source).toBe(source);
          expect(plan.steps.start).toBe(at);
          expect(plan.steps.stop).toBeGreaterThan(at);
          at = plan.steps.stop;
        }
        expect(at).toBe(steps.stop);
        const counts = plans.map((plan) => plan.steps.stop - plan.steps.start);
        if (stepsPerBlock) expect(counts.slice(0, -1).every((count) => count === stepsPerBlock)).toBe(true);
      }),
    );
  });

  it('refuses steps that are not there, and a size that is none', () => {
    const head = headOf({ steps: 3, length: 10, chunk: 2 });
    const plan = (start: number, stop: number, stepsPerBlock = 1) =>
      planBlocks(head, { source, rows, steps: { start, stop }, stepsPerBlock });
    for (const [start, stop] of [
      [0, 4],
      [-1, 2],
      [2, 1],
      [0.5, 2],
    ]) {
      expect(() => plan(start, stop)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
    }
    expect(() => plan(0, 3, 0)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
    expect(() => plan(0, 3, 1.5)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
    expect(() => planBlocks(HEAD, { source, rows, steps: { start: 0, stop: 1 } })).toThrow('0 ');
    expect(planBlocks(HEAD, { source, rows, steps: { start: 0, stop: 0 } })).toEqual([]);
  });
});

describe('planBlocks', () => {
  const rangesOf = (head: ExperimentHead, source: 'transfer' | 'transient', start: number, stop: number) =>
    planBlocks(head, { source, rows: ['Id'], steps: { start, stop } }).map(({ steps }) => [steps.start, steps.stop]);

  it('cuts transfer steps along the edges of chunks, wherever the range begins', () => {
    // 200 points are 3200 bytes: 327 steps a MiB, three chunks of 100.
    const head = transferHead({ steps: 1000, length: 200, chunk: 100 });
    expect(rangesOf(head, 'transfer', 0, 1000)).toEqual([
      [0, 300],
      [300, 600],
      [600, 900],
      [900, 1000],
    ]);
    expect(rangesOf(head, 'transfer', 250, 610)).toEqual([
      [250, 500],
      [500, 610],
    ]);
  });

  it('reads a chunk of more than 1 MiB at once, and cuts one that is out of all proportion', () => {
    expect(rangesOf(transferHead({ steps: 1000, length: 200, chunk: 500 }), 'transfer', 0, 1000)).toEqual([
      [0, 500],
      [500, 1000],
    ]);
    const huge = rangesOf(transferHead({ steps: 50_000, length: 200, chunk: 50_000 }), 'transfer', 0, 50_000);
    expect(huge).toHaveLength(Math.ceil(50_000 / Math.floor(2 ** 25 / 3200)));
  });

  it('ends blocks of transient steps on the edge of a chunk where one is near', () => {
    // One row of 131,072 samples is 1 MiB: 13 steps, but five steps are 16 chunks.
    const head = transientHead({ steps: 100, length: 10_000, chunk: 3125 });
    for (const [start, stop] of rangesOf(head, 'transient', 0, 100)) {
      expect((stop * 10_000) % 3125).toBe(0);
      expect((stop - start) * 10_000).toBeGreaterThan(2 ** 17 / 2);
      expect((stop - start) * 10_000).toBeLessThan(2 ** 17 * 1.5);
    }
  });

  it('makes blocks larger than 1 MiB where the chunks are large', () => {
    const [first] = rangesOf(transientHead({ steps: 1000, length: 1000, chunk: 50_001 }), 'transient', 0, 1000);
    expect(first).toEqual([0, 400]);
  });

  it('puts a step that is larger than any block into one of its own', () => {
    expect(rangesOf(transientHead({ steps: 2, length: 10_000_000, chunk: 1 }), 'transient', 0, 2)).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });

  it('hands on what the steps need beside their measurements, as plain data', () => {
    const [transfer] = planBlocks(transferHead({ steps: 3, length: 5, chunk: 1 }), {
      source: 'transfer',
      rows: ['Vg', 'Id'],
      steps: { start: 1, stop: 3 },
    });
    expect(transfer).toEqual({ source: 'transfer', steps: { start: 1, stop: 3 }, deviceType: 'P-type' });
    const [transient] = planBlocks(transientHead({ steps: 3, length: 5, chunk: 1 }), {
      source: 'transient',
      rows: ['Id'],
      steps: { start: 1, stop: 3 },
    });
    expect(transient).toEqual({
      source: 'transient',
      steps: { start: 1, stop: 3 },
      rows: ['Id'],
      starts: Float64Array.of(5, 10),
      stops: Float64Array.of(10, 15),
      periods: Float64Array.of(1, 2),
      sampleRates: Float64Array.of(1, 2),
      workflow: { period: 0.1 },
    });
    expect(structuredClone(transient)).toEqual(transient);
  });
});
