import { lastValueFrom } from 'rxjs';
import type { Configuration } from '../lib/config/configuration.js';
import { OectError } from '../lib/errors.js';
import { type BatchOptions, batchEvents } from './batch-events.js';
import type { BatchReport } from './batch-report.js';

/**
 * Extracts the features of many files and reports on each: {@link batchEvents} for those who only want to know how it went.
 *
 * @example
 * ```ts
 * const report = await batchExtract(files, configuration, { pool, directory: 'features' });
 * ```
 * @param files - paths; one that comes twice is done once
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
