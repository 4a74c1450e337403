export {
  type Configuration,
  type DefineFeaturesOptions,
  defineFeatures,
} from './config/configuration.js';
export { FeatureSet, type FeatureSetSettings, type MergeOptions } from './config/feature-set.js';
export { type NamedConfiguration, namedConfigurations } from './config/find-configuration.js';
export { configurationSchema } from './config/json-schema.js';
export { type LoadOptions, loadConfiguration } from './config/load-configuration.js';
export {
  ConfigurationError,
  type ParseOptions,
  type ProgramParts,
  parseConfiguration,
} from './config/parse-configuration.js';
export { templateNames } from './config/templates.js';
export { type ComparedTable, readComparedTable } from './diff/compared-table.js';
export type { CellDiff, ColumnDiff } from './diff/diff-column.js';
export { type DiffOptions, diffFeatures, type FeatureDiff } from './diff/diff-features.js';
export type { Reason } from './diff/explain.js';
export type { RemarkGroup } from './diff/remark-groups.js';
export { type ErrorCode, isOectError, OectError } from './errors.js';
export type { Experiment, ExperimentId, Lease, LeaseState } from './experiment/experiment.js';
export {
  type Attributes,
  type AttributeValue,
  type ExperimentHead,
  stepCounts,
  textAttribute,
} from './experiment/head.js';
export { readHead } from './experiment/read-head.js';
export type { ReadPlan, StepRange } from './experiment/read-plan.js';
export type { PulseTiming, Source, Step, TransferStep, TransientStep, TransientTiming } from './experiment/step.js';
export { openStepReader, type StepReader } from './experiment/step-reader.js';
export { flattenWorkflow } from './experiment/workflow.js';
export { builtInExtractors } from './extractors/built-in.js';
export {
  describeExtractor,
  type ExtractorDescription,
  type ParamDescription,
} from './extractors/describe-extractor.js';
export {
  defineExtractor,
  type Extracted,
  type Extractor,
  type Missing,
  missing,
  type Output,
  type Outputs,
  perStep,
  type Results,
  type Shape,
  type Value,
  type ValueOf,
} from './extractors/extractor.js';
export {
  builtInRegistry,
  loadRegistry,
  type RegisteredExtractor,
  type RegisteredFunction,
  type Registry,
} from './extractors/registry.js';
export type {
  DerivedFunction,
  FeatureDefinition,
  FeatureDefinitions,
  TransformDefinition,
} from './graph/definition.js';
export type { DerivedFeature, ExtractedFeature, Feature } from './graph/feature.js';
export {
  createFeatureGraph,
  type FeatureGraph,
  FeatureGraphError,
  type FeatureGraphOptions,
} from './graph/feature-graph.js';
export type { Layer } from './graph/layers.js';
export type { GraphProblem } from './graph/problem.js';
export { defaultMemory, type MemoryPlan, parseBytes, planMemory } from './memory/memory-plan.js';
export { readFeatureMetadata } from './parquet/read-metadata.js';
export { type InlinePoolOptions, inlinePool } from './pool/inline-pool.js';
export type { PoolEvent, RunOptions, StepPool } from './pool/step-pool.js';
export { type ThreadPoolOptions, threadPool } from './pool/thread-pool.js';
export type { Operation, OperationType } from './postprocess/operation.js';
export type { Transform } from './postprocess/transform.js';
export { simulateChip } from './simulation/simulate-chip.js';
export type { SimulationOptions } from './simulation/simulation-options.js';
export type { Counts } from './table/accounting.js';
export { toArrow } from './table/arrow.js';
export type { Column, Columns } from './table/column.js';
export type { FeatureTable, TableColumn } from './table/feature-table.js';
export type { TableLayout } from './table/layout.js';
export type { FeatureMetadata } from './table/metadata.js';
export { readFeatures } from './table/read-features.js';
export type { Remark } from './table/remark.js';
export type { StoredFeatures } from './table/stored-features.js';
export type { TableFormat } from './table/table-format.js';
export type { WrittenFile } from './table/write-file.js';
export { writeTable } from './table/write-table.js';
export type { CompletedExperiment } from './task/complete-experiment.js';
export type { StepRemark, StepRow, StepValue } from './task/step-row.js';
export type { StepResult, StepTask } from './task/step-task.js';
