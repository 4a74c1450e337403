import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { von } from '../../../../lib/extractors/transfer/von.js';
import { coarseSteps, extractorLaws, sweepOf, transferSteps } from '../../../../lib/testing/index.js';
import { halves, pointsOf, turnOn } from './reference.js';

const params = (input: v.InferInput<typeof von.params> = {}) => v.parse(von.params, input);

/**
 * Where a logarithm is steepest is decided by its last digit if two slopes are equal: of currents with many digits none are.
 *
 * The Python system takes repeated gate voltages for 1e-12 V apart, whatever the unit, and every device for N-type: where a
 * current only falls, rounding decides where it does so least.
 */
const steps = transferSteps({ digits: 12 });
const legacySteps = transferSteps({ digits: 12, spacings: ['even'], deviceTypes: ['N'] });

describe('transfer.Von', () => {
  extractorLaws(von, { steps, otherParams: { device_type: ['P'] } }, { describe, it });

  extractorLaws(von, { steps, params: { direction: 'both' } }, { describe, it });

  extractorLaws(von, { params: { ...von.legacy }, hasValueOf: ['constant'], steps: legacySteps }, { describe, it });

  // log10 |Id|: -9, -9, -6, -4, -4 on the way up; -4, -4, -7, -8, -8 on the way back.
  const Vg = [0, 1, 2, 3, 4, 4, 3, 2, 1, 0];
  const Id = [1e-9, 1e-9, -1e-6, -1e-4, 1e-4, 1e-4, -1e-4, 1e-7, 1e-8, 1e-8];

  it('is where log10 |Id| rises fastest for N, and falls fastest for P', () => {
    const step = sweepOf(Vg, Id);
    expect(von.extract(step, params({ direction: 'both', device_type: 'N' }))).toEqual([2, 2]);
    const mirrored = sweepOf(
      Vg.map((V) => -V),
      Id,
    );
    expect(von.extract(mirrored, params({ direction: 'both', device_type: 'P' }))).toEqual([-2, -2]);
    expect(von.extract(step, params({ device_type: 'P' }))).toBe(0);
  });

  it('takes the device type of the parameters, else that of the file, else N', () => {
    const ofFile = (deviceType?: string) => sweepOf(Vg, Id, deviceType);
    expect(von.extract(ofFile(), params())).toBe(2);
    expect(von.extract(ofFile('P-type'), params())).toBe(0);
    expect(von.extract(ofFile('p'), params({ device_type: 'n-type' }))).toBe(2);
    expect(von.extract(ofFile('P'), params({ ...von.legacy }))).toBe(2);
  });

  it('is null where the file says neither N nor P', () => {
    const step = sweepOf(Vg, Id, 'ambipolar');
    expect(von.extract(step, params())).toEqual({
      missing: 'device_type of the file is "ambipolar", neither N nor P; set the parameter device_type',
    });
    expect(von.extract(step, params({ device_type: 'N' }))).toBe(2);
  });

  it('is null where all currents are below the floor of 1e-12 A', () => {
    const step = sweepOf([0, 1, 2], [1e-14, 1e-13, 9e-13]);
    expect(von.extract(step, params())).toEqual({ missing: 'Id is constant in the forward branch' });
  });

  it('takes currents below 1e-12 A as 1e-12 A', () => {
    expect(von.extract(sweepOf([0, 1, 2], [1e-13, 1e-11, 5e-11]), params())).toBe(0);
    expect(von.extract(sweepOf([0, 1, 2], [1e-14, 1e-12, 1e-11]), params())).toBe(2);
  });

  it('takes the first of equally steep points', () => {
    const step = sweepOf([0, 1, 2, 3, 4], [1e-8, 1e-6, 1e-6, 1e-4, 1e-4]);
    expect(von.extract(step, params())).toBe(0);
  });

  it('is half null for both branches of a one-way sweep', () => {
    fc.assert(
      fc.property(transferSteps({ ways: ['one-way'] }), (step) => {
        expect(von.extract(step, params({ direction: 'both' }))).toEqual({
          outputs: [[von.extract(step, params()), Number.NaN]],
          note: 'reverse: no reverse branch',
        });
      }),
    );
  });

  const deviceTypes = fc.constantFrom('N' as const, 'P' as const);

  it.each(['merge', 'replace'] as const)('agrees with its definition (%s)', (equal_Vg) => {
    fc.assert(
      fc.property(
        fc.oneof(coarseSteps('transfer'), transferSteps({ ways: ['double'] })),
        deviceTypes,
        (step, device_type) => {
          const { forward, reverse } = halves(pointsOf(step));
          const expected = [forward, reverse].map((branch) => turnOn(branch, device_type, equal_Vg)?.Vg);
          for (const [i, direction] of (['forward', 'reverse'] as const).entries()) {
            const found = von.extract(step, params({ direction, device_type, split: 'midpoint', equal_Vg }));
            if (expected[i] === undefined) expect(found).toHaveProperty('missing');
            else expect(found).toBe(expected[i]);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
