import type { ErrorCode, OectError } from '../lib/errors.js';
import type { Experiment } from '../lib/experiment/experiment.js';
import { displayName, identityOf } from '../lib/experiment/identity.js';
import type { CompletedExperiment } from '../lib/task/complete-experiment.js';
import type { StepResult } from '../lib/task/step-task.js';
import type { ExecutionMode } from './extract-features.js';

/** How a batch went. Every file is in one of the three lists, in the order in which the files were given. */
export interface BatchReport {
  readonly successful: readonly SuccessfulExperiment[];
  readonly failed: readonly FailedExperiment[];
  readonly skipped: readonly SkippedExperiment[];
  /** (feature, step) pairs of the successful experiments: their values, nulls and failures together. */
  readonly total_tasks: number;
  readonly total_time_ms: number;
  readonly workers: number;
  readonly mode: ExecutionMode;
  /** Of this process with all its threads, since it started. */
  readonly peak_rss_bytes: number;
}

export interface SuccessfulExperiment {
  /** `{chip}-{device}-{description}-{test}`. */
  readonly experiment: string;
  readonly file: string;
  /** Path of the feature file; null if none was asked for. */
  readonly output: string | null;
  readonly rows: number;
  /** (feature, step) pairs by how they ended. */
  readonly values: number;
  readonly nulls: number;
  readonly failures: number;
  /** From opening to closing. */
  readonly time_ms: number;
}

export interface FailedExperiment {
  readonly file: string;
  readonly error: { readonly code: ErrorCode; readonly message: string };
}

export interface SkippedExperiment {
  readonly file: string;
  readonly reason: string;
}

/** What happens in a batch. */
export type BatchEvent =
  | { readonly kind: 'opened'; readonly experiment: Experiment }
  | { readonly kind: 'computed'; readonly result: StepResult }
  | { readonly kind: 'successful'; readonly entry: SuccessfulExperiment }
  | { readonly kind: 'failed'; readonly entry: FailedExperiment };

/** Keeps the books of a batch: hears what happens, passes it on, and sums it up in the end. */
export class BatchRecorder {
  readonly #onEvent: (event: BatchEvent) => void;
  readonly #started = performance.now();
  readonly #openedAt = new WeakMap<object, number>();
  readonly #successful = new Map<string, SuccessfulExperiment>();
  readonly #failed = new Map<string, FailedExperiment>();

  constructor(onEvent: (event: BatchEvent) => void = () => {}) {
    this.#onEvent = onEvent;
  }

  opened(experiment: Experiment): void {
    this.#openedAt.set(experiment.lease, performance.now());
    this.#onEvent({ kind: 'opened', experiment });
  }

  computed(result: StepResult): void {
    this.#onEvent({ kind: 'computed', result });
  }

  succeeded({ head, file, table, counts, lease }: CompletedExperiment, output: string | null): void {
    const opened = this.#openedAt.get(lease) ?? this.#started;
    const entry: SuccessfulExperiment = {
      experiment: displayName(identityOf(head)),
      file,
      output,
      rows: table.rows,
      ...counts,
      time_ms: milliseconds(performance.now() - opened),
    };
    this.#successful.set(file, entry);
    this.#onEvent({ kind: 'successful', entry });
  }

  failed({ code, message }: OectError, file: string): void {
    const entry: FailedExperiment = { file, error: { code, message } };
    this.#failed.set(file, entry);
    this.#onEvent({ kind: 'failed', entry });
  }

  /** @param files - all that the batch was given, as absolute paths */
  report(files: readonly string[], workers: number, mode: ExecutionMode): BatchReport {
    const successful = files.flatMap((file) => this.#successful.get(file) ?? []);
    const failed = files.flatMap((file) => this.#failed.get(file) ?? []);
    const skipped = files.filter((file) => !this.#successful.has(file) && !this.#failed.has(file));
    return {
      successful,
      failed,
      skipped: skipped.map((file) => ({ file, reason: 'interrupted' })),
      total_tasks: successful.reduce((sum, { values, nulls, failures }) => sum + values + nulls + failures, 0),
      total_time_ms: milliseconds(performance.now() - this.#started),
      workers,
      mode,
      peak_rss_bytes: process.resourceUsage().maxRSS * 1024,
    };
  }
}

function milliseconds(duration: number): number {
  return Math.round(duration * 10) / 10;
}
