/**
 * Features of experiment files: configurations and extractors, pools of threads, tables and their files.
 *
 * @module oect-features
 */

export type { CombineOptions, CombineRemarks } from './combine/combination.js';
export { type CombinedTable, combineFeatures } from './combine/combine-features.js';
export type { DamagedFile } from './combine/damaged-file.js';
export { type CombinedFile, writeCombined } from './combine/write-combined.js';
export { FeatureSet, type FeatureSetSettings, type MergeOptions } from './config/feature-set.js';
export { type NamedConfiguration, namedConfigurations } from './config/find-configuration.js';
export { configurationSchema } from './config/json-schema.js';
export { type LoadOptions, loadConfiguration } from './config/load-configuration.js';
export { templateNames } from './config/templates.js';
export * from './core.js';
export { type ComparedColumn, type ComparedTable, readComparedTable } from './diff/compared-table.js';
export type { CellDiff, ColumnDiff } from './diff/diff-column.js';
export { type DiffOptions, diffFeatures, type FeatureDiff } from './diff/diff-features.js';
export type { Reason } from './diff/explain.js';
export type { RemarkGroup } from './diff/remark-groups.js';
export type { Experiment, ExperimentId, Lease, LeaseState } from './experiment/experiment.js';
export {
  type Attributes,
  type AttributeValue,
  type ExperimentHead,
  type FileStamp,
  stepCounts,
  type TransferLayout,
  type TransientLayout,
  textAttribute,
} from './experiment/head.js';
export { readHead } from './experiment/read-head.js';
export type { ReadPlan, StepRange, TransferPlan, TransientPlan } from './experiment/read-plan.js';
export { openStepReader, type StepReader } from './experiment/step-reader.js';
export { flattenWorkflow } from './experiment/workflow.js';
export { loadRegistry } from './extractors/registry.js';
export { type Decision, decide } from './incremental/decide.js';
export type { KnownOutput, SourceState } from './incremental/known-output.js';
export { type DecisionReason, describeReason } from './incremental/reasons.js';
export { type Wanted, wantedOf } from './incremental/wanted.js';
export { defaultMemory, type MemoryPlan, parseBytes, planMemory } from './memory/memory-plan.js';
export { readFeatureMetadata } from './parquet/read-metadata.js';
export { type InlinePoolOptions, inlinePool } from './pool/inline-pool.js';
export type { PoolEvent, RunOptions, StepPool } from './pool/step-pool.js';
export { type ThreadPoolOptions, threadPool } from './pool/thread-pool.js';
export {
  type SimulatedFile,
  type SimulationEvent,
  type SimulationProgress,
  simulateChip,
} from './simulation/simulate-chip.js';
export { simulateSteps } from './simulation/simulate-steps.js';
export type { SimulationOptions } from './simulation/simulation-options.js';
export {
  type DatabaseFiles,
  type ExperimentDatabase,
  openDatabase,
  type QueryFile,
  type QueryOptions,
  type QueryRemarks,
  type QueryResult,
} from './sql/database.js';
export type { ColumnDescription, FeatureMetadata, Provenance } from './table/metadata.js';
export { readFeatures } from './table/read-features.js';
export type { StoredFeatures } from './table/stored-features.js';
export type { TableFormat } from './table/table-format.js';
export type { WrittenFile } from './table/write-file.js';
export { writeTable } from './table/write-table.js';
export type { CompletedExperiment } from './task/complete-experiment.js';
export type { FeatureWork } from './task/experiment-work.js';
export type { StepRemark, StepRow, StepValue } from './task/step-row.js';
export type { StepResult, StepTask } from './task/step-task.js';
