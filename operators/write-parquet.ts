import type { OperatorFunction } from 'rxjs';
import type { CompletedExperiment } from '../lib/task/complete-experiment.js';
import { type WriteOptions, type WrittenExperiment, writeFiles } from './write-files.js';

/**
 * Writes each completed experiment as a Parquet file as soon as it comes, and closes it.
 *
 * A file appears complete or not at all, under a name of its own:
 * `{chip_id}-{device_id}-{configuration}-feat_{YYYYMMDD-HHMMSS}_{hash8}.parquet`. No file is ever replaced.
 *
 * @example
 * ```ts
 * import { extname } from 'node:path';
 * import { openExperiments, writeParquet } from 'oect-features/operators';
 * import { extractFeatures } from 'oect-features/pipelines';
 * import { from } from 'rxjs';
 *
 * from(files)
 *   .pipe(openExperiments({ pool }), extractFeatures(configuration, pool), writeParquet('features', { pool }))
 *   .subscribe(({ experiment, output }) => console.log(extname(output), experiment.table.rows));
 * // .parquet 3
 * // .parquet 3
 * ```
 * @see writeArrow, consumeExperiments
 * @param directory - made if there is none
 * @returns an operator from completed experiments to what was written, when it is on the disk
 * @throws OectError `write-failed` or `permission-denied` through the stream
 */
export function writeParquet(
  directory: string,
  options: WriteOptions = {},
): OperatorFunction<CompletedExperiment, WrittenExperiment> {
  return writeFiles(directory, 'parquet', options);
}
