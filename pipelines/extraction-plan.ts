import type { FeatureWork } from '../lib/task/experiment-work.js';
import type { FailedExperiment, SkippedExperiment } from './batch-report.js';
import type { ExecutionMode } from './extract-features.js';

/** What an extraction would do, counted from the heads of its files, and what it is expected to take. */
export interface ExtractionPlan {
  /** Those for which there is something to do, in the order in which the files were given. */
  readonly experiments: readonly PlannedExperiment[];
  /** Those whose feature files are up to date. */
  readonly skipped: readonly SkippedExperiment[];
  /** Files that cannot be opened. That measurements cannot be read is found out when they are. */
  readonly failed: readonly FailedExperiment[];
  /** Of all experiments together, in the order of layers. */
  readonly features: readonly FeatureWork[];
  /** (feature, step) pairs of extracted features that are computed; what feature files have already is not. */
  readonly extracted_tasks: number;
  /** (feature, row) pairs of the tables, as the report of the run has them. */
  readonly total_tasks: number;
  /** Of the files, as they lie on the disk: all of it is read where feature files are written, for these have its fingerprint. */
  readonly file_bytes: number;
  /** Measurements that are read for the features, inflated. */
  readonly measurement_bytes: number;
  readonly expected: Expectation;
  readonly workers: number;
  readonly mode: ExecutionMode;
}

/** What there is to do for one experiment. */
export interface PlannedExperiment {
  /** `{chip}-{device}-{description}-{test}`. */
  readonly experiment: string;
  readonly file: string;
  readonly steps: { readonly transfer: number; readonly transient: number };
  readonly extracted_tasks: number;
  readonly total_tasks: number;
  readonly file_bytes: number;
  readonly measurement_bytes: number;
}

/** By a calibration with the data itself. */
export interface Expectation {
  /** From the first file that is opened to the last table that is written. */
  readonly time_ms: number;
  /** Its parts: opening (and starting threads), reading and computing, encoding and fingerprints. */
  readonly open_ms: number;
  readonly compute_ms: number;
  readonly write_ms: number;
  /** Processor time of all threads together: on a machine with nothing else to do a run takes a part of it, by its threads. */
  readonly cpu_ms: number;
  /** The largest that the process becomes. */
  readonly memory_bytes: number;
  /** What was read and computed for it, and how long that took. */
  readonly calibration: { readonly measurement_bytes: number; readonly time_ms: number };
}
