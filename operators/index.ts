/**
 * Each stage of the way from files to feature tables, as an RxJS operator.
 *
 * @module oect-features/operators
 */

export { abortOn } from './abort-on.js';
export { collectExperiments } from './collect-experiments.js';
export { consumeExperiments } from './consume-experiments.js';
export { deriveColumns } from './derive-columns.js';
export type { Iteration } from './handed-over.js';
export { iterateExperiments } from './iterate-experiments.js';
export { type OnUnreadable, type OpenExperimentsOptions, openExperiments } from './open-experiments.js';
export { type ReuseFeaturesOptions, reuseFeatures } from './reuse-features.js';
export { type RunOnPoolOptions, runOnPool } from './run-on-pool.js';
export { stepTasks } from './step-tasks.js';
export { type CatalogChange, type WatchCatalogOptions, watchCatalog } from './watch-catalog.js';
export { writeArrow } from './write-arrow.js';
export type { WriteOptions, WrittenExperiment } from './write-files.js';
export { writeParquet } from './write-parquet.js';
