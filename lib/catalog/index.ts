/**
 * An index of experiment and feature files: scanned, searched, and checked against the files.
 *
 * @module oect-features/catalog
 */

export { Catalog } from './catalog.js';
export {
  type CatalogConfiguration,
  type CatalogConfigurationOptions,
  loadCatalogConfiguration,
} from './catalog-configuration.js';
export type {
  CatalogDamage,
  CatalogEntry,
  CatalogExperiment,
  CatalogFeatures,
  FileKind,
  FileOfKind,
  IndexedValue,
} from './entry.js';
export type { SearchOptions } from './feature-rules.js';
export { type ExperimentFields, experimentId, type FieldName, fieldOf, fieldsOf } from './fields.js';
export { type OpenCatalogOptions, openCatalog } from './open-catalog.js';
export type { CatalogQuery, OneOf, Range, Time, WorkflowCondition, WorkflowKey } from './query.js';
export type { CatalogReader, ScanOptions, ScanReport } from './scan.js';
export type { CatalogSettings } from './settings.js';
export { type CatalogStats, type Coverage, catalogStats, type Totals } from './stats.js';
