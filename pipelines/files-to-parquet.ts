import { from, type Observable, type ObservableInput } from 'rxjs';
import type { Configuration } from '../lib/config/configuration.js';
import type { StepPool } from '../lib/pool/step-pool.js';
import { type OpenExperimentsOptions, openExperiments } from '../operators/open-experiments.js';
import type { WrittenExperiment } from '../operators/write-files.js';
import { writeParquet } from '../operators/write-parquet.js';
import { type ExtractFeaturesOptions, extractFeatures } from './extract-features.js';

export interface FilesToParquetOptions extends ExtractFeaturesOptions, Omit<OpenExperimentsOptions, 'pool'> {
  /** Where the feature files go. */
  readonly directory: string;
  /** Who does the work; it stays open. */
  readonly pool: StepPool;
}

/**
 * The whole way of the data: experiment files in, feature files out, each as soon as its experiment is complete.
 *
 * @example
 * ```ts
 * filesToParquet(files, configuration, { directory: 'features', pool }).subscribe(({ output }) => console.log(output));
 * ```
 */
export function filesToParquet(
  files: ObservableInput<string | URL>,
  configuration: Configuration,
  { directory, pool, ...options }: FilesToParquetOptions,
): Observable<WrittenExperiment> {
  return from(files).pipe(
    openExperiments({ ...options, pool }),
    extractFeatures(configuration, pool, options),
    writeParquet(directory, { pool }),
  );
}
