import { expect, it } from 'vitest';
import { jointSteps } from '../../../lib/experiment/joint-steps.js';
import type { JointStep } from '../../../lib/experiment/step.js';
import { StepCopies } from '../../../lib/task/step-copies.js';
import { transferStep, transientStep } from '../../support/joint-steps.js';

const [joint] = jointSteps([[transferStep(3)], [transientStep(3)]]) as [JointStep];
const BOTH = ['transfer', 'transient'] as const;

it('copies the step of one source, and those of several', () => {
  const copies = new StepCopies();
  const sweep = copies.of(joint, 'transfer');
  expect(sweep).toEqual(joint.transfer);
  expect(sweep).not.toBe(joint.transfer);
  const both = copies.of(joint, BOTH) as JointStep;
  expect(both).toEqual(joint);
  expect(both.transfer).toBe(sweep);
  expect(Object.isFrozen(both)).toBe(true);
});

it('makes anew what was changed, and says whether anything was', () => {
  const copies = new StepCopies();
  const { transient } = copies.of(joint, BOTH) as JointStep;
  expect(copies.renew(BOTH)).toBe(false);
  transient.Id.fill(0);
  expect(copies.renew('transfer')).toBe(false);
  expect(copies.renew(BOTH)).toBe(true);
  expect(copies.of(joint, 'transient')).toEqual(joint.transient);
  expect(copies.renew(BOTH)).toBe(false);
});
