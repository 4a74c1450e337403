import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TransientStep } from '../../../lib/experiment/step.js';
import { StepCopy } from '../../../lib/task/step-copy.js';
import { hostileSteps, traceOf } from '../../../lib/testing/index.js';

describe('StepCopy', () => {
  it('is like the step, and has no number in common with it', () => {
    fc.assert(
      fc.property(fc.oneof(hostileSteps('transfer'), hostileSteps('transient')), (step) => {
        const copy = new StepCopy();
        expect(copy.of(step)).toEqual(step);
        expect(copy.renew()).toBe(false);
        expect(copy.of(step).Id.buffer).not.toBe(step.Id.buffer);
      }),
    );
  });

  it('is made anew when any of its numbers is another one, and not before', () => {
    fc.assert(
      fc.property(
        fc.oneof(hostileSteps('transfer'), hostileSteps('transient')),
        fc.nat(),
        fc.double(),
        (step, at, value) => {
          fc.pre(step.Id.length > 0);
          const copy = new StepCopy();
          const before = copy.of(step);
          const row = at % 2 === 0 ? before.Id : before.kind === 'transfer' ? before.Vg : before.time;
          const index = at % row.length;
          const same = Object.is(row[index], value);
          row[index] = value;
          expect(copy.renew()).toBe(!same);
          expect(copy.of(step)).toEqual(step);
          expect(copy.of(step) === before).toBe(same);
        },
      ),
    );
  });

  it('is one step after the other, each as if it were the first', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(hostileSteps('transfer'), hostileSteps('transient'))), (steps) => {
        const copy = new StepCopy();
        for (const step of steps) expect(copy.of(step)).toEqual(step);
      }),
    );
  });

  it('takes the arrays of the last step, unless they have another length or were moved to another thread', () => {
    const copy = new StepCopy();
    const first = copy.of(traceOf([1, 2, 3])).Id;
    expect(copy.of(traceOf([4, 5, 6])).Id).toBe(first);
    expect(copy.of(traceOf([7])).Id).toEqual(Float64Array.of(7));
    const moved = copy.of(traceOf([8])).Id;
    structuredClone(moved, { transfer: [moved.buffer as ArrayBuffer] });
    expect(copy.renew()).toBe(true);
    expect(copy.of(traceOf([9])).Id).toEqual(Float64Array.of(9));
  });

  it('throws where the step throws: for a time that was not read', () => {
    const { kind, index, Id } = traceOf([1, 2]);
    const step: TransientStep = {
      kind,
      index,
      Id,
      get time(): never {
        throw new Error('the row was not read');
      },
    };
    const copy = new StepCopy();
    expect(() => (copy.of(step) as TransientStep).time).toThrow('the row was not read');
    expect(copy.renew()).toBe(false);
  });

  it('has timing that cannot be changed', () => {
    const copy = new StepCopy().of({ ...traceOf([1]), timing: { record: { period: 1 } } }) as TransientStep;
    expect(() => Object.assign(copy.timing?.record ?? {}, { period: 2 })).toThrow(TypeError);
  });
});
