import type { Experiment } from '../experiment/experiment.js';
import { stepCounts } from '../experiment/head.js';
import { planBlocks, planSteps } from '../experiment/plan-blocks.js';
import { type RowsBySource, SOURCES, type Source } from '../experiment/step.js';
import type { ExtractedFeature } from '../graph/feature.js';
import type { Layer } from '../graph/layers.js';
import { remember } from '../remember.js';
import { cellCount, type StepTask } from './step-task.js';

/** The rows of each source when an extractor does not say which it reads. */
const ALL_ROWS: { readonly [S in Source]: readonly RowsBySource[S][] } = {
  transfer: ['Vg', 'Id'],
  transient: ['time', 'Id'],
};

export interface PlanOptions {
  /** Steps in one task. @defaultValue all of a source: pools cut tasks as it suits them */
  readonly stepsPerTask?: number;
}

/**
 * The step tasks of a layer for one experiment: for each source its steps, with all features of the layer that read it.
 * There is always at least one task, if only an empty one, so that every experiment comes out at the other end.
 */
export function planLayer(
  experiment: Experiment,
  layer: Layer,
  { stepsPerTask }: PlanOptions = {},
): readonly StepTask[] {
  const { head } = experiment;
  const counts = stepCounts(head);
  const work = featuresBySource(layer)
    .map(({ source, features }) => ({ source, features, steps: { start: 0, stop: counts[source] } }))
    .filter(({ features, steps }) => cellCount(features, steps) > 0);
  const totalCells = work.reduce((sum, { features, steps }) => sum + cellCount(features, steps), 0);
  if (totalCells === 0) {
    const nothing = { source: 'transfer', steps: { start: 0, stop: 0 } } as const;
    return [{ experiment, plan: nothing, features: [], totalCells }];
  }
  return work.flatMap(({ source, features, steps }) => {
    const request = { source, steps, rows: rowsOf(source, features) };
    const plans =
      stepsPerTask === undefined
        ? [planSteps(head, request)]
        : planBlocks(head, { ...request, stepsPerBlock: stepsPerTask });
    return plans.map((plan) => ({ experiment, plan, features, totalCells }));
  });
}

/** The same lists for every experiment: what a list of features costs is learned from one and used for the others. */
const featuresBySource = remember(({ extracted }: Layer) =>
  SOURCES.map((source) => ({ source, features: extracted.filter((feature) => feature.source === source) })),
);

function rowsOf(source: Source, features: readonly ExtractedFeature[]): readonly RowsBySource[Source][] {
  const all: readonly RowsBySource[Source][] = ALL_ROWS[source];
  return all.filter((row) => features.some(({ extractor }) => (extractor.reads ?? all).includes(row)));
}
