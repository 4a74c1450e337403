import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedBlocks, pooledBlocks, simulateSchedule } from './simulate-schedule.js';

const ms = fc.double({ min: 0.01, max: 20, noNaN: true });
const cases = fc.record({
  workload: fc.record({
    experiments: fc.integer({ min: 1, max: 12 }),
    steps: fc.integer({ min: 1, max: 60 }),
    layers: fc.integer({ min: 1, max: 3 }),
  }),
  costs: fc.record({
    open: ms,
    block: ms,
    steps: fc.array(ms, { minLength: 1, maxLength: 5 }),
    write: ms,
    message: ms,
  }),
  workers: fc.integer({ min: 1, max: 20 }),
  maxOpen: fc.integer({ min: 1, max: 5 }),
  policy: fc.oneof(
    fc.integer({ min: 1, max: 70 }).map(fixedBlocks),
    fc.integer({ min: 1, max: 2 ** 22 }).map(pooledBlocks),
  ),
});

describe('simulateSchedule', () => {
  it('is never faster than the longest chain of one experiment, nor idle for a negative time', () => {
    fc.assert(
      fc.property(cases, ({ workload, costs, ...options }) => {
        const { makespan, idle, tail, main } = simulateSchedule(workload, costs, options);
        const chain =
          costs.open + costs.write + workload.layers * (costs.block + Math.min(...costs.steps) / workload.layers);
        expect(makespan).toBeGreaterThanOrEqual(chain);
        for (const share of [idle, main]) {
          expect(share).toBeGreaterThanOrEqual(-1e-9);
          expect(share).toBeLessThanOrEqual(1 + 1e-9);
        }
        expect(tail).toBeGreaterThanOrEqual(0);
        expect(tail).toBeLessThanOrEqual(makespan);
      }),
    );
  });

  it('takes, with one worker and free messages, as long as all its work together', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 70 }), ({ workload, costs, maxOpen }, size) => {
        const free = { ...costs, message: 0, steps: [costs.block] };
        const policy = fixedBlocks(size);
        const { makespan, idle } = simulateSchedule(workload, free, { workers: 1, maxOpen, policy });
        const { experiments, steps, layers } = workload;
        const blocks = layers * Math.ceil(steps / size) * costs.block;
        const work = experiments * (costs.open + costs.write + blocks + steps * costs.block);
        expect(makespan).toBeCloseTo(work, 6);
        expect(idle).toBeCloseTo(0, 9);
      }),
    );
  });

  it('is held up by the main thread when messages cost more than the work they are for', () => {
    const costs = { open: 1, block: 0, steps: [1], write: 1, message: 2 };
    const options = { workers: 96, maxOpen: 5, policy: fixedBlocks(1) };
    const { makespan, main } = simulateSchedule({ experiments: 5, steps: 400, layers: 1 }, costs, options);
    expect(main).toBeGreaterThan(0.95);
    expect(makespan).toBeGreaterThanOrEqual(2000 * costs.message);
  });
});
