import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TransientStep } from '../../../lib/experiment/step.js';
import { StepCopy } from '../../../lib/task/step-copy.js';
import { hostileSteps } from '../../support/arbitraries.js';
import { transientStep } from '../../support/steps.js';

describe('StepCopy', () => {
  it('is like the step, and has no number in common with it', () => {
    fc.assert(
      fc.property(fc.oneof(hostileSteps.transfer, hostileSteps.transient), (step) => {
        const copy = new StepCopy(step);
        expect(copy.step).toEqual(step);
        expect(copy.renew()).toBe(false);
        expect(copy.step.Id.buffer).not.toBe(step.Id.buffer);
      }),
    );
  });

  it('is made anew when any of its numbers is another one, and not before', () => {
    fc.assert(
      fc.property(fc.oneof(hostileSteps.transfer, hostileSteps.transient), fc.nat(), fc.double(), (step, at, value) => {
        fc.pre(step.Id.length > 0);
        const copy = new StepCopy(step);
        const before = copy.step;
        const row = at % 2 === 0 ? before.Id : before.kind === 'transfer' ? before.Vg : before.time;
        const index = at % row.length;
        const same = Object.is(row[index], value);
        row[index] = value;
        expect(copy.renew()).toBe(!same);
        expect(copy.step).toEqual(step);
        expect(copy.step === before).toBe(same);
      }),
    );
  });

  it('throws where the step throws: for a time that was not read', () => {
    const { kind, index, Id } = transientStep([1, 2]);
    const step: TransientStep = {
      kind,
      index,
      Id,
      get time(): never {
        throw new Error('the row was not read');
      },
    };
    const copy = new StepCopy(step);
    expect(() => (copy.step as TransientStep).time).toThrow('the row was not read');
    expect(copy.renew()).toBe(false);
  });

  it('has timing that cannot be changed', () => {
    const copy = new StepCopy({ ...transientStep([1]), timing: { record: { period: 1 } } }).step as TransientStep;
    expect(() => Object.assign(copy.timing?.record ?? {}, { period: 2 })).toThrow(TypeError);
  });
});
