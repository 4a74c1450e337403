import fc from 'fast-check';
import { createExperiment, type Experiment } from '../../lib/experiment/experiment.js';
import type { TransientPlan } from '../../lib/experiment/read-plan.js';
import type { Shape } from '../../lib/extractors/extractor.js';
import type { StepTask } from '../../lib/task/step-task.js';
import { extractedFeature, headOf, shapes } from './graph-arbitraries.js';

/** An experiment of these numbers of steps that no file stands behind. */
export function experimentOf(steps: Parameters<typeof headOf>[0]): Experiment {
  return createExperiment(headOf(steps));
}

/** A task of transient steps whose plan says of each step which it is, and of scalar features f0, f1, ... */
export function taskOf(start: number, stop: number, features: number): StepTask {
  const steps = Float64Array.from({ length: stop - start }, (_, index) => start + index);
  const plan: TransientPlan = {
    source: 'transient',
    steps: { start, stop },
    rows: ['Id'],
    starts: steps.map((step) => step * 10),
    stops: steps.map((step) => step * 10 + 10),
    periods: steps.map((step) => step / 10),
    sampleRates: steps.map((step) => step * 1000),
  };
  return {
    experiment: experimentOf({ transient: stop }),
    steps: { start, stop },
    plans: [plan],
    features: Array.from({ length: features }, (_, index) => extractedFeature(`f${index}`, [])),
    totalCells: features * (stop - start),
  };
}

/** What one step gives for an output of a shape: its numbers in row-major order, or no value. */
export function resultsOf(shape: Shape): fc.Arbitrary<readonly number[] | undefined> {
  const unit = shape.reduce<number>((product, size) => (typeof size === 'number' ? product * size : product), 1);
  const lengths =
    typeof shape[0] === 'string' ? fc.integer({ min: 1, max: 3 }).map((rows) => rows * unit) : fc.constant(unit);
  const number = fc.oneof(
    { weight: 4, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
    fc.constant(Number.NaN),
  );
  const numbers = lengths
    .chain((length) => fc.array(number, { minLength: length, maxLength: length }))
    .filter((values) => !values.every(Number.isNaN));
  return fc.option(numbers, { nil: undefined });
}

/** An output and what each step of an experiment gives for it. */
export interface OutputModel {
  readonly shape: Shape;
  readonly results: readonly (readonly number[] | undefined)[];
}

export const outputModels: fc.Arbitrary<OutputModel> = shapes.chain((shape) =>
  fc.record({ shape: fc.constant(shape), results: fc.array(resultsOf(shape), { maxLength: 12 }) }),
);

/** Ranges that cover `rows` once, in any order: how steps come back from threads. */
export function tilings(rows: number): fc.Arbitrary<readonly { readonly start: number; readonly stop: number }[]> {
  return fc.subarray(Array.from({ length: Math.max(0, rows - 1) }, (_, row) => row + 1)).chain((cuts) => {
    const edges = rows === 0 ? [] : [0, ...cuts, rows];
    const ranges = edges.slice(1).map((stop, index) => ({ start: edges[index] as number, stop }));
    return fc.shuffledSubarray(ranges, { minLength: ranges.length });
  });
}
