import { LayerColumns } from './layer-columns.js';
import { type StepRow, stepRows } from './step-row.js';
import type { StepResult, StepTask } from './step-task.js';

/**
 * The rows of a task that has been answered, in the order of its steps.
 *
 * @param results - all of them, in whatever order and parts they came
 * @throws OectError `internal` if a cell has not been answered once
 */
export function taskRows({ steps, plans, features }: StepTask, results: readonly StepResult[]): readonly StepRow[] {
  const { source = 'transfer' } = plans[0] ?? {};
  const length = steps.stop - steps.start;
  const block = new LayerColumns(features, { transfer: length, transient: length });
  for (const result of results) block.take({ ...result, steps: inBlock(result.steps, steps.start) });
  const { columns, remarks } = block.finish();
  return stepRows(source, steps, columns, remarks);
}

function inBlock({ start, stop }: StepResult['steps'], first: number): StepResult['steps'] {
  return { start: start - first, stop: stop - first };
}
