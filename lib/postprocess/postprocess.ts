import type { Columns } from '../table/column.js';
import type { Remark } from '../table/remark.js';
import { Losses } from './losses.js';
import { titleOf } from './operation.js';
import type { Transform } from './transform.js';

export interface Postprocessed {
  /** The columns of the targets are new, all others are the same. */
  readonly columns: Columns;
  /** On what has become null. */
  readonly remarks: readonly Remark[];
}

/**
 * Changes the complete columns of an experiment, one transform after the other.
 *
 * Of a feature with several outputs it is the first that is changed, the feature itself.
 */
export function postprocess(columns: Columns, transforms: readonly Transform[]): Postprocessed {
  const changed = new Map(columns);
  const remarks: Remark[] = [];
  for (const { operation, params, targets } of transforms) {
    for (const target of targets) {
      const column = changed.get(target);
      if (column === undefined) continue;
      const losses = new Losses();
      const result = operation.apply(column, params, losses);
      changed.set(target, result);
      for (const remark of losses.remarks(target, titleOf(operation), result)) remarks.push(remark);
    }
  }
  return { columns: changed, remarks };
}
