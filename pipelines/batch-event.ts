import type { DecisionReason } from '../lib/incremental/reasons.js';
import type { PoolEvent } from '../lib/pool/step-pool.js';
import type { BatchReport, FailedExperiment, SkippedExperiment, SuccessfulExperiment } from './batch-report.js';

/** What happens in a batch, as it happens: plain data, which can be written as JSON. */
export type BatchEvent =
  | {
      readonly kind: 'started';
      readonly files: number;
      readonly workers: number;
    }
  | {
      readonly kind: 'opened';
      readonly file: string;
      readonly steps: { readonly transfer: number; readonly transient: number };
      /** (feature, step) pairs that its table needs, derived features not counted. */
      readonly cells: number;
      /** Those of them that an earlier feature file has; the others are computed. */
      readonly taken_over: number;
      /** Why an earlier feature file was not left as it is; empty if none was looked for. */
      readonly reasons: readonly DecisionReason[];
    }
  | {
      /** A block of steps has been computed, or a part of one. */
      readonly kind: 'task';
      readonly file: string;
      readonly source: 'transfer' | 'transient' | 'both';
      /** The first, and the one behind the last. */
      readonly steps: readonly [start: number, stop: number];
      readonly features: readonly string[];
      readonly cells: number;
      /** Measurements of these steps that were read, inflated. */
      readonly bytes: number;
    }
  | {
      /** An experiment has all columns of a layer. */
      readonly kind: 'layer';
      readonly file: string;
      /** From 1. */
      readonly layer: number;
      readonly of: number;
    }
  | PoolEvent
  | { readonly kind: 'successful'; readonly file: string; readonly entry: SuccessfulExperiment }
  /** Nothing had to be done for it. */
  | { readonly kind: 'skipped'; readonly file: string; readonly entry: SkippedExperiment }
  | { readonly kind: 'failed'; readonly file: string; readonly entry: FailedExperiment }
  /** The last one. */
  | { readonly kind: 'finished'; readonly report: BatchReport };
