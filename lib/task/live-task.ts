import { isOectError } from '../errors.js';
import { createExperiment, type Experiment } from '../experiment/experiment.js';
import { measuredStep } from '../experiment/measured-step.js';
import type { ReadPlan, StepRange } from '../experiment/read-plan.js';
import type { Source, Step } from '../experiment/step.js';
import type { ExtractedFeature } from '../graph/feature.js';
import { cellCount, type StepTask } from './step-task.js';

/** What steps from an instrument belong to: an experiment without a file. */
export function liveExperiment(name: string): Experiment {
  return createExperiment({ file: name, stamp: { inode: 0, size: 0, mtimeMs: 0 }, attributes: {}, warnings: [] });
}

/** The task of one step that is in memory, as heavy as that; or what is wrong with the step. */
export interface LiveTask {
  readonly task: StepTask;
  /** Why it cannot be run: the arrays of the step do not fit together. */
  readonly fault?: string;
}

/** @throws OectError `bad-argument` if it is no step at all */
export function liveTask(experiment: Experiment, step: Step, features: readonly ExtractedFeature[]): LiveTask {
  const { kind, index } = step;
  const steps = { start: index, stop: index + 1 };
  const taskOf = (plan: ReadPlan) => ({
    experiment,
    steps,
    plans: [plan],
    features,
    totalCells: cellCount(features, steps),
  });
  try {
    return { task: taskOf(planOf(kind, steps, measuredStep(step))) };
  } catch (error) {
    if (!isOectError(error, 'data-corrupt')) throw error;
    return { task: taskOf(planOf(kind, steps)), fault: error.message };
  }
}

function planOf(source: Source, steps: StepRange, measured?: Step): ReadPlan {
  if (source === 'transfer') return { source, steps, ...(measured?.kind === source && { measured }) };
  const unknown = Float64Array.of(Number.NaN);
  return {
    source,
    steps,
    rows: ['time', 'Id'],
    starts: Float64Array.of(0),
    stops: Float64Array.of(measured?.Id.length ?? 0),
    periods: unknown,
    sampleRates: unknown,
    ...(measured?.kind === source && { measured }),
  };
}
