/**
 * What computes features of curves, and nothing that needs Node.js: a page can bundle it. No files, no threads, no streams;
 * `oect-features` has those, and all of this as well.
 *
 * @module oect-features/core
 */
export { type Configuration, type DefineFeaturesOptions, defineFeatures } from './config/configuration.js';
export { ConfigurationError } from './config/configuration-error.js';
export { type ParseOptions, type ProgramParts, parseConfiguration } from './config/parse-configuration.js';
export type { Positioned } from './config/yaml-source.js';
export { type ErrorCode, type ErrorDetails, isOectError, OectError } from './errors.js';
export { type TransferCurve, type TransientCurve, transferStep, transientStep } from './experiment/curve.js';
export type {
  JointStep,
  PulseTiming,
  RowsBySource,
  Source,
  Step,
  StepBySource,
  TransferStep,
  TransientStep,
  TransientTiming,
} from './experiment/step.js';
export * from './extractors/built-in.js';
export {
  describeExtractor,
  type ExtractorDescription,
  type InputDescription,
  type ParamDescription,
} from './extractors/describe-extractor.js';
export type { DeviceType } from './extractors/device-type.js';
export {
  defineExtractor,
  type Extracted,
  type Extractor,
  type Input,
  type Inputs,
  type InputValues,
  type Missing,
  missing,
  type Output,
  type Outputs,
  type ParamsOf,
  type ParamsSchema,
  perStep,
  type Results,
  type Shape,
  type Sources,
  type StepOf,
  type Value,
  type ValueOf,
} from './extractors/extractor.js';
export {
  builtInRegistry,
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
export type { Operation, OperationType } from './postprocess/operation.js';
export type { Transform } from './postprocess/transform.js';
export type { Counts } from './table/accounting.js';
export { toArrow } from './table/arrow.js';
export type { Column, Columns } from './table/column.js';
export type { FeatureTable, IndexColumn, ListColumn, ScalarColumn, TableColumn } from './table/feature-table.js';
export type { TableLayout } from './table/layout.js';
export type { Remark } from './table/remark.js';
export type { CompletedTable } from './task/complete-table.js';
export { type Curves, computeFeatures } from './task/compute-features.js';
