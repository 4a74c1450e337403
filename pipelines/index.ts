/**
 * Operators put together: from files to feature tables in one call, as a stream, a report or a loop.
 *
 * @module oect-features/pipelines
 */

export type { BatchEvent } from './batch-event.js';
export { type BatchOptions, batchEvents } from './batch-events.js';
export { batchExtract } from './batch-extract.js';
export type {
  BatchReport,
  FailedExperiment,
  SkippedExperiment,
  SuccessfulExperiment,
} from './batch-report.js';
export { consumeSteps, type ExperimentRow, type StepsOptions } from './consume-steps.js';
export {
  type BatchExtractOptions,
  type BatchExtractResult,
  ExperimentManager,
  type ManagedCombineOptions,
  type ManagerOptions,
} from './experiment-manager.js';
export {
  type Explained,
  type ExplainOptions,
  type Explanation,
  explainExperiments,
} from './explain-experiments.js';
export { type ExtractOptions, extract } from './extract.js';
export { type ArrivalEvent, type ExtractArrivingOptions, extractArriving } from './extract-arriving.js';
export { type ExtractEachStepOptions, extractEachStep } from './extract-each-step.js';
export { type ExecutionMode, type ExtractFeaturesOptions, extractFeatures } from './extract-features.js';
export { type ExtractLiveOptions, extractLive, type LiveRow } from './extract-live.js';
export { extractSteps } from './extract-steps.js';
export type { Expectation, ExtractionPlan, PlannedExperiment } from './extraction-plan.js';
export { type FilesToParquetOptions, filesToParquet } from './files-to-parquet.js';
export { type PlanExtractionOptions, planExtraction } from './plan-extraction.js';
export { type RunLayerOptions, runLayer } from './run-layer.js';
