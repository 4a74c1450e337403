import type { Experiment } from '../experiment/experiment.js';
import { jointCount, stepCounts } from '../experiment/head.js';
import { planBlocks, planSteps } from '../experiment/plan-blocks.js';
import type { ReadPlan } from '../experiment/read-plan.js';
import { type RowsBySource, SOURCES, type Source } from '../experiment/step.js';
import { rowsReadBy } from '../extractors/sources.js';
import type { ExtractedFeature } from '../graph/feature.js';
import type { FeatureGraph } from '../graph/feature-graph.js';
import type { Layer } from '../graph/layers.js';
import { remember } from '../remember.js';
import { cellCount, type StepTask } from './step-task.js';

export interface PlanOptions {
  /** Steps in one task. @defaultValue all of a source: pools cut tasks as it suits them */
  readonly stepsPerTask?: number;
}

/**
 * The step tasks of a layer for one experiment: for each source, and each set of sources that features read together, its
 * steps, with all features of the layer that read it; of features whose first steps are taken over, the others. There is always
 * at least one task, if only an empty one, so that every experiment comes out at the other end.
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
    .map(({ sources, features, start }) => ({ sources, features, steps: { start, stop: jointCount(sources, counts) } }))
    .filter(({ features, steps }) => cellCount(features, steps) > 0);
  const totalCells = work.reduce((sum, { features, steps }) => sum + cellCount(features, steps), 0);
  if (totalCells === 0) return [{ experiment, steps: { start: 0, stop: 0 }, plans: [], features: [], totalCells }];
  return work.flatMap(({ sources, features, steps }) => {
    const plansOf = (source: Source) => {
      const request = { source, steps, rows: rowsOf(source, features) };
      if (stepsPerTask === undefined) return [planSteps(head, request)];
      return planBlocks(head, { ...request, stepsPerBlock: stepsPerTask });
    };
    const [first = [], ...others] = sources.map(plansOf);
    return first.map((plan, i) => {
      const plans = [plan, ...others.map((each) => each[i] as ReadPlan)];
      return { experiment, steps: plan.steps, plans, features, totalCells };
    });
  });
}

/** Cells of extracted features that are to be computed of an experiment, in all layers. */
export function plannedCells(experiment: Experiment, { layers }: Pick<FeatureGraph, 'layers'>): number {
  return layers.reduce((sum, layer) => sum + (planLayer(experiment, layer)[0]?.totalCells ?? 0), 0);
}

interface Group {
  readonly sources: readonly Source[];
  readonly features: readonly ExtractedFeature[];
  /** The first step to compute. */
  readonly start: number;
}

/** The features of a layer by their sources and by the step from which on they are to be computed. */
function groupsOf(layer: Layer, takenOver: (feature: ExtractedFeature) => number): readonly Group[] {
  const listOf = listsOf(layer);
  const groups = new Map<string, Group & { readonly features: ExtractedFeature[] }>();
  for (const feature of layer.extracted) {
    const { sources } = feature;
    const start = takenOver(feature);
    const key = `${sources} ${start}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { sources, start, features: [feature] });
    else group.features.push(feature);
  }
  return [...groups.values()].map((group) => ({ ...group, features: listOf(group.features) })).sort(bySources);
}

/** In the order of the sources, what reads several of them last. */
function bySources({ sources: [a, ...more] }: Group, { sources: [b, ...others] }: Group): number {
  return more.length - others.length || SOURCES.indexOf(a as Source) - SOURCES.indexOf(b as Source);
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
  return [...new Set(features.flatMap(({ extractor }) => rowsReadBy(extractor, source)))];
}
