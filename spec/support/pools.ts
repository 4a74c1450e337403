import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { from, lastValueFrom, mergeMap, toArray } from 'rxjs';
import { createExperiment } from '../../lib/experiment/experiment.js';
import { stepCounts } from '../../lib/experiment/head.js';
import { readHead } from '../../lib/experiment/read-head.js';
import type { Layer } from '../../lib/graph/layers.js';
import type { StepPool } from '../../lib/pool/step-pool.js';
import type { Columns } from '../../lib/table/column.js';
import type { Remark } from '../../lib/table/remark.js';
import { LayerColumns } from '../../lib/task/layer-columns.js';
import { type PlanOptions, planLayer } from '../../lib/task/plan-layer.js';
import type { StepResult, StepTask } from '../../lib/task/step-task.js';

/** The tasks of a layer for a file, as one newly opened experiment. */
export async function tasksOfFile(file: string, layer: Layer, options: PlanOptions = {}): Promise<readonly StepTask[]> {
  return planLayer(createExperiment(await readHead(file)), layer, options);
}

/** Runs tasks on a pool, all at once. */
export function runAll(pool: StepPool, tasks: readonly StepTask[]): Promise<StepResult[]> {
  return lastValueFrom(
    from(tasks).pipe(
      mergeMap((task) => pool.run(task)),
      toArray(),
    ),
  );
}

/** What results say of the cells of a layer, put together. */
export function joined(
  layer: Layer,
  results: readonly StepResult[],
): {
  readonly columns: Columns;
  readonly remarks: readonly Remark[];
} {
  const [first] = results;
  if (first === undefined) throw new Error('there is no result');
  const columns = new LayerColumns(layer.extracted, stepCounts(first.task.experiment.head));
  for (const result of results) columns.take(result);
  return columns.finish();
}

/** How often each cell of tasks is answered by results: once, for all that is right. */
export function answersPerCell(tasks: readonly StepTask[], results: readonly StepResult[]): readonly number[] {
  const answers = new Map<string, number>();
  for (const { features, steps } of tasks) {
    for (const cell of cellsOf(features, steps)) answers.set(cell, 0);
  }
  for (const { task, steps } of results) {
    for (const cell of cellsOf(task.features, steps)) answers.set(cell, (answers.get(cell) ?? Number.NaN) + 1);
  }
  return [...answers.values()];
}

function cellsOf(features: StepTask['features'], { start, stop }: StepTask['steps']): readonly string[] {
  return features.flatMap(({ name }) => Array.from({ length: stop - start }, (_, i) => `${name} ${start + i}`));
}

const DESCRIPTORS = '/proc/self/fd';

/** Whether the system tells which files this process has open. */
export const tellsDescriptors = existsSync(DESCRIPTORS);

/** How many file descriptors of this process, threads included, stand for a file. */
export function descriptorsOf(file: string): number {
  return readdirSync(DESCRIPTORS).filter((fd) => {
    try {
      return readlinkSync(join(DESCRIPTORS, fd)) === file;
    } catch {
      // The descriptor of the folder that is being read is gone by now.
      return false;
    }
  }).length;
}
