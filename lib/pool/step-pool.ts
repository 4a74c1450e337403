import type { Observable } from 'rxjs';
import type { CatalogExperiment, CatalogFeatures, FileOfKind } from '../catalog/entry.js';
import type { ErrorCode } from '../errors.js';
import type { ExperimentHead } from '../experiment/head.js';
import type { FeatureFileJob } from '../table/write-features.js';
import type { WrittenFile } from '../table/write-file.js';
import type { BlockResult } from '../task/block.js';
import type { Derivation } from '../task/derivation.js';
import type { StepResult, StepTask } from '../task/step-task.js';

/** What happens in a pool that no result tells of. */
export interface PoolEvent {
  readonly kind: 'worker-replaced';
  /** Why the thread stopped: `worker-died` or `worker-timeout`. */
  readonly code: ErrorCode;
  readonly message: string;
  /** The experiment that it was working on. */
  readonly file: string;
}

/** How one task is run. */
export interface RunOptions {
  /** How many threads may work on the task at the same time. @defaultValue all */
  readonly threads?: number;
}

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
   * Fingerprint of the content of an experiment's file, see `fingerprint`. It is taken once for each head.
   *
   * @throws OectError `file-changed` if it is not the file whose head was read
   */
  fingerprint(head: ExperimentHead): Promise<string>;
  /**
   * Reads and computes the steps of a task when subscribed to: block by block, each cut, and sized by what earlier ones
   * took, when there is a thread for it. Whatever happens to the worker, each cell of the task is answered exactly once, as
   * a value or as null with a reason; the stream ends in error only if no worker can be had or the file cannot be read.
   */
  run(task: StepTask, options?: RunOptions): Observable<StepResult>;
  /** Computes derived features of an experiment from whole columns, see `deriveColumns`. */
  derive(derivation: Derivation): Promise<BlockResult>;
  /**
   * Writes a feature table into its file.
   *
   * @param signal - nobody wants the file any more: it does not appear, unless it has already
   * @throws OectError `write-failed` or `permission-denied`
   */
  write(job: FeatureFileJob, signal?: AbortSignal): Promise<WrittenFile>;
  /**
   * Reads what a catalog keeps of a file, see `readEntry`.
   *
   * @throws OectError naming file and reason
   */
  catalog(file: FileOfKind): Promise<CatalogExperiment | CatalogFeatures>;
  /** Closes what the pool has open of an experiment file. */
  release(file: string): void;
  /** Completes when the pool is closed. */
  readonly events: Observable<PoolEvent>;
}
