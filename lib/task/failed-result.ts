import { columnName } from '../graph/feature.js';
import { toResult } from './block.js';
import { BlockColumn } from './block-column.js';
import type { StepResult, StepTask } from './step-task.js';

/** The result of a task none of whose cells has a value, all for the same reason. */
export function failedResult(task: StepTask, reason: string): StepResult {
  const { start, stop } = task.steps;
  const steps = Array.from({ length: stop - start }, (_, index) => start + index);
  const columns = task.features.flatMap(({ name, outputs }) =>
    outputs.map((output) => [columnName(name, output), new BlockColumn(output.shape, steps.length).finish()] as const),
  );
  return toResult(task, {
    columns,
    remarks: task.features.map(({ name }) => ({ feature: name, kind: 'failure', reason, steps })),
  });
}
