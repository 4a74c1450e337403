import type { RowsBySource, Source, Step } from '../experiment/step.js';
import { readable } from './steps.js';

export type RowName = RowsBySource[Source];

/** The measured rows of a source, its axis first. */
export const ROWS: { readonly [S in Source]: readonly RowsBySource[S][] } = {
  transfer: ['Vg', 'Id'],
  transient: ['time', 'Id'],
};

/** The measured rows of a step, by name. */
export function rowsOf(step: Step): Readonly<Record<string, Float64Array>> {
  return step.kind === 'transfer' ? { Vg: step.Vg, Id: step.Id } : { time: step.time, Id: step.Id };
}

/** The step with each of its rows replaced. */
export function withRows<T extends Step>(step: T, change: (row: Float64Array, name: RowName) => Float64Array): T {
  const changed = Object.entries(rowsOf(step)).map(([name, row]) => [name, change(row, name as RowName)]);
  return readable({ ...step, ...Object.fromEntries(changed) });
}

/** A copy that shares nothing with the step, so that nothing that was kept for the step is found again. */
export function copyOf<T extends Step>(step: T): T {
  const copy = withRows(step, (row) => row.slice());
  if (copy.kind === 'transfer' || copy.timing === undefined) return copy;
  return readable({ ...copy, timing: structuredClone(copy.timing) });
}
