import type { Columns } from './column.js';
import type { Remark } from './remark.js';
import type { ReuseRecord } from './reuse-record.js';

/** Values of an earlier feature file that are those that would be computed now. */
export interface TakenOver {
  /** By the name of the feature that they become, extracted ones only. */
  readonly features: ReadonlyMap<string, TakenFeature>;
  /** What that file says of the steps it was made of, where they are all steps that there are. */
  readonly digests: ReuseRecord['source']['digests'];
}

export interface TakenFeature {
  /** The first so many steps. */
  readonly steps: number;
  /** One for each output, of so many rows. */
  readonly columns: Columns;
  readonly remarks: readonly Remark[];
}
