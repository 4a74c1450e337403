import { expect, it } from 'vitest';
import { jointSteps } from '../../../lib/experiment/joint-steps.js';
import { transferStep, transientStep } from '../../support/joint-steps.js';

it('puts the steps of each index together, as far as every source goes', () => {
  const transfer = [0, 1, 2].map(transferStep);
  const transient = [0, 1].map(transientStep);
  expect(jointSteps([transfer, transient])).toEqual([
    { index: 0, transfer: transfer[0], transient: transient[0] },
    { index: 1, transfer: transfer[1], transient: transient[1] },
  ]);
  expect(jointSteps([transient])[1]?.transient).toBe(transient[1]);
  expect(jointSteps([[], transient])).toEqual([]);
  expect(jointSteps([])).toEqual([]);
});
