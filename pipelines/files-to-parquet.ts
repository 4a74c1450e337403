import { from, type Observable, type ObservableInput } from 'rxjs';
import type { Configuration } from '../lib/config/configuration.js';
import type { StepPool } from '../lib/pool/step-pool.js';
import { type OpenExperimentsOptions, openExperiments } from '../operators/open-experiments.js';
import type { WrittenExperiment } from '../operators/write-files.js';
import { writeParquet } from '../operators/write-parquet.js';
import { type ExtractFeaturesOptions, extractFeatures } from './extract-features.js';

/** How experiments are opened, extracted and written. */
export interface FilesToParquetOptions extends ExtractFeaturesOptions, Omit<OpenExperimentsOptions, 'pool'> {
  /** Where the feature files go. */
  readonly directory: string;
  /** Who does the work; it stays open. */
  readonly pool: StepPool;
}

/**
 * The whole way of the data: experiment files in, feature files out, each as soon as its experiment is complete.
 *
 * A composition of `openExperiments`, `extractFeatures` and `writeParquet`, with all their options.
 *
 * @example
 * ```ts
 * import { filesToParquet } from 'oect-features/pipelines';
 *
 * filesToParquet(files, configuration, { directory: 'features', pool }).subscribe(({ experiment, bytes }) => {
 *   console.log(`${experiment.table.rows} rows in ${bytes > 1000 ? 'some kilobytes' : bytes}`);
 * });
 * // 3 rows in some kilobytes
 * // 3 rows in some kilobytes
 * ```
 * @see batchEvents, extractFeatures, writeParquet
 * @param files - paths or file URLs: a list, an observable, an async iterable
 * @returns an observable of what was written, which begins when it is subscribed to
 * @throws OectError through the stream, as the operators that it is made of
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
