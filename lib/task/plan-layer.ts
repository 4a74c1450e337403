import type { Experiment } from '../experiment/experiment.js';
import { stepCounts } from '../experiment/head.js';
import { planBlocks } from '../experiment/plan-blocks.js';
import { type RowsBySource, SOURCES, type Source } from '../experiment/step.js';
import type { ExtractedFeature } from '../graph/feature.js';
import type { Layer } from '../graph/layers.js';
import { cellCount, type StepTask } from './step-task.js';

/** The rows of each source when an extractor does not say which it reads. */
const ALL_ROWS: { readonly [S in Source]: readonly RowsBySource[S][] } = {
  transfer: ['Vg', 'Id'],
  transient: ['time', 'Id'],
};

export interface PlanOptions {
  /** Steps in one task. @defaultValue as many as make about a mebibyte of measurements, cut along the file's chunks */
  readonly stepsPerTask?: number;
}

/**
 * The step tasks of a layer for one experiment: for each source the blocks of its steps, with all features of the layer that
 * read it. There is always at least one task, if only an empty one, so that every experiment comes out at the other end.
 */
export function planLayer(experiment: Experiment, layer: Layer, options: PlanOptions = {}): readonly StepTask[] {
  const counts = stepCounts(experiment.head);
  const bySource = SOURCES.map((source) => ({
    source,
    steps: { start: 0, stop: counts[source] },
    features: layer.extracted.filter((feature) => feature.source === source),
  }));
  const totalCells = bySource.reduce((sum, { features, steps }) => sum + cellCount(features, steps), 0);
  if (totalCells === 0) {
    const nothing = { source: 'transfer', steps: { start: 0, stop: 0 } } as const;
    return [{ experiment, plan: nothing, features: [], totalCells }];
  }
  const { stepsPerTask: stepsPerBlock } = options;
  return bySource
    .filter(({ features }) => features.length > 0)
    .flatMap(({ source, steps, features }) =>
      planBlocks(experiment.head, {
        source,
        steps,
        rows: rowsOf(source, features),
        ...(stepsPerBlock !== undefined && { stepsPerBlock }),
      }).map((plan) => ({ experiment, plan, features, totalCells })),
    );
}

function rowsOf(source: Source, features: readonly ExtractedFeature[]): readonly RowsBySource[Source][] {
  const all: readonly RowsBySource[Source][] = ALL_ROWS[source];
  return all.filter((row) => features.some(({ extractor }) => (extractor.reads ?? all).includes(row)));
}
