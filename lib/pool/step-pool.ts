import type { Observable } from 'rxjs';
import type { ExperimentHead } from '../experiment/head.js';
import type { FeatureFileJob } from '../table/write-features.js';
import type { WrittenFile } from '../table/write-file.js';
import type { StepResult, StepTask } from '../task/step-task.js';

/**
 * Who does the work: this thread ({@link inlinePool}) or several others ({@link threadPool}). Both give the same results.
 */
export interface StepPool extends AsyncDisposable {
  /** Tasks that are worked on at the same time. */
  readonly size: number;
  /**
   * Reads the head of an experiment file.
   *
   * @throws OectError naming file, path in the file and reason
   */
  open(file: string): Promise<ExperimentHead>;
  /**
   * Reads and computes a block of steps when subscribed to. Whatever happens to the worker, each cell of the task is
   * answered exactly once, as a value or as null with a reason; the stream ends in error only if no worker can be had.
   */
  run(task: StepTask): Observable<StepResult>;
  /**
   * Writes a feature table into its file.
   *
   * @throws OectError `write-failed` or `permission-denied`
   */
  write(job: FeatureFileJob): Promise<WrittenFile>;
  /** Closes what the pool has open of an experiment file. */
  release(file: string): void;
}
