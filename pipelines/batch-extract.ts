import { lastValueFrom } from 'rxjs';
import type { Configuration } from '../lib/config/configuration.js';
import { OectError } from '../lib/errors.js';
import { type BatchOptions, batchEvents } from './batch-events.js';
import type { BatchReport } from './batch-report.js';

/**
 * Extracts the features of many files and reports on each: {@link batchEvents} for those who only want to know how it
 * went.
 *
 * Every file is in one of three lists of the report: successful, failed, or skipped, because there is nothing to do for it or
 * because all was stopped.
 *
 * @example
 * ```ts
 * import { batchExtract } from 'oect-features/pipelines';
 *
 * const options = { pool, directory: 'tables' };
 * const { successful, failed } = await batchExtract([...files, 'lost.h5'], configuration, options);
 * for (const { rows, values } of successful) console.log(`${rows} rows, ${values} values`);
 * for (const { error } of failed) console.log(error.code);
 * const { skipped } = await batchExtract(files, configuration, options);
 * for (const { reason } of skipped) console.log(reason);
 * // 3 rows, 6 values
 * // 3 rows, 6 values
 * // file-not-found
 * // up to date
 * // up to date
 * ```
 * @see batchEvents
 * @param files - paths; one that comes twice is done once
 * @returns the report, when all is done
 * @throws OectError if the configuration or the machine is wrong
 */
export async function batchExtract(
  files: readonly string[],
  configuration: Configuration,
  options: BatchOptions,
): Promise<BatchReport> {
  const last = await lastValueFrom(batchEvents(files, configuration, options));
  if (last.kind === 'finished') return last.report;
  throw new OectError('internal', `the batch ended with an event "${last.kind}", not with its report`);
}
