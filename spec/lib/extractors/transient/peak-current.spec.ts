import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { peakCurrent } from '../../../../lib/extractors/transient/peak-current.js';
import { coarseSteps, extractorLaws, traceOf } from '../../../../lib/testing/index.js';

describe('transient.peak_current', () => {
  extractorLaws(peakCurrent, { hasValueOf: ['one point', 'constant'] }, { describe, it });

  extractorLaws(peakCurrent, { params: { use_abs: false }, hasValueOf: ['one point', 'constant'] }, { describe, it });

  it('is the largest |Id|, or the largest Id', () => {
    const step = traceOf([-1, -6, 2, 0]);
    expect(peakCurrent.extract(step, v.parse(peakCurrent.params, {}))).toBe(6);
    expect(peakCurrent.extract(step, { use_abs: false })).toBe(2);
    expect(peakCurrent.extract(traceOf([-3, -2]), { use_abs: false })).toBe(-2);
  });

  it('agrees with its definition', () => {
    fc.assert(
      fc.property(coarseSteps('transient'), fc.boolean(), (step, use_abs) => {
        const found = peakCurrent.extract(step, { use_abs });
        const [largest] = Array.from(step.Id, (I) => (use_abs ? Math.abs(I) : I)).sort((a, b) => b - a);
        if (largest === undefined) expect(found).toHaveProperty('missing');
        else expect(found).toBeCloseTo(largest, 15);
      }),
    );
  });

  it('takes no other parameter', () => {
    expect(v.safeParse(peakCurrent.params, { absolute: true }).success).toBe(false);
  });
});
