import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { absIMax } from '../../../../lib/extractors/transfer/abs-i-max.js';
import { coarseSteps, extractorLaws, sweepOf } from '../../../../lib/testing/index.js';

describe('transfer.absI_max', () => {
  extractorLaws(
    absIMax,
    {
      hasValueOf: ['one point', 'constant'],
      invariances: ['order of points', 'sign of current'],
      definition: ({ Id }) =>
        Array.from(Id, Math.abs)
          .sort((a, b) => a - b)
          .at(-1),
    },
    { describe, it },
  );

  it('is the largest |Id| of both branches', () => {
    expect(absIMax.extract(sweepOf([0, 1, 0], [1, 2, -3]), {})).toBe(3);
  });

  it('agrees with its definition', () => {
    fc.assert(
      fc.property(coarseSteps('transfer'), (step) => {
        const expected = Array.from(step.Id, Math.abs)
          .sort((a, b) => a - b)
          .at(-1);
        if (expected === undefined) expect(absIMax.extract(step, {})).toHaveProperty('missing');
        else expect(absIMax.extract(step, {})).toBe(expected);
      }),
    );
  });

  it('accepts device_type, which has no influence', () => {
    const step = sweepOf([0, 1, 0], [1, 2, -3]);
    expect(absIMax.extract(step, v.parse(absIMax.params, { device_type: 'P-type' }))).toBe(3);
    expect(v.safeParse(absIMax.params, { device_type: 'X' }).success).toBe(false);
    expect(v.safeParse(absIMax.params, { direction: 'forward' }).success).toBe(false);
  });
});
