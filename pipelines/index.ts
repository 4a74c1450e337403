export type { BatchEvent } from './batch-event.js';
export { type BatchOptions, batchEvents } from './batch-events.js';
export { batchExtract } from './batch-extract.js';
export type {
  BatchReport,
  FailedExperiment,
  SkippedExperiment,
  SuccessfulExperiment,
} from './batch-report.js';
export { type ExtractOptions, extract } from './extract.js';
export { type ExecutionMode, type ExtractFeaturesOptions, extractFeatures } from './extract-features.js';
export { type FilesToParquetOptions, filesToParquet } from './files-to-parquet.js';
export { type RunLayerOptions, runLayer } from './run-layer.js';
