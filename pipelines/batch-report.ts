import { type ErrorCode, OectError } from '../lib/errors.js';
import type { BatchEvent } from './batch-event.js';
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

/** An experiment that was extracted: what came of it. */
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
  /** (feature, step) pairs of extracted features: those that were computed now, and those that an earlier file had. */
  readonly computed: number;
  readonly taken_over: number;
  /** The feature file of this experiment and configuration that was the latest before; it stays where it is. */
  readonly supersedes: string | null;
  /** From opening to closing. */
  readonly time_ms: number;
}

/** A file that could not be read or written, and why. */
export interface FailedExperiment {
  readonly file: string;
  readonly error: { readonly code: ErrorCode; readonly message: string };
}

/** A file that was left out, and why. */
export interface SkippedExperiment {
  readonly file: string;
  /** `up to date`: the feature file that is there has all that would be computed. */
  readonly reason: 'up to date' | 'interrupted';
  /** That feature file. */
  readonly output?: string;
}

/** Keeps the books of a batch: takes note of what happens, and sums it up in the end. */
export class BatchBooks {
  readonly #successful = new Map<string, SuccessfulExperiment>();
  readonly #failed = new Map<string, FailedExperiment>();
  readonly #skipped = new Map<string, SkippedExperiment>();
  /** Cells of extracted features, by file: how many there are to compute, and how many have been answered. */
  readonly #expected = new Map<string, number>();
  readonly #answered = new Map<string, number>();

  note(event: BatchEvent): void {
    switch (event.kind) {
      case 'opened':
        this.#expected.set(event.file, event.cells - event.taken_over);
        break;
      case 'task':
        this.#answered.set(event.file, (this.#answered.get(event.file) ?? 0) + event.cells);
        break;
      case 'successful':
        this.#successful.set(event.file, event.entry);
        break;
      case 'failed':
        this.#failed.set(event.file, event.entry);
        break;
      case 'skipped':
        this.#skipped.set(event.file, event.entry);
        break;
    }
  }

  /**
   * @param files - all that the batch was given, as absolute paths
   * @throws OectError `internal` if the books do not balance
   */
  report(
    files: readonly string[],
    {
      milliseconds,
      workers,
      mode,
    }: { readonly milliseconds: number; readonly workers: number; readonly mode: ExecutionMode },
  ): BatchReport {
    const successful = files.flatMap((file) => this.#successful.get(file) ?? []);
    const failed = files.flatMap((file) => this.#failed.get(file) ?? []);
    for (const { file } of successful) this.#audit(file);
    const skipped = files
      .filter((file) => !this.#successful.has(file) && !this.#failed.has(file))
      .map((file) => this.#skipped.get(file) ?? ({ file, reason: 'interrupted' } as const));
    return {
      successful,
      failed,
      skipped,
      total_tasks: successful.reduce((sum, { values, nulls, failures }) => sum + values + nulls + failures, 0),
      total_time_ms: rounded(milliseconds),
      workers,
      mode,
      peak_rss_bytes: process.resourceUsage().maxRSS * 1024,
    };
  }

  /** What was to be computed of an experiment, counted from its head, against what came back from the threads. */
  #audit(file: string): void {
    const { computed } = this.#successful.get(file) ?? {};
    const [expected, answered] = [this.#expected.get(file), this.#answered.get(file) ?? 0];
    if (this.#failed.has(file)) throw unbalanced(file, 'both succeeded and failed');
    if (expected !== answered) throw unbalanced(file, `has ${expected} cells, of which ${answered} were answered`);
    if (computed !== answered) throw unbalanced(file, `says that ${computed} of ${answered} cells were computed`);
    if (this.#skipped.has(file)) throw unbalanced(file, 'both succeeded and was skipped');
  }
}

function unbalanced(file: string, what: string): OectError {
  return new OectError('internal', `the books do not balance: ${file} ${what}`, { file });
}

/** ms, to a tenth. */
export function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
