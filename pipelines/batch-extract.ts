import { resolve } from 'node:path';
import { catchError, EMPTY, from, lastValueFrom, tap } from 'rxjs';
import type { Configuration } from '../lib/config/configuration.js';
import { OectError } from '../lib/errors.js';
import type { StepPool } from '../lib/pool/step-pool.js';
import type { TableFormat } from '../lib/table/table-format.js';
import { sweepTemporaryFiles } from '../lib/table/temporary-file.js';
import type { CompletedExperiment } from '../lib/task/complete-experiment.js';
import { featureFileJob } from '../lib/task/feature-file-job.js';
import { consumeExperiments } from '../operators/consume-experiments.js';
import { openExperiments } from '../operators/open-experiments.js';
import { type BatchEvent, BatchRecorder, type BatchReport } from './batch-report.js';
import { type ExecutionMode, extractFeatures } from './extract-features.js';
import { observedPool } from './observed-pool.js';

export interface BatchOptions {
  /** Who does the work; it stays open. */
  readonly pool: StepPool;
  /** What is written for each experiment; `none` only computes. @defaultValue `parquet` */
  readonly format?: TableFormat | 'none';
  /** Where feature files go; made if there is none. @defaultValue `features` */
  readonly directory?: string;
  /** @defaultValue `step` */
  readonly mode?: ExecutionMode;
  /** Experiments open at the same time. @defaultValue 16 */
  readonly maxOpen?: number;
  /** Stops in good order: what is being written is finished, all else is left and listed as skipped. */
  readonly signal?: AbortSignal;
  /** Told of everything that happens, as it happens. */
  readonly onEvent?: (event: BatchEvent) => void;
}

/**
 * Extracts the features of many files and reports on each. A file that cannot be read, or whose features cannot be written,
 * fails alone; the others go on.
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
  { pool, format = 'parquet', directory = 'features', mode = 'step', maxOpen, signal, onEvent }: BatchOptions,
): Promise<BatchReport> {
  const recorder = new BatchRecorder(onEvent);
  const onUnreadable = (error: OectError, file: string) => recorder.failed(error, file);
  const watched = observedPool(pool, (result) => recorder.computed(result));
  const save = async (experiment: CompletedExperiment): Promise<void> => {
    const written = format === 'none' ? undefined : await pool.write(featureFileJob(experiment, directory, format));
    recorder.succeeded(experiment, written?.file ?? null);
  };

  // Of runs that were killed: nobody else would remove them.
  if (format !== 'none') await sweepTemporaryFiles(directory);
  const paths = [...new Set(files.map((file) => resolve(file)))];
  const saved = from(paths).pipe(
    openExperiments({
      pool: watched,
      onUnreadable,
      ...(maxOpen !== undefined && { maxOpen }),
      ...(signal !== undefined && { signal }),
    }),
    tap((experiment) => recorder.opened(experiment)),
    extractFeatures(configuration, watched, { mode, onUnreadable }),
    consumeExperiments((experiment) =>
      from(save(experiment)).pipe(
        catchError((error) => {
          if (!(error instanceof OectError)) throw error;
          recorder.failed(error, experiment.file);
          return EMPTY;
        }),
      ),
    ),
  );
  await lastValueFrom(saved, { defaultValue: undefined });
  return recorder.report(paths, pool.size, mode);
}
