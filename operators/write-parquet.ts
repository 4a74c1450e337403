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
 * completed.pipe(writeParquet('features', { pool })).subscribe(({ output }) => console.log(output));
 * ```
 * @param directory - made if there is none
 * @throws OectError `write-failed` or `permission-denied` through the stream
 * @see writeArrow, consumeExperiments
 */
export function writeParquet(
  directory: string,
  options: WriteOptions = {},
): OperatorFunction<CompletedExperiment, WrittenExperiment> {
  return writeFiles(directory, 'parquet', options);
}
