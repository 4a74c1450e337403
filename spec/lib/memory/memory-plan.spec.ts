import { totalmem } from 'node:os';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultMemory, parseBytes, planMemory } from '../../../lib/memory/memory-plan.js';

const MB = 1e6;
const workers = fc.nat(64);
/** Enough for so many workers. */
const enough = fc.double({ min: 20_000 * MB, max: 1e13, noNaN: true });

describe('planMemory', () => {
  it('gives parts that together are no more than the budget', () => {
    fc.assert(
      fc.property(workers, enough, (workers, budget) => {
        const { tableBytes, stepBytes, blockBytes } = planMemory(workers, budget);
        const threads = Math.max(1, workers);
        expect(tableBytes + threads * Math.max(stepBytes, blockBytes)).toBeLessThan(budget);
        expect(blockBytes).toBeLessThanOrEqual(stepBytes);
        expect(Math.min(tableBytes, stepBytes, blockBytes)).toBeGreaterThan(0);
      }),
    );
  });

  it('gives no part less for a larger budget, nor more for more workers', () => {
    const parts = (workers: number, budget: number) => Object.values(planMemory(workers, budget));
    fc.assert(
      fc.property(workers, enough, fc.double({ min: 1, max: 10, noNaN: true }), (workers, budget, factor) => {
        const given = parts(workers, budget);
        for (const [i, more] of parts(workers, budget * factor).entries())
          expect(more).toBeGreaterThanOrEqual(given[i] ?? 0);
        for (const [i, less] of parts(workers + 1, budget).entries()) expect(less).toBeLessThanOrEqual(given[i] ?? 0);
      }),
    );
  });

  it('refuses too little, naming the least that will do', () => {
    fc.assert(
      fc.property(workers, fc.double({ min: -1, max: 1 }), (workers, part) => {
        const message = messageFor(workers, part * MB);
        const least = Number(/at least (\d+) MB; give more, or fewer workers$/.exec(message)?.[1]);
        expect(() => planMemory(workers, least * MB)).not.toThrow();
        expect(() => planMemory(workers, (least - 1) * MB)).toThrow(`a memory budget of ${least - 1} MB`);
      }),
    );
  });

  it('never fails by default, whatever the number of workers', () => {
    for (const workers of [0, 1, 2, 64, 1000]) expect(planMemory(workers).blockBytes).toBeGreaterThan(0);
    expect(defaultMemory()).toBeGreaterThan(0);
    expect(defaultMemory()).toBeLessThanOrEqual(totalmem() / 4);
    if (defaultMemory() > 1000 * MB) expect(planMemory(2)).toEqual(planMemory(2, defaultMemory()));
  });
});

describe('parseBytes', () => {
  it.each([
    ['512MB', 512e6],
    ['1.5 GB', 1.5e9],
    ['768MiB', 768 * 2 ** 20],
    ['2g', 2e9],
    ['2GIB', 2 ** 31],
    ['64k', 64_000],
    ['10 KiB', 10_240],
    [' 300000000 ', 3e8],
    ['12b', 12],
    ['1.9B', 1],
  ])('reads %s', (text, bytes) => {
    expect(parseBytes(text)).toBe(bytes);
  });

  it.each([
    '',
    'MB',
    '-1MB',
    '0',
    '0.5',
    '1e9',
    '1,5GB',
    '1..5GB',
    'NaN',
    'Infinity',
    '12 XB',
    '5 iB',
    '1 GB 2 MB',
    '9'.repeat(400),
  ])('refuses %j, quoting it and saying what to give', (text) => {
    expect(() => parseBytes(text)).toThrow(
      expect.objectContaining({
        code: 'bad-argument',
        message: `${JSON.stringify(text)} is no amount of memory; give one such as 512MB or 2GiB`,
      }),
    );
  });

  it('reads any whole number of any unit', () => {
    const units = fc.constantFrom(['KB', 1e3], ['mib', 2 ** 20], ['G', 1e9]) as fc.Arbitrary<[string, number]>;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9999 }),
        units,
        fc.constantFrom('', ' ', '\t'),
        (number, [unit, size], space) => {
          expect(parseBytes(`${number}${space}${unit}`)).toBe(number * size);
        },
      ),
    );
  });
});

function messageFor(workers: number, budget: number): string {
  try {
    planMemory(workers, budget);
  } catch (error) {
    expect(error).toMatchObject({ code: 'bad-argument' });
    return (error as Error).message;
  }
  throw new Error(`a budget of ${budget} bytes is enough for ${workers} workers`);
}
