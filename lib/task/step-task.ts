import type { Experiment } from '../experiment/experiment.js';
import type { ReadPlan, StepRange } from '../experiment/read-plan.js';
import type { RangeDigests } from '../experiment/step-digests.js';
import type { ExtractedFeature } from '../graph/feature.js';
import type { Column } from '../table/column.js';
import type { Remark } from '../table/remark.js';

/**
 * A block of neighbouring steps of one experiment, and the features to compute of them: light, for it says what to read
 * and does not hold it.
 *
 * The logical unit is one (feature, step): a cell. A task is a rectangle of cells.
 */
export interface StepTask {
  readonly experiment: Experiment;
  readonly steps: StepRange;
  /** Of each source that the features read, what to read of these steps. */
  readonly plans: readonly ReadPlan[];
  readonly features: readonly ExtractedFeature[];
  /** Cells of this experiment in this layer, all its tasks together: by this a collector knows when it has them all. */
  readonly totalCells: number;
}

/**
 * What became of a task, or of a part of it: one task may be answered by several results that together cover each of its
 * cells once.
 */
export interface StepResult {
  readonly task: StepTask;
  readonly steps: StepRange;
  readonly cells: number;
  /** By column name; the first dimension is the steps of this result. */
  readonly columns: ReadonlyMap<string, Column>;
  /** Steps counted from the experiment's first. */
  readonly remarks: readonly Remark[];
  /** Of the steps that were read for it; none where they could not be read. */
  readonly digests?: readonly RangeDigests[];
}

/** The part of a task that these plans read, which are of some of its steps. */
export function withPlans(task: StepTask, plans: readonly ReadPlan[]): StepTask {
  return { ...task, plans, steps: plans[0]?.steps ?? task.steps };
}

/** Number of cells of a rectangle of features and steps. */
export function cellCount(features: readonly unknown[], { start, stop }: StepRange): number {
  return features.length * (stop - start);
}
