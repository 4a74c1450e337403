import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BlockConditions, blockBytes } from '../../../lib/pool/block-size.js';

const MIB = 2 ** 20;

const conditions: BlockConditions = {
  // 5 ms to read a MiB, 5 ms to compute it.
  cost: { read: 5 / MIB, compute: 5 / MIB },
  leastBytes: 0,
  usualBytes: 100 * MIB,
  maxBytes: 200 * MIB,
  waitingMs: Number.POSITIVE_INFINITY,
  threads: 2,
};

describe('blockBytes', () => {
  it('is what lasts 25 ms by what earlier blocks took: many steps of cheap features, few of expensive ones', () => {
    expect(blockBytes(conditions)).toBeCloseTo(2.5 * MIB);
    expect(blockBytes({ ...conditions, cost: { read: 5 / MIB, compute: 995 / MIB } })).toBeCloseTo(0.025 * MIB);
  });

  it('begins with a mebibyte where nothing has been measured', () => {
    expect(blockBytes({ ...conditions, cost: undefined })).toBe(MIB);
    expect(blockBytes({ ...conditions, cost: undefined, leastBytes: 3 * MIB })).toBe(3 * MIB);
    expect(blockBytes({ ...conditions, cost: undefined, maxBytes: 1000 })).toBe(1000);
  });

  it('becomes shorter towards the end, half of each share of the rest, but not shorter than 5 ms', () => {
    const lengthAt = (waitingMs: number) => (blockBytes({ ...conditions, waitingMs }) / MIB) * 10;
    expect([1000, 100, 60, 40, 20, 1].map(lengthAt)).toEqual([25, 25, 15, 10, 5, 5].map((ms) => expect.closeTo(ms)));
  });

  it('takes whole chunks, unless computing them takes far longer than inflating them twice', () => {
    expect(blockBytes({ ...conditions, leastBytes: 7 * MIB })).toBe(7 * MIB);
    const cost = { read: 1 / MIB, compute: 799 / MIB };
    expect(blockBytes({ ...conditions, cost, leastBytes: 7 * MIB })).toBeCloseTo(0.07 * MIB);
  });

  it('is within the memory there is, whatever is measured', () => {
    const number = fc.double({ min: 0, max: 1e12, noNaN: true });
    const any = fc.record({
      cost: fc.option(fc.record({ read: number, compute: number }), { nil: undefined }),
      leastBytes: number,
      usualBytes: fc.integer({ min: 1 }),
      maxBytes: fc.integer({ min: 1 }),
      waitingMs: number,
      threads: fc.integer({ min: 1, max: 100 }),
    });
    fc.assert(
      fc.property(any, (random) => {
        const bytes = blockBytes(random);
        expect(bytes).toBeLessThanOrEqual(random.maxBytes);
        expect(bytes).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
