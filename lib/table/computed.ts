import type { Column, Columns } from './column.js';
import type { Remark } from './remark.js';

/** What the layers of a graph have given so far: the columns of their features, and what is to be said of them. */
export interface Computed {
  readonly columns: Columns;
  readonly remarks: readonly Remark[];
}

/** The same experiment, richer by `columns` and `remarks`. */
export function withColumns<E extends Computed>(
  experiment: E,
  columns: Iterable<readonly [string, Column]>,
  remarks: readonly Remark[],
): E {
  return {
    ...experiment,
    columns: new Map([...experiment.columns, ...columns]),
    remarks: [...experiment.remarks, ...remarks],
  };
}
