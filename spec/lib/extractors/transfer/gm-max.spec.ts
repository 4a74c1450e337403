import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { missing } from '../../../../lib/extractors/extractor.js';
import { gmMax } from '../../../../lib/extractors/transfer/gm-max.js';
import { coarseSteps, extractorLaws, sweepOf, transferSteps } from '../../../../lib/testing/index.js';
import { halves, pointsOf, transconductance } from './reference.js';

const params = (input: v.InferInput<typeof gmMax.params> = {}) => v.parse(gmMax.params, input);

/** Repeated gate voltages are taken for 1e-12 V apart, whatever the unit. */
const evenSteps = transferSteps({ spacings: ['even'] });

describe('transfer.gm_max', () => {
  extractorLaws(gmMax, {}, { describe, it });

  extractorLaws(gmMax, { params: { direction: 'both' } }, { describe, it });

  extractorLaws(gmMax, { params: { ...gmMax.legacy }, hasValueOf: ['constant'], steps: evenSteps }, { describe, it });

  it('is the steepest slope: one-sided at the ends, inside the mean of both quotients', () => {
    // Quotients forward: 1, 3, 1; reverse: -2, -10.
    const step = sweepOf([0, 1, 2, 3, 2, 1, 0], [0, 1, 4, 5, 17, 15, 5]);
    expect(gmMax.extract(step, params())).toBe(2);
    expect(gmMax.extract(step, params({ direction: 'reverse' }))).toBe(10);
    expect(gmMax.extract(step, params({ direction: 'both' }))).toEqual([2, 10]);
  });

  it('does not take the quotient of the outer points, which differs where Vg is not even', () => {
    const step = sweepOf([0, 1, 5], [0, 2, 0]);
    expect(gmMax.extract(step, params())).toBe(2);
    const inside = sweepOf([0, 1, 2, 6, 7], [0, 0, 4, 12, 12]);
    expect(gmMax.extract(inside, params())).toBe(3);
  });

  it('merges neighbouring points of equal Vg, which legacy takes for a slope', () => {
    const step = sweepOf([0, 1, 1, 2], [0, 1, 1.5, 2]);
    expect(gmMax.extract(step, params())).toBe(1.25);
    expect(gmMax.extract(step, params({ equal_Vg: 'replace' }))).toBeCloseTo(0.25e12, -3);
  });

  it('is null on the way back of a one-way sweep, and half null for both', () => {
    fc.assert(
      fc.property(transferSteps({ ways: ['one-way'] }), (step) => {
        const forward = gmMax.extract(step, params()) as number;
        expect(gmMax.extract(step, params({ direction: 'reverse' }))).toBe(missing('no reverse branch'));
        expect(gmMax.extract(step, params({ direction: 'both' }))).toEqual({
          outputs: [[forward, Number.NaN]],
          note: 'reverse: no reverse branch',
        });
      }),
    );
  });

  it('says that only two of more branches were used', () => {
    const step = sweepOf([0, 0.6, 0, -0.6, 0], [0, 6, 0, -12, 0]);
    const note = 'Vg turns 2 times: only its first two branches are used';
    expect(gmMax.extract(step, params())).toEqual({ outputs: [10], note });
    expect(gmMax.extract(step, params({ split: 'midpoint' }))).toBe(10);
  });

  it('needs two different gate voltages and currents', () => {
    const constantVg = sweepOf([1, 1, 1, 1], [1, 2, 3, 4]);
    expect(gmMax.extract(constantVg, params())).toEqual({ missing: 'Vg is constant in the forward branch' });
    const constantId = sweepOf([1, 2, 3, 4], [0.1, 0.1, 0.1, 0.1]);
    expect(gmMax.extract(constantId, params())).toEqual({ missing: 'Id is constant in the forward branch' });
    const twoPoints = sweepOf([1, 2], [1, 2]);
    expect(gmMax.extract(twoPoints, params())).toBe(1);
    expect(gmMax.extract(twoPoints, params({ split: 'midpoint' }))).toEqual({
      missing: 'the forward branch has fewer than 2 points',
    });
  });

  it.each(['merge', 'replace'] as const)('agrees with its definition on points in any order (%s)', (equal_Vg) => {
    fc.assert(
      fc.property(coarseSteps('transfer'), (step) => {
        const { forward, reverse } = halves(pointsOf(step));
        const expected = [forward, reverse].map((branch) => transconductance(branch, equal_Vg)?.slope);
        for (const [i, direction] of (['forward', 'reverse'] as const).entries()) {
          const slope = expected[i];
          const found = gmMax.extract(step, params({ direction, split: 'midpoint', equal_Vg }));
          if (slope === undefined) expect(found).toHaveProperty('missing');
          else expect(found).toBe(Math.abs(slope));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('accepts device_type in the spellings of older configurations, and refuses others', () => {
    for (const device_type of ['N', 'p', 'n-type', 'P-TYPE']) expect(params({ device_type })).toBeDefined();
    expect(() => params({ device_type: 'both' })).toThrow('device_type is "both"; use N, P, N-type or P-type');
  });

  it('refuses unknown directions and parameters', () => {
    expect(v.safeParse(gmMax.params, { direction: 'sideways' }).success).toBe(false);
    expect(v.safeParse(gmMax.params, { directions: 'both' }).success).toBe(false);
  });
});
