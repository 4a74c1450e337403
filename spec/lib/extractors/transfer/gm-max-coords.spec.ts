import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { gmMaxCoords } from '../../../../lib/extractors/transfer/gm-max-coords.js';
import { coarseSteps, extractorLaws, sweepOf, transferSteps } from '../../../../lib/testing/index.js';
import { halves, pointsOf, transconductance } from './reference.js';

const params = (input: v.InferInput<typeof gmMaxCoords.params> = {}) => v.parse(gmMaxCoords.params, input);
const shapeAndUnit = (input: v.InferInput<typeof gmMaxCoords.params>) => {
  const [{ shape, unit }] = gmMaxCoords.outputs(params(input));
  return { shape, unit };
};

/** Repeated gate voltages are taken for 1e-12 V apart, whatever the unit. */
const evenSteps = transferSteps({ spacings: ['even'] });

describe('transfer.gm_max_coords', () => {
  extractorLaws(gmMaxCoords, {}, { describe, it });

  extractorLaws(gmMaxCoords, { params: { direction: 'both' } }, { describe, it });

  extractorLaws(gmMaxCoords, { params: { direction: 'both', return_vg_only: true } }, { describe, it });

  extractorLaws(gmMaxCoords, { params: { return_id_only: true } }, { describe, it });

  extractorLaws(
    gmMaxCoords,
    { params: { ...gmMaxCoords.legacy }, hasValueOf: ['constant'], steps: evenSteps },
    { describe, it },
  );

  const step = sweepOf([0, 1, 2, 3, 3, 2, 1, 0], [-1e-9, -1e-9, -1e-3, -1e-2, -1e-2, -1e-5, -1e-9, -1e-9]);

  it('is the pair [Vg, Id], Id signed', () => {
    expect(gmMaxCoords.extract(step, params())).toEqual([3, -1e-2]);
    expect(gmMaxCoords.extract(step, params({ direction: 'reverse' }))).toEqual([3, -1e-2]);
    expect(gmMaxCoords.extract(step, params({ return_vg_only: true }))).toBe(3);
    expect(gmMaxCoords.extract(step, params({ return_id_only: true, direction: 'both' }))).toEqual([-1e-2, -1e-2]);
  });

  it('merges the currents of equal Vg', () => {
    const repeated = sweepOf([0, 1, 2, 2, 3], [1e-9, 1e-8, 1e-4, 3e-4, 3e-4]);
    expect(gmMaxCoords.extract(repeated, params({ return_id_only: true }))).toBeCloseTo(2e-4, 15);
  });

  it('takes the first of equally steep points', () => {
    const line = sweepOf([0, 1, 2, 3, 3, 2, 1, 0], [5, 6, 7, 8, 8, 7, 6, 5]);
    expect(gmMaxCoords.extract(line, params({ direction: 'both' }))).toEqual([0, 5, 3, 8]);
    const wave = sweepOf([0, 1, 2, 3, 4, 5, 6], [0, 0, 2, 0, -2, 0, 0]);
    expect(gmMaxCoords.extract(wave, params())).toEqual([3, 0]);
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
        expect(gmMaxCoords.extract(step, params({ direction: 'both' }))).toEqual({
          outputs: [[...(gmMaxCoords.extract(step, params()) as number[]), Number.NaN, Number.NaN]],
          note: 'reverse: no reverse branch',
        });
      }),
    );
  });

  it.each(['merge', 'replace'] as const)('agrees with its definition (%s)', (equal_Vg) => {
    fc.assert(
      fc.property(fc.oneof(coarseSteps('transfer'), transferSteps({ ways: ['double'] })), (step) => {
        const { forward, reverse } = halves(pointsOf(step));
        const expected = [forward, reverse].map((branch) => transconductance(branch, equal_Vg));
        for (const [i, direction] of (['forward', 'reverse'] as const).entries()) {
          const point = expected[i];
          const found = gmMaxCoords.extract(step, params({ direction, split: 'midpoint', equal_Vg }));
          if (point === undefined) expect(found).toHaveProperty('missing');
          else expect(found).toEqual([point.Vg, point.Id]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
