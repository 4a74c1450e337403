import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMissing } from '../../../lib/extractors/extractor.js';
import { branchesOf } from '../../../lib/extractors/sweep.js';
import { describeStep, transferSteps } from '../../../lib/testing/index.js';

/** Whether something that an arbitrary may draw is drawn at all. */
function expectDrawn<T>(arbitrary: fc.Arbitrary<T>, is: (drawn: T) => boolean): void {
  expect(
    fc.check(
      fc.property(arbitrary, (drawn) => !is(drawn)),
      { numRuns: 300, endOnFailure: true },
    ).failed,
  ).toBe(true);
}

describe('transferSteps', () => {
  it('draws sweeps of working devices: finite, never 0, of one sign, higher on one side', () => {
    fc.assert(
      fc.property(transferSteps(), ({ Vg, Id, deviceType }) => {
        expect(Vg.length).toBe(Id.length);
        expect(Vg.every(Number.isFinite)).toBe(true);
        const sign = deviceType === 'N-type' ? 1 : -1;
        expect(Id.every((current) => sign * current > 0)).toBe(true);
        const most = Id.reduce((largest, current) => Math.max(largest, Math.abs(current)), 0);
        expect(most).toBeGreaterThan(100 * Math.min(...Id.map(Math.abs)));
        expect(Math.sign(Vg[Id.findIndex((current) => Math.abs(current) === most)] as number)).toBe(sign);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps to its constraints', () => {
    const steps = transferSteps({
      deviceTypes: ['P'],
      ways: ['one-way'],
      spacings: ['even'],
      minPoints: 5,
      maxPoints: 9,
      maxNoise: 0,
    });
    fc.assert(
      fc.property(steps, (step) => {
        expect(step.deviceType).toBe('P-type');
        expect(step.Vg.length).toBeGreaterThanOrEqual(5);
        expect(step.Vg.length).toBeLessThanOrEqual(9);
        expect(isMissing(branchesOf(step, 'auto').reverse as never)).toBe(true);
        const distances = step.Vg.slice(1).map((V, i) => V - (step.Vg[i] as number));
        for (const distance of distances) expect(distance).toBeCloseTo(distances[0] as number, 5);
      }),
    );
    fc.assert(
      fc.property(transferSteps({ ways: ['double'] }), (step) => {
        expect(branchesOf(step, 'auto').reverse).toHaveProperty('Vg');
      }),
    );
  });

  it('draws hysteresis, noise, currents at the limit, and gate voltages that are uneven or repeated', () => {
    const double = transferSteps({ ways: ['double'], maxNoise: 0 });
    expectDrawn(double, ({ Id }) => Id.some((current, i) => current !== Id[Id.length - 1 - i]));
    expectDrawn(transferSteps({ deviceTypes: ['N'], ways: ['one-way'] }), ({ Vg, Id }) =>
      Id.some((current, i) => i > 0 && current > (Id[i - 1] as number) !== (Vg[i] as number) > (Vg[i - 1] as number)),
    );
    expectDrawn(transferSteps(), ({ Id }) => {
      const most = Math.max(...Id.map(Math.abs));
      return Id.filter((current) => Math.abs(current) === most).length > 4;
    });
    expectDrawn(transferSteps(), ({ Vg }) => Vg.some((V, i) => i > 0 && V === Vg[i - 1]));
  });

  it('shrinks to few points of round numbers, without noise', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const { counterexample } = fc.check(
        fc.property(transferSteps(), ({ Id }) => Math.max(...Id) < 5e-4),
        { seed },
      );
      expect(describeStep(counterexample?.[0] as never)).toMatchInlineSnapshot(`
        "transfer step 0, 8 points, device_type "N-type"

             Id (A)
          0.0007619 |                                                       *
                    |
                    |
                    |
                    |                                     *
                    |
                    |
                    |
            5.54e-9 |*                 *
                    +--------------------------------------------------------
                     -1                                                     1  Vg (V)

          Vg    [-1, -0.333333, 0.333333, 1, 1, 0.333333, -0.333333, -1]
          Id    [5.54e-9, 0.000003506, 0.0003347, 0.0007619, 0.0007619, 0.0003347, 0.000003506, 5.54e-9]"
      `);
    }
  });
});
