import { type Operation, titleOf } from './operation.js';

/** An operation that is done with some features, once all of an experiment are computed. */
export interface Transform {
  readonly operation: Operation;
  /** Complete: defaults filled in. */
  readonly params: object;
  /** Names of features, at least one. */
  readonly targets: readonly string[];
}

/** `normalize (minmax) {"feature_range":[0,1]} of gm_max, Von` */
export function describeTransform({ operation, params, targets }: Transform): string {
  const details = Object.keys(params).length === 0 ? '' : ` ${JSON.stringify(params)}`;
  return `${titleOf(operation)}${details} of ${targets.join(', ')}`;
}
