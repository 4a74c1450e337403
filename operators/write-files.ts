import { from, map, type OperatorFunction } from 'rxjs';
import type { StepPool } from '../lib/pool/step-pool.js';
import type { TableFormat } from '../lib/table/table-format.js';
import { writeFeatures } from '../lib/table/write-features.js';
import type { CompletedExperiment } from '../lib/task/complete-experiment.js';
import { featureFileJob } from '../lib/task/feature-file-job.js';
import { consumeExperiments } from './consume-experiments.js';

/** A completed experiment after it was written and closed. */
export interface WrittenExperiment {
  readonly experiment: CompletedExperiment;
  /** Path of its feature file. */
  readonly output: string;
  /** Size of that file. */
  readonly bytes: number;
}

export interface WriteOptions {
  /** Has its threads write. @defaultValue this thread writes */
  readonly pool?: Pick<StepPool, 'write'>;
}

/** Writes each completed experiment into a file of its own as soon as it comes, and closes it. */
export function writeFiles(
  directory: string,
  format: TableFormat,
  { pool = { write: writeFeatures } }: WriteOptions,
): OperatorFunction<CompletedExperiment, WrittenExperiment> {
  return consumeExperiments((experiment) =>
    from(pool.write(featureFileJob(experiment, directory, format))).pipe(
      map(({ file, bytes }) => ({ experiment, output: file, bytes })),
    ),
  );
}
