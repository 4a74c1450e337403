import { expect, it } from 'vitest';
import type { TransientStep } from '../../../lib/experiment/step.js';
import { describeStep, sweepOf, traceOf } from '../../../lib/testing/index.js';

it('shows what a step is, its curve and its numbers', () => {
  expect(describeStep(sweepOf([0, 0.5, 1], [0, 1e-3, 3e-3], 'N-type'))).toMatchInlineSnapshot(`
    "transfer step 0, 3 points, device_type "N-type"

      Id (A)
       0.003 |                                                       *
             |
             |
             |
             |
             |                            *
             |
             |
           0 |*
             +--------------------------------------------------------
              0                                                      1  Vg (V)

      Vg    [0, 0.5, 1]
      Id    [0, 0.001, 0.003]"
  `);
});

it('shows of a long trace both ends, and of a single point no curve', () => {
  const long = describeStep({
    ...traceOf(Array.from({ length: 40 }, (_, i) => i)),
    timing: { record: { period: 1 } },
  });
  expect(long).toContain('transient step 0, 40 samples, timing {"record":{"period":1}}');
  expect(long).toContain('  Id    [0, 1, 2, 3, 4, 5, ..., 37, 38, 39]');
  expect(describeStep(traceOf([5]))).toBe('transient step 0, 1 sample\n  time  [0]\n  Id    [5]');
  expect(describeStep(sweepOf([], []))).toBe('transfer step 0, 0 points\n  Vg    []\n  Id    []');
});

it('leaves out a time that was not read', () => {
  const { kind, index, Id } = traceOf([1, 2]);
  const step: TransientStep = {
    kind,
    index,
    Id,
    get time(): never {
      throw new Error('the row was not read');
    },
  };
  expect(describeStep(step)).toBe('transient step 0, 2 samples\n  Id    [1, 2]');
});
