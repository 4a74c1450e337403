import { describe, expect, it } from 'vitest';
import type { StepTask } from '../../../lib/task/step-task.js';
import { taskRows } from '../../../lib/task/task-rows.js';
import { experimentOf, resultOf, tasksOf } from '../../support/experiments.js';

const [, task] = tasksOf(experimentOf('a', { transfer: 8 }), 4) as [StepTask, StepTask];

describe('taskRows', () => {
  it('has a row for each step of the task, in order, whatever parts the answers came in', () => {
    const results = [resultOf(task, { start: 6, stop: 8 }), resultOf(task, { start: 4, stop: 6 })];
    const expected = [4, 5, 6, 7].map((step) => ({ source: 'transfer', step, values: { largest: step }, remarks: [] }));
    expect(taskRows(task, results)).toEqual(expected);
    expect(taskRows(task, [resultOf(task)])).toEqual(expected);
  });

  it('keeps remarks at their steps', () => {
    const remark = { feature: 'largest', kind: 'null', reason: 'no point', steps: [5] } as const;
    const rows = taskRows(task, [{ ...resultOf(task), remarks: [remark] }]);
    expect(rows.map(({ remarks }) => remarks.length)).toEqual([0, 1, 0, 0]);
  });

  it('refuses answers that do not balance', () => {
    const unbalanced = expect.objectContaining({ code: 'internal' });
    expect(() => taskRows(task, [resultOf(task, { start: 4, stop: 6 })])).toThrow(unbalanced);
    expect(() => taskRows(task, [resultOf(task), resultOf(task)])).toThrow(unbalanced);
  });
});
