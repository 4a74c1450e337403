import { describe, expect, it } from 'vitest';
import { liveExperiment, liveTask } from '../../../lib/task/live-task.js';
import { cellCount } from '../../../lib/task/step-task.js';
import { sweepOf, traceOf } from '../../../lib/testing/index.js';
import { scalarLayer } from '../../support/experiments.js';

const experiment = liveExperiment('probe station');
const { extracted: features } = scalarLayer;

describe('liveTask', () => {
  it.each([sweepOf([0, 1], [2, 3]), traceOf([1, 2, 3])])('has the one step in it: $kind', (step) => {
    const { task, fault } = liveTask(experiment, { ...step, index: 12 }, features);
    expect(fault).toBeUndefined();
    expect(task.plans[0]).toMatchObject({
      source: step.kind,
      steps: { start: 12, stop: 13 },
      measured: { ...step, index: 12 },
    });
    expect(task.totalCells).toBe(cellCount(features, { start: 12, stop: 13 }));
    expect(task.experiment).toBe(experiment);
  });

  it('is plain data, whatever the step has beside its measurements', () => {
    const step = { ...sweepOf([0], [1]), stop: () => {} };
    expect(structuredClone(liveTask(experiment, step, []).task.plans[0])).toMatchObject({
      measured: { kind: 'transfer' },
    });
  });

  it.each([sweepOf([0, 1], [2]), { ...traceOf([1, 2]), time: Float64Array.of(0) }])(
    'says what is wrong with a step whose arrays do not fit together: $kind',
    (step) => {
      const { task, fault } = liveTask(experiment, step, features);
      expect(fault).toMatch(new RegExp(`^${step.kind} step 0: it has . of .* and . of Id`));
      expect(task.plans[0]).toMatchObject({ source: step.kind, steps: { start: 0, stop: 1 } });
      expect(task.plans[0]?.measured).toBeUndefined();
    },
  );

  it('throws for what is no step', () => {
    const none = { ...sweepOf([0], [1]), index: -1 };
    expect(() => liveTask(experiment, none, features)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
  });
});
