import type { Experiment } from '../experiment/experiment.js';
import { stepCounts } from '../experiment/head.js';
import { planBlocks, planSteps } from '../experiment/plan-blocks.js';
import { type RowsBySource, SOURCES, type Source } from '../experiment/step.js';
import type { ExtractedFeature } from '../graph/feature.js';
import type { FeatureGraph } from '../graph/feature-graph.js';
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
 * The step tasks of a layer for one experiment: for each source its steps, with all features of the layer that read it; of
 * features whose first steps are taken over, the others. There is always at least one task, if only an empty one, so that every experiment comes out at the other end.
 */
export function planLayer(
  experiment: Experiment,
  layer: Layer,
  { stepsPerTask }: PlanOptions = {},
): readonly StepTask[] {
  const { head } = experiment;
  const counts = stepCounts(head);
  const takenOver = (feature: ExtractedFeature) => experiment.takenOver?.features.get(feature.name)?.steps ?? 0;
  const work = groupsOf(layer, takenOver)
    .map(({ source, features, start }) => ({ source, features, steps: { start, stop: counts[source] } }))
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

/** Cells of extracted features that are to be computed of an experiment, in all layers. */
export function plannedCells(experiment: Experiment, { layers }: Pick<FeatureGraph, 'layers'>): number {
  return layers.reduce((sum, layer) => sum + (planLayer(experiment, layer)[0]?.totalCells ?? 0), 0);
}

interface Group {
  readonly source: Source;
  readonly features: readonly ExtractedFeature[];
  /** The first step to compute. */
  readonly start: number;
}

/** The features of a layer by their source and by the step from which on they are to be computed. */
function groupsOf(layer: Layer, takenOver: (feature: ExtractedFeature) => number): readonly Group[] {
  const listOf = listsOf(layer);
  return SOURCES.flatMap((source) => {
    const groups = new Map<number, ExtractedFeature[]>();
    for (const feature of layer.extracted) {
      if (feature.source !== source) continue;
      const start = takenOver(feature);
      const group = groups.get(start);
      if (group === undefined) groups.set(start, [feature]);
      else group.push(feature);
    }
    return [...groups].map(([start, features]) => ({ source, features: listOf(features), start }));
  });
}

/** The same lists for every experiment: what a list of features costs is learned from one and used for the others. */
const listsOf = remember((_: Layer) => {
  const lists = new Map<string, readonly ExtractedFeature[]>();
  return (features: readonly ExtractedFeature[]): readonly ExtractedFeature[] => {
    const key = JSON.stringify(features.map(({ name }) => name));
    const known = lists.get(key) ?? features;
    lists.set(key, known);
    return known;
  };
});

function rowsOf(source: Source, features: readonly ExtractedFeature[]): readonly RowsBySource[Source][] {
  const all: readonly RowsBySource[Source][] = ALL_ROWS[source];
  return all.filter((row) => features.some(({ extractor }) => (extractor.reads ?? all).includes(row)));
}
