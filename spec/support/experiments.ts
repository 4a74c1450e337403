import { createExperiment, type Experiment } from '../../lib/experiment/experiment.js';
import type { ExperimentHead } from '../../lib/experiment/head.js';
import type { StepRange } from '../../lib/experiment/read-plan.js';
import { createFeatureGraph } from '../../lib/graph/feature-graph.js';
import type { Layer } from '../../lib/graph/layers.js';
import { planLayer } from '../../lib/task/plan-layer.js';
import { cellCount, type StepResult, type StepTask } from '../../lib/task/step-task.js';

export interface Counts {
  readonly transfer?: number;
  readonly transient?: number;
}

/** The head of an experiment that no file has: so many steps, two samples each. */
export function headOf(file: string, { transfer, transient }: Counts = {}): ExperimentHead {
  return {
    file,
    stamp: { inode: 1, size: 1, mtimeMs: 1 },
    attributes: {},
    warnings: [],
    ...(transfer !== undefined && { transfer: { steps: transfer, points: 2, chunkSteps: 1 } }),
    ...(transient !== undefined && {
      transient: {
        steps: transient,
        starts: Float64Array.from({ length: transient }, (_, step) => 2 * step),
        stops: Float64Array.from({ length: transient }, (_, step) => 2 * step + 2),
        chunkSamples: 2,
        periods: new Float64Array(transient).fill(Number.NaN),
        sampleRates: new Float64Array(transient).fill(Number.NaN),
      },
    }),
  };
}

export function experimentOf(file: string, counts: Counts = {}): Experiment {
  return createExperiment(headOf(file, counts));
}

/** One layer with a feature of one number for each source. */
export const scalarLayer: Layer = layerOf({
  largest: { extractor: 'transfer.absI_max' },
  peak: { extractor: 'transient.peak_current' },
});

export function layerOf(definitions: Parameters<typeof createFeatureGraph>[0], index = 0): Layer {
  const layer = createFeatureGraph(definitions).layers[index];
  if (layer === undefined) throw new Error(`the graph has no layer ${index}`);
  return layer;
}

export function tasksOf(experiment: Experiment, stepsPerTask: number, layer = scalarLayer): readonly StepTask[] {
  return planLayer(experiment, layer, { stepsPerTask });
}

/** An answer to a task of features of one number each, or to these steps of it: the value of each cell is its step. */
export function resultOf(task: StepTask, steps: StepRange = task.steps): StepResult {
  const values = Array.from({ length: steps.stop - steps.start }, (_, position) => steps.start + position);
  return {
    task,
    steps,
    cells: cellCount(task.features, steps),
    columns: new Map(
      task.features.map(({ name }) => [name, { shape: [values.length], values: Float64Array.from(values) }]),
    ),
    remarks: [],
  };
}
