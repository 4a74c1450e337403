import { type JointStep, type RowsBySource, SOURCES, type Source, type Step } from '../experiment/step.js';
import { readable } from './steps.js';

/** What an extractor is given: a step, or those of one index of several sources. */
export type Given = Step | JointStep;

export type RowName = RowsBySource[Source];

/** The measured rows of a source, its axis first. */
export const ROWS: { readonly [S in Source]: readonly RowsBySource[S][] } = {
  transfer: ['Vg', 'Id'],
  transient: ['time', 'Id'],
};

/** The steps that an extractor is given at once: one of each source. */
export function partsOf(given: Given): readonly Step[] {
  return 'kind' in given ? [given] : SOURCES.flatMap((source) => given[source] ?? []);
}

/** The same with each of its steps replaced. */
export function withParts<G extends Given>(given: G, change: (step: Step) => Step): G {
  if ('kind' in given) return change(given) as G;
  const changed = partsOf(given).map((step) => [step.kind, change(step)]);
  return { ...given, ...Object.fromEntries(changed) };
}

/** All measured rows by name; where there are several steps the source stands before it: `transfer.Id`. */
export function rowsOf(given: Given): Readonly<Record<string, Float64Array>> {
  if ('kind' in given) return rowsOfStep(given);
  const rows = partsOf(given).flatMap((step) =>
    Object.entries(rowsOfStep(step)).map(([name, row]) => [`${step.kind}.${name}`, row] as const),
  );
  return Object.fromEntries(rows);
}

function rowsOfStep(step: Step): Readonly<Record<string, Float64Array>> {
  return step.kind === 'transfer' ? { Vg: step.Vg, Id: step.Id } : { time: step.time, Id: step.Id };
}

/** The same with each of its rows replaced. */
export function withRows<G extends Given>(
  given: G,
  change: (row: Float64Array, name: RowName, source: Source) => Float64Array,
): G {
  return withParts(given, (step) => {
    const changed = Object.entries(rowsOfStep(step)).map(([name, row]) => [
      name,
      change(row, name as RowName, step.kind),
    ]);
    return readable({ ...step, ...Object.fromEntries(changed) });
  });
}

/** A copy that shares nothing with what it is of, so that nothing that was kept for that is found again. */
export function copyOf<G extends Given>(given: G): G {
  return withParts(
    withRows(given, (row) => row.slice()),
    (step) =>
      step.kind === 'transfer' || step.timing === undefined
        ? step
        : readable({ ...step, timing: structuredClone(step.timing) }),
  );
}
