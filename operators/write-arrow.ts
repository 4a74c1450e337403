import type { OperatorFunction } from 'rxjs';
import type { CompletedExperiment } from '../lib/task/complete-experiment.js';
import { type WriteOptions, type WrittenExperiment, writeFiles } from './write-files.js';

/**
 * Writes each completed experiment as an Arrow IPC file (Feather) as soon as it comes, and closes it.
 *
 * As {@link writeParquet}, with the ending `.arrow`.
 *
 * @throws OectError `write-failed` or `permission-denied` through the stream
 */
export function writeArrow(
  directory: string,
  options: WriteOptions = {},
): OperatorFunction<CompletedExperiment, WrittenExperiment> {
  return writeFiles(directory, 'arrow', options);
}
