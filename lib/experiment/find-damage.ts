import { isOectError, type OectError } from '../errors.js';
import { type Hdf5File, openHdf5 } from '../hdf5/hdf5-file.js';
import { MEASUREMENTS, TRANSFER_ROWS, TRANSIENT_ROWS } from './hdf5-layout.js';
import { type ExperimentHead, stepCounts } from './head.js';
import { planBlocks } from './plan-blocks.js';
import type { ReadPlan, StepRange } from './read-plan.js';
import { SOURCES, type Source } from './step.js';

/** Neighbouring steps whose measurements cannot be read, and why. */
export interface Damage {
  readonly source: Source;
  readonly steps: StepRange;
  readonly error: OectError;
}

/**
 * Reads all measurements of an experiment, those that no feature needs included, and returns the steps that cannot be
 * read.
 *
 * @throws OectError if the file cannot be opened.
 */
export async function findDamage(head: ExperimentHead): Promise<Damage[]> {
  const hdf5 = await openHdf5(head.file);
  try {
    return SOURCES.flatMap((source) => {
      const steps = { start: 0, stop: stepCounts(head)[source] };
      const plans = planBlocks(head, { source, rows: ['time', 'Id'], steps });
      return merged(plans.flatMap((plan) => damageOf(hdf5, head, plan)));
    });
  } finally {
    hdf5.close();
  }
}

/** A damaged block is read again step by step, to know which of its steps are good. */
function damageOf(hdf5: Hdf5File, head: ExperimentHead, plan: ReadPlan): Damage[] {
  const { source, steps } = plan;
  const error = failureOf(hdf5, plan);
  if (error === undefined) return [];
  if (steps.stop - steps.start === 1) return [{ source, steps, error }];
  return planBlocks(head, { source, rows: ['time', 'Id'], steps, stepsPerBlock: 1 }).flatMap((step) =>
    damageOf(hdf5, head, step),
  );
}

function failureOf(hdf5: Hdf5File, plan: ReadPlan): OectError | undefined {
  try {
    readAllRows(hdf5, plan);
    return undefined;
  } catch (error) {
    if (isOectError(error)) return error;
    throw error;
  }
}

function readAllRows(hdf5: Hdf5File, plan: ReadPlan): void {
  const data = hdf5.dataset(MEASUREMENTS[plan.source]);
  const { start, stop } = plan.steps;
  if (plan.source === 'transfer') {
    data.readFloat64({ offset: [start, 0, 0], count: [stop - start, TRANSFER_ROWS, data.shape?.[2] ?? 0] });
    return;
  }
  const first = plan.starts[0];
  const samples = plan.stops[stop - start - 1] - first;
  for (let row = 0; row < TRANSIENT_ROWS.count; row++) data.readFloat64({ offset: [row, first], count: [1, samples] });
}

/** Joins neighbouring steps that fail alike. */
function merged(damages: readonly Damage[]): Damage[] {
  const result: Damage[] = [];
  for (const damage of damages) {
    const before = result.at(-1);
    if (before?.steps.stop === damage.steps.start && before.error.message === damage.error.message) {
      result[result.length - 1] = { ...before, steps: { start: before.steps.start, stop: damage.steps.stop } };
    } else {
      result.push(damage);
    }
  }
  return result;
}
