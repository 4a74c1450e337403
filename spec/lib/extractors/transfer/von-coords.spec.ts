import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { vonCoords } from '../../../../lib/extractors/transfer/von-coords.js';
import { coarseSteps, extractorLaws, sweepOf, transferSteps } from '../../../../lib/testing/index.js';
import { halves, pointsOf, turnOn } from './reference.js';

const params = (input: v.InferInput<typeof vonCoords.params> = {}) => v.parse(vonCoords.params, input);
const shapeAndUnit = (input: v.InferInput<typeof vonCoords.params>) => {
  const [{ shape, unit }] = vonCoords.outputs(params(input));
  return { shape, unit };
};

/**
 * Where a logarithm is steepest is decided by its last digit if two slopes are equal: of currents with many digits none are.
 *
 * The Python system takes repeated gate voltages for 1e-12 V apart, whatever the unit, and every device for N-type: where a
 * current only falls, rounding decides where it does so least.
 */
const steps = transferSteps({ digits: 12 });
const legacySteps = transferSteps({ digits: 12, spacings: ['even'], deviceTypes: ['N'] });

describe('transfer.Von_coords', () => {
  extractorLaws(vonCoords, { steps, otherParams: { device_type: ['P'] } }, { describe, it });

  extractorLaws(vonCoords, { steps, params: { direction: 'both' } }, { describe, it });

  extractorLaws(vonCoords, { steps, params: { direction: 'both', return_vg_only: true } }, { describe, it });

  extractorLaws(vonCoords, { steps, params: { return_id_only: true } }, { describe, it });

  extractorLaws(
    vonCoords,
    { params: { ...vonCoords.legacy }, hasValueOf: ['constant'], steps: legacySteps },
    { describe, it },
  );

  const step = sweepOf([0, 1, 2, 3, 3, 2, 1, 0], [-1e-9, -1e-9, -1e-3, -1e-2, -1e-2, -1e-5, -1e-9, -1e-9]);

  it('is the pair [Vg, Id], Id signed', () => {
    expect(vonCoords.extract(step, params())).toEqual([2, -1e-3]);
    expect(vonCoords.extract(step, params({ direction: 'reverse' }))).toEqual([2, -1e-5]);
    expect(vonCoords.extract(step, params({ return_vg_only: true }))).toBe(2);
    expect(vonCoords.extract(step, params({ return_id_only: true, direction: 'both' }))).toEqual([-1e-3, -1e-5]);
  });

  it('merges the currents of equal Vg', () => {
    const repeated = sweepOf([0, 1, 2, 2, 3], [1e-9, 1e-8, 1e-4, 3e-4, 1e-2]);
    expect(vonCoords.extract(repeated, params({ return_id_only: true }))).toBeCloseTo(2e-4, 15);
  });

  it('declares shape and unit of what it gives', () => {
    expect(shapeAndUnit({})).toEqual({ shape: [2], unit: ['V', 'A'] });
    expect(shapeAndUnit({ direction: 'both' })).toEqual({ shape: [2, 2], unit: ['V', 'A'] });
    expect(shapeAndUnit({ return_vg_only: true })).toEqual({ shape: [], unit: 'V' });
    expect(shapeAndUnit({ return_id_only: true })).toEqual({ shape: [], unit: 'A' });
    expect(shapeAndUnit({ return_vg_only: true, direction: 'both' })).toEqual({ shape: [2], unit: 'V' });
    expect(shapeAndUnit({ return_id_only: true, direction: 'both' })).toEqual({ shape: [2], unit: 'A' });
  });

  it('cannot be reduced to both', () => {
    expect(() => params({ return_vg_only: true, return_id_only: true })).toThrow(
      'return_vg_only and return_id_only are both true; set one of them, or none to get [Vg, Id]',
    );
  });

  it('is half null for both branches of a one-way sweep', () => {
    fc.assert(
      fc.property(transferSteps({ ways: ['one-way'] }), (step) => {
        expect(vonCoords.extract(step, params({ direction: 'both' }))).toEqual({
          outputs: [[...(vonCoords.extract(step, params()) as number[]), Number.NaN, Number.NaN]],
          note: 'reverse: no reverse branch',
        });
      }),
    );
  });

  it.each(['merge', 'replace'] as const)('agrees with its definition (%s)', (equal_Vg) => {
    fc.assert(
      fc.property(fc.oneof(coarseSteps('transfer'), transferSteps({ ways: ['double'] })), (step) => {
        const { forward, reverse } = halves(pointsOf(step));
        const expected = [forward, reverse].map((branch) => turnOn(branch, 'N', equal_Vg));
        for (const [i, direction] of (['forward', 'reverse'] as const).entries()) {
          const point = expected[i];
          const found = vonCoords.extract(step, params({ direction, split: 'midpoint', equal_Vg, device_type: 'N' }));
          if (point === undefined) expect(found).toHaveProperty('missing');
          else expect(found).toEqual([point.Vg, point.Id]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
