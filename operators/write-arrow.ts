import type { OperatorFunction } from 'rxjs';
import type { CompletedExperiment } from '../lib/task/complete-experiment.js';
import { type WriteOptions, type WrittenExperiment, writeFiles } from './write-files.js';

/**
 * Writes each completed experiment as an Arrow IPC file (Feather) as soon as it comes, and closes it.
 *
 * As {@link writeParquet}, with the ending `.arrow`.
 *
 * @example
 * ```ts
 * import { extname } from 'node:path';
 * import { openExperiments, writeArrow } from 'oect-features/operators';
 * import { extractFeatures } from 'oect-features/pipelines';
 * import { from } from 'rxjs';
 *
 * from(files)
 *   .pipe(openExperiments({ pool }), extractFeatures(configuration, pool), writeArrow('features', { pool }))
 *   .subscribe(({ experiment, output }) => console.log(extname(output), experiment.table.rows));
 * // .arrow 3
 * // .arrow 3
 * ```
 * @see writeParquet, consumeExperiments
 * @param directory - made if there is none
 * @returns an operator from completed experiments to what was written, when it is on the disk
 * @throws OectError `write-failed` or `permission-denied` through the stream
 */
export function writeArrow(
  directory: string,
  options: WriteOptions = {},
): OperatorFunction<CompletedExperiment, WrittenExperiment> {
  return writeFiles(directory, 'arrow', options);
}
