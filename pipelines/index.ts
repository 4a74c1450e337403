export { type BatchOptions, batchExtract } from './batch-extract.js';
export type {
  BatchEvent,
  BatchReport,
  FailedExperiment,
  SkippedExperiment,
  SuccessfulExperiment,
} from './batch-report.js';
export { type ExecutionMode, type ExtractFeaturesOptions, extractFeatures } from './extract-features.js';
export { type FilesToParquetOptions, filesToParquet } from './files-to-parquet.js';
export { type RunLayerOptions, runLayer } from './run-layer.js';
