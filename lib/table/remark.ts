/**
 * What is to be said of some (feature, step) pairs beside their value.
 *
 * - `null`: the extractor found that the step does not have this value (no reverse branch, nothing to fit).
 * - `failure`: the value should be there, but something went wrong (an exception, a dead or looping worker, unreadable
 *   data).
 * - `note`: there is a value, and this must be known of it.
 */
export interface Remark {
  readonly feature: string;
  readonly kind: 'null' | 'failure' | 'note';
  readonly reason: string;
  /** Indices of the steps concerned, ascending. */
  readonly steps: readonly number[];
}
