import type { PulseTiming } from './step.js';

/**
 * Which bytes to read for a block of neighbouring steps: plain, light data, made where the head of the file is known and
 * carried out by whichever thread has the time.
 */
export type ReadPlan = TransferPlan | TransientPlan;

export interface StepRange {
  /** Inclusive. */
  readonly start: number;
  /** Exclusive. */
  readonly stop: number;
}

export interface TransferPlan {
  readonly source: 'transfer';
  readonly steps: StepRange;
  readonly deviceType?: string;
}

export interface TransientPlan {
  readonly source: 'transient';
  readonly steps: StepRange;
  readonly rows: readonly ('time' | 'Id')[];
  /** Sample ranges of the block's steps, `[stop - start]`. */
  readonly starts: Float64Array;
  readonly stops: Float64Array;
  /** Of the block's steps, from their records; NaN where unknown. s and Hz. */
  readonly periods: Float64Array;
  readonly sampleRates: Float64Array;
  readonly workflow?: PulseTiming;
}
