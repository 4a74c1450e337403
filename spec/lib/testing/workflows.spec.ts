import fc from 'fast-check';
import { expect, it } from 'vitest';
import { flattenWorkflow, workflowLines, workflowTiming } from '../../../lib/experiment/workflow.js';
import { type WorkflowStep, workflows } from '../../../lib/testing/index.js';

const depthOf = (steps: readonly WorkflowStep[]): number =>
  Math.max(0, ...steps.map((step) => (step.type === 'loop' ? 1 + depthOf(step.steps) : 0)));
const allOf = (steps: readonly WorkflowStep[]): readonly WorkflowStep[] =>
  steps.flatMap((step) => (step.type === 'loop' ? [step, ...allOf(step.steps)] : [step]));

it('draws workflows that are read as any other: a line and a type for each step, the timing of the first transient', () => {
  fc.assert(
    fc.property(workflows(), (workflow) => {
      const steps = allOf(workflow);
      expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length);
      expect(workflowLines(workflow)).toHaveLength(steps.length);
      const types = Object.keys(flattenWorkflow(workflow)).filter((key) => key.endsWith('_type'));
      expect(types).toHaveLength(steps.length);
      const transient = steps.find(({ type }) => type === 'transient');
      expect(workflowTiming(workflow) !== undefined).toBe(transient !== undefined);
    }),
  );
});

it('keeps to its constraints', () => {
  fc.assert(
    fc.property(workflows({ maxDepth: 1, maxSteps: 2 }), (workflow) => {
      expect(depthOf(workflow)).toBeLessThanOrEqual(1);
      expect(workflow.length).toBeLessThanOrEqual(2);
    }),
  );
  const deep = fc.property(workflows({ maxDepth: 3 }), (workflow) => depthOf(workflow) < 3);
  expect(fc.check(deep, { endOnFailure: true, numRuns: 1000 }).failed).toBe(true);
});

it('shrinks to what it takes and no more', () => {
  const withTransient = fc.property(
    workflows(),
    (workflow) => !allOf(workflow).some(({ type }) => type === 'transient'),
  );
  for (const seed of [1, 2, 3]) {
    const [smallest = []] = fc.check(withTransient, { seed }).counterexample ?? [];
    // Of lists fast-check takes away what comes first: something may be left behind.
    expect(smallest.length).toBeLessThanOrEqual(2);
    expect(smallest.map(({ type }) => type)).toContain('transient');
    expect(smallest.find(({ type }) => type === 'transient')).toMatchObject({
      params: { timeStep: 1, topTime: 1, bottomTime: 1, gateVoltageTop: 0, cycles: 1 },
    });
  }
});
