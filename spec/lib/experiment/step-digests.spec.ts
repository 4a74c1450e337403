import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReadPlan, TransferPlan, TransientPlan } from '../../../lib/experiment/read-plan.js';
import type { Step, TransferStep, TransientStep } from '../../../lib/experiment/step.js';
import { type DigestRow, digestSteps, StepDigests } from '../../../lib/experiment/step-digests.js';
import { transferSteps, transientSteps } from '../../../lib/testing/index.js';
import { tilings } from '../../support/block-arbitraries.js';

const none = new Float64Array(0);

function transferPlan(start: number, stop: number, deviceType?: string): TransferPlan {
  return { source: 'transfer', steps: { start, stop }, ...(deviceType !== undefined && { deviceType }) };
}

function transientPlan(start: number, stop: number, rows: TransientPlan['rows']): TransientPlan {
  const arrays = { starts: none, stops: none, periods: none, sampleRates: none };
  return { source: 'transient', steps: { start, stop }, rows, ...arrays };
}

function digestOf(steps: readonly Step[], plan: ReadPlan, row: DigestRow): string | undefined {
  const digests = new StepDigests({ transfer: steps.length, transient: steps.length });
  for (const range of digestSteps(steps, plan)) digests.add(range);
  return digests.ofFirst(row);
}

const ofTransfer = (step: TransferStep, deviceType?: string) =>
  digestOf([step], transferPlan(0, 1, deviceType), 'transfer');
const ofCurrent = (step: TransientStep) => digestOf([step], transientPlan(0, 1, ['Id']), 'transient Id');
const ofTime = (step: TransientStep) => digestOf([step], transientPlan(0, 1, ['time', 'Id']), 'transient time');

describe('the digest of steps', () => {
  it('is the same whatever blocks they are read in, and says of how many of the first there is one', () => {
    const cases = fc
      .array(transferSteps(), { minLength: 1, maxLength: 8 })
      .chain((steps) => fc.tuple(fc.constant(steps), tilings(steps.length), fc.nat(steps.length)));
    fc.assert(
      fc.property(cases, ([steps, ranges, first]) => {
        const counts = { transfer: steps.length, transient: 0 };
        const [whole, parts] = [new StepDigests(counts), new StepDigests(counts)];
        for (const range of digestSteps(steps, transferPlan(0, steps.length))) whole.add(range);
        for (const { start, stop } of ranges) {
          expect(parts.ofFirst('transfer')).toBeUndefined();
          for (const range of digestSteps(steps.slice(start, stop), transferPlan(start, stop))) parts.add(range);
        }
        expect(parts.ofFirst('transfer')).toBe(whole.ofFirst('transfer'));
        expect(parts.ofFirst('transfer', first)).toBe(
          digestOf(steps.slice(0, first), transferPlan(0, first), 'transfer') ?? parts.ofFirst('transfer', 0),
        );
        expect(parts.ofFirst('transfer', steps.length + 1)).toBeUndefined();
        expect(parts.ofFirst('transient Id')).toBeUndefined();
      }),
    );
  });

  it('of transfer is of both rows and of the device type', () => {
    const step: TransferStep = { kind: 'transfer', index: 0, Vg: Float64Array.of(1, 2), Id: Float64Array.of(3, 4) };
    const digests = [
      ofTransfer(step),
      ofTransfer({ ...step, Vg: Float64Array.of(1, 2.5) }),
      ofTransfer({ ...step, Id: Float64Array.of(3, 4.5) }),
      ofTransfer({ ...step, Vg: step.Id, Id: step.Vg }),
      ofTransfer(step, 'N-type'),
      ofTransfer(step, 'P-type'),
    ];
    expect(new Set(digests).size).toBe(digests.length);
    expect(ofTransfer({ ...step, index: 3 })).toBe(digests[0]);
  });

  it('of the current is of the timing too, and of neither does the time say anything', () => {
    const step: TransientStep = {
      kind: 'transient',
      index: 0,
      time: Float64Array.of(1, 2),
      Id: Float64Array.of(3, 4),
      timing: { record: { period: 1, sampleRate: 1000 } },
    };
    const digests = [
      step,
      { ...step, Id: Float64Array.of(3, 5) },
      { ...step, timing: { record: { period: 2, sampleRate: 1000 } } },
      { ...step, timing: { workflow: { period: 1, sampleRate: 1000 } } },
      { ...step, timing: { record: { sampleRate: 1000 } } },
      { ...step, timing: {} },
    ].map(ofCurrent);
    expect(new Set(digests).size).toBe(digests.length);
    expect(ofCurrent({ ...step, time: Float64Array.of(7, 8) })).toBe(digests[0]);
    expect(ofTime({ ...step, time: Float64Array.of(7, 8) })).not.toBe(ofTime(step));
    expect(ofTime({ ...step, Id: Float64Array.of(7, 8) })).toBe(ofTime(step));
  });

  it('of time is there where the time was read, and tells why a step has none', () => {
    const without = (reason: string): TransientStep => ({
      kind: 'transient',
      index: 0,
      Id: none,
      get time(): Float64Array {
        throw new Error(reason);
      },
    });
    expect(ofTime(without('it is NaN at sample 3'))).not.toBe(ofTime(without('it is NaN at sample 4')));
    fc.assert(
      fc.property(transientSteps(), (step) => {
        expect(ofTime(step)).toMatch(/^[0-9a-f]{64}$/);
        expect(digestOf([step], transientPlan(0, 1, ['Id']), 'transient time')).toBeUndefined();
      }),
    );
  });
});
