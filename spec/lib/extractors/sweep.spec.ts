import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TransferStep } from '../../../lib/experiment/step.js';
import { type Branch, branchesOf, type Split } from '../../../lib/extractors/sweep.js';
import { randomFrom } from '../../../lib/simulation/random.js';
import { coarseSteps, sweepOf, transferSteps } from '../../../lib/testing/index.js';

/** Number of forward and of reverse points, or the reason why there are none. */
function cut(step: TransferStep, split: Split): [number | string, number | string] {
  const { forward, reverse } = branchesOf(step, split);
  const size = (branch: Branch | { missing: string }) => ('missing' in branch ? branch.missing : branch.Vg.length);
  return [size(forward), size(reverse)];
}

const sweep = (...Vg: number[]) => sweepOf(Vg, Vg);

describe('branches of a sweep', () => {
  it('cuts at the midpoint, which belongs to forward', () => {
    expect(cut(sweep(0, 1, 2, 1, 0), 'midpoint')).toEqual([3, 2]);
    expect(cut(sweep(0, 1, 2, 2, 1, 0), 'midpoint')).toEqual([3, 3]);
    expect(cut(sweep(0, 1, 2, 3), 'midpoint')).toEqual([2, 2]);
    expect(cut(sweep(7), 'midpoint')).toEqual([1, 'no reverse branch']);
  });

  it('takes a one-way sweep as all forward', () => {
    expect(cut(sweep(0, 1, 2, 3), 'auto')).toEqual([4, 'no reverse branch']);
    expect(cut(sweep(3, 2, 2, 2, 1), 'auto')).toEqual([5, 'no reverse branch']);
    expect(cut(sweep(0, 1), 'auto')).toEqual([2, 'no reverse branch']);
    expect(cut(sweep(5, 5, 5), 'auto')).toEqual([3, 'no reverse branch']);
  });

  it('finds the turn where the branches differ in length', () => {
    expect(cut(sweep(0, 1, 2, 3, 4, 3, 2), 'auto')).toEqual([5, 2]);
    expect(cut(sweep(2, 3, 4, 3, 2, 1, 0), 'auto')).toEqual([3, 4]);
  });

  it('takes the first two branches of several, and says so', () => {
    const step = sweep(0, 0.3, 0.6, 0.3, 0, -0.3, -0.6, -0.3, 0);
    expect(cut(step, 'auto')).toEqual([3, 4]);
    expect(branchesOf(step, 'auto').note).toBe('Vg turns 2 times: only its first two branches are used');
    expect(cut(sweep(0, 1, 2, 1, 0, 1, 2, 1, 0), 'auto')).toEqual([3, 2]);
  });

  it('gives a reason for a step without points or with numbers that are none', () => {
    for (const split of ['auto', 'midpoint'] as const) {
      expect(cut(sweep(), split)).toEqual(['the step has no points', 'the step has no points']);
      const reason = 'a point of the step is not a finite number';
      expect(cut(sweepOf([0, 1, Number.NaN], [0, 1, 2]), split)).toEqual([reason, reason]);
      expect(cut(sweepOf([0, 1, 2], [0, Number.POSITIVE_INFINITY, 2]), split)).toEqual([reason, reason]);
    }
  });

  it('gives the same branches to all features of a step', () => {
    const step = sweep(0, 1, 2, 1, 0);
    expect(branchesOf(step, 'auto').forward).toBe(branchesOf(step, 'auto').forward);
  });

  it('covers the sweep from its start, in order and without overlap', () => {
    fc.assert(
      fc.property(coarseSteps('transfer'), fc.constantFrom<Split>('auto', 'midpoint'), (step, split) => {
        const { forward, reverse, note } = branchesOf(step, split);
        const covered = [forward, reverse].flatMap((branch) => ('missing' in branch ? [] : Array.from(branch.Vg)));
        expect(covered).toEqual(Array.from(step.Vg.slice(0, covered.length)));
        if (note === undefined) expect(covered.length).toBe(step.Vg.length);
      }),
    );
  });
});

describe('auto against midpoint', () => {
  const expectSame = (step: TransferStep): void => {
    expect(cut(step, 'auto')).toEqual(cut(step, 'midpoint'));
  };
  const range = fc.record({
    start: fc.double({ min: -2, max: 2, noNaN: true }),
    width: fc.oneof(fc.double({ min: 0.1, max: 3, noNaN: true }), fc.double({ min: -3, max: -0.1, noNaN: true })),
  });
  const sides = fc.integer({ min: 2, max: 150 });
  /** There in `side` points and back in as many, the extreme point measured `rests` times. */
  const symmetric = (start: number, width: number, side: number, rests: number): number[] => {
    const there = Array.from({ length: side }, (_, i) => start + (width * i) / side);
    return [...there, ...Array.from({ length: rests }, () => start + width), ...there.toReversed()];
  };

  it('agrees on simulated double sweeps', () => {
    fc.assert(fc.property(transferSteps({ ways: ['double'] }), expectSame));
  });

  it('agrees on symmetric sweeps whose extreme point is measured any number of times', () => {
    fc.assert(
      fc.property(range, sides, fc.integer({ min: 1, max: 8 }), ({ start, width }, side, rests) => {
        expectSame(sweep(...symmetric(start, width, side, rests)));
      }),
    );
  });

  it('agrees on quantised sweeps, with several points on each level', () => {
    fc.assert(
      fc.property(range, sides, fc.integer({ min: 3, max: 40 }), ({ start, width }, side, levels) => {
        const quantum = Math.abs(width) / levels;
        expectSame(sweep(...symmetric(start, width, side, 1).map((V) => Math.round(V / quantum) * quantum)));
      }),
    );
  });

  it('agrees on noisy sweeps of many points', () => {
    const share = fc.double({ min: 0, max: 0.02, noNaN: true });
    fc.assert(
      fc.property(
        range,
        fc.integer({ min: 100, max: 200 }),
        share,
        fc.integer(),
        ({ start, width }, side, noise, seed) => {
          const random = randomFrom(seed);
          // Up to four times the distance of neighbouring points.
          const shake = () => noise * width * (random.integer(2001) / 1000 - 1);
          expectSame(sweep(...symmetric(start, width, side, 1).map((V) => V + shake())));
        },
      ),
      { numRuns: 1000 },
    );
  });
});
