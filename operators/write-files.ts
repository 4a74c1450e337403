import { defer, map, mergeMap, type Observable, type OperatorFunction } from 'rxjs';
import { fingerprint } from '../lib/experiment/fingerprint.js';
import type { StepPool } from '../lib/pool/step-pool.js';
import type { TableFormat } from '../lib/table/table-format.js';
import { writeFeatures } from '../lib/table/write-features.js';
import type { WrittenFile } from '../lib/table/write-file.js';
import type { CompletedExperiment } from '../lib/task/complete-experiment.js';
import { featureFileJob } from '../lib/task/feature-file-job.js';
import { consumeExperiments } from './consume-experiments.js';
import { whileSubscribed } from './while-subscribed.js';

/** A completed experiment after it was written and closed. */
export interface WrittenExperiment {
  readonly experiment: CompletedExperiment;
  /** Path of its feature file. */
  readonly output: string;
  /** Size of that file. */
  readonly bytes: number;
}

/** Who writes feature files. */
export interface WriteOptions {
  /** Has its threads write. @defaultValue this thread writes */
  readonly pool?: Pick<StepPool, 'fingerprint' | 'write'>;
}

/** Writes each completed experiment into a file of its own as soon as it comes, and closes it. */
export function writeFiles(
  directory: string,
  format: TableFormat,
  { pool = THIS_THREAD }: WriteOptions,
): OperatorFunction<CompletedExperiment, WrittenExperiment> {
  return consumeExperiments((experiment) =>
    writeExperiment(experiment, directory, format, pool).pipe(
      map(({ file, bytes }) => ({ experiment, output: file, bytes })),
    ),
  );
}

const THIS_THREAD: Pick<StepPool, 'fingerprint' | 'write'> = {
  fingerprint: async ({ file }) => fingerprint(file),
  write: writeFeatures,
};

/** Writes one completed experiment when subscribed to, unless it is unsubscribed from; does not close it. */
export function writeExperiment(
  experiment: CompletedExperiment,
  directory: string,
  format: TableFormat,
  pool: Pick<StepPool, 'fingerprint' | 'write'>,
): Observable<WrittenFile> {
  return defer(() => pool.fingerprint(experiment.head)).pipe(
    mergeMap((sourceHash) => {
      const job = featureFileJob(experiment, { directory, format, sourceHash });
      return whileSubscribed((signal) => pool.write(job, signal));
    }),
  );
}
