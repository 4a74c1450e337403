import type { Configuration } from '../config/configuration.js';
import type { Experiment } from '../experiment/experiment.js';
import { stepCounts } from '../experiment/head.js';
import type { Counts } from '../table/accounting.js';
import type { FeatureTable } from '../table/feature-table.js';
import { completeTable } from './complete-table.js';

/** An experiment all of whose features are computed. */
export interface CompletedExperiment extends Experiment {
  readonly configuration: Configuration;
  /** One row per step; `toArrow(table)` gives it as an Arrow table. */
  readonly table: FeatureTable;
  /** (feature, row) pairs of the table: every one is counted once. */
  readonly counts: Counts;
}

/** Makes the table of an experiment that has the columns of all layers: postprocesses them, and puts them side by side. */
export function completeExperiment(experiment: Experiment, configuration: Configuration): CompletedExperiment {
  const { table, counts } = completeTable(experiment, stepCounts(experiment.head), configuration.graph);
  return { ...experiment, configuration, table, counts };
}
