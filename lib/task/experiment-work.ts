import { measurementBytes } from '../experiment/cut-plan.js';
import type { Experiment } from '../experiment/experiment.js';
import { jointCount, stepCounts } from '../experiment/head.js';
import type { Source } from '../experiment/step.js';
import type { FeatureGraph } from '../graph/feature-graph.js';
import { planLayer } from './plan-layer.js';

/** What there is to do for one experiment, as far as its head tells. */
export interface ExperimentWork {
  /** In the order of layers. */
  readonly features: readonly FeatureWork[];
  /** (feature, step) pairs that threads compute: those of extracted features. */
  readonly cells: number;
  /** Measurements that are read for them, inflated. */
  readonly bytes: number;
  /** (feature, row) pairs of its table. */
  readonly tableCells: number;
}

/** What there is to do for one feature. */
export interface FeatureWork {
  readonly feature: string;
  /** From 1. */
  readonly layer: number;
  /** What it is computed from. */
  readonly from: Source | 'both' | 'features';
  /** Steps that it is computed for. */
  readonly cells: number;
}

/** What there is to do for an experiment: the tasks are planned as when they are run, so the counts are the same. */
export function workOf(experiment: Experiment, graph: Pick<FeatureGraph, 'layers' | 'selected'>): ExperimentWork {
  const rows = new Map<string, number>();
  const features: FeatureWork[] = [];
  let [cells, bytes] = [0, 0];
  for (const layer of graph.layers) {
    const counted = (feature: string, from: FeatureWork['from'], cells: number) =>
      features.push({ feature, layer: layer.index + 1, from, cells });
    const computed = new Map<string, number>();
    for (const { steps, plans, features: ofTask } of planLayer(experiment, layer)) {
      const count = steps.stop - steps.start;
      cells += count * ofTask.length;
      bytes += measurementBytes(experiment.head, plans);
      for (const { name } of ofTask) computed.set(name, (computed.get(name) ?? 0) + count);
    }
    for (const { name, sources } of layer.extracted) {
      rows.set(name, jointCount(sources, stepCounts(experiment.head)));
      counted(name, sources.length > 1 ? 'both' : (sources[0] as Source), computed.get(name) ?? 0);
    }
    for (const { name, inputs } of layer.derived) {
      rows.set(name, Math.max(...inputs.map((input) => rows.get(input) ?? 0)));
      counted(name, 'features', rows.get(name) ?? 0);
    }
  }
  const tableRows = Math.max(...Object.values(stepCounts(experiment.head)));
  return { features, cells, bytes, tableCells: tableRows * graph.selected.length };
}
