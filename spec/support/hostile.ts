import { join } from 'node:path';
import { expect } from 'vitest';
import { defineFeatures } from '../../lib/config/configuration.js';
import { loadRegistry, type Registry } from '../../lib/extractors/registry.js';
import type { FeatureDefinitions } from '../../lib/graph/definition.js';
import type { Layer } from '../../lib/graph/layers.js';
import type { StepPool } from '../../lib/pool/step-pool.js';
import type { StepTask } from '../../lib/task/step-task.js';
import { writeExperiment } from './experiment-file.js';
import { answersPerCell, joined, runAll, tasksOfFile } from './pools.js';

const MODULES = ['hostile-extractors', 'exits-on-import'].map(
  (name) => new URL(`../fixtures/modules/${name}.mjs`, import.meta.url).href,
);

/** Steps of the file that hostile extractors are tried on. */
export const STEPS = 40;
export const EVERY_STEP: readonly number[] = Array.from({ length: STEPS }, (_, step) => step);

/** An extractor that is not hostile, and its values in that file: the largest current of each step. */
export const good = { extractor: 'transfer.absI_max' } as const;
export const goodValues: readonly number[] = EVERY_STEP.map((step) => 6 * step + 5);

/** A feature that does something it must not in some steps. */
export function hostile(deed: string, steps: readonly number[]) {
  return { extractor: 'transfer.hostile', params: { deed, steps } };
}

/** The same, done with all steps of a block in hand. */
export function hostileBatch(deed: string, steps: readonly number[]) {
  return { ...hostile(deed, steps), extractor: 'transfer.hostile_batch' };
}

/** The values of a hostile feature that are right: the step, and none where it is hostile. */
export function stepsWithout(bad: readonly number[]): readonly number[] {
  return EVERY_STEP.map((step) => (bad.includes(step) ? Number.NaN : step));
}

/** Runs features on the steps of a file, however hostile they are. */
export class HostileRuns {
  readonly file: string;
  readonly #registry: Registry;

  static async in(folder: string): Promise<HostileRuns> {
    const data = { shape: [STEPS, 2, 3] };
    const file = await writeExperiment(join(folder, 'many-steps.h5'), { transfer: { data } });
    return new HostileRuns(file, await loadRegistry(MODULES));
  }

  private constructor(file: string, registry: Registry) {
    this.file = file;
    this.#registry = registry;
  }

  tasks(definitions: FeatureDefinitions, stepsPerTask: number, file = this.file): Promise<readonly StepTask[]> {
    return tasksOfFile(file, this.#layer(definitions), { stepsPerTask });
  }

  /** The values of all steps by feature, and the remarks. Checks that each cell was answered once. */
  async run(pool: StepPool, definitions: FeatureDefinitions, stepsPerTask: number) {
    const tasks = await this.tasks(definitions, stepsPerTask);
    const results = await runAll(pool, tasks);
    expect(answersPerCell(tasks, results).filter((answers) => answers !== 1)).toEqual([]);
    const { columns, remarks } = joined(this.#layer(definitions), results);
    return { values: Object.fromEntries([...columns].map(([name, { values }]) => [name, [...values]])), remarks };
  }

  #layer(definitions: FeatureDefinitions): Layer {
    return defineFeatures(definitions, { registry: this.#registry }).graph.layers[0] as Layer;
  }
}
