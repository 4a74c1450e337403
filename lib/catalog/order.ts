import type { CatalogExperiment, IndexedValue } from './entry.js';
import { type FieldName, fieldOf } from './fields.js';
import { isWorkflowKey, type WorkflowKey } from './query.js';
import { timeOf } from './time.js';

/** As people count: 2 before 10. */
const natural = new Intl.Collator('en', { numeric: true });

/** Sorts files as people count. */
export function compareFiles(a: string, b: string): number {
  // What only differs for computers, such as the accents of a letter, still has an order.
  return natural.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

/**
 * The same experiments, ordered by a field or a workflow key. Numbers come before text, equal ones stay in their order, and those
 * that do not say come last, whichever way.
 */
export function ordered(
  experiments: readonly CatalogExperiment[],
  by: FieldName | WorkflowKey,
  direction: 'ascending' | 'descending',
): readonly CatalogExperiment[] {
  const keyed = experiments.map((experiment) => ({ experiment, key: keyOf(experiment, by) }));
  const rank = rankOf(keyed.map(({ key }) => key));
  const sign = direction === 'ascending' ? 1 : -1;
  const place = (key: Key | undefined) =>
    key === undefined ? Number.POSITIVE_INFINITY : sign * (rank.get(key) as number);
  return keyed
    .map(({ experiment, key }) => ({ experiment, at: place(key) }))
    .sort((a, b) => (a.at === b.at ? 0 : a.at - b.at))
    .map(({ experiment }) => experiment);
}

type Key = number | string;

/** The place of each value among all: many experiments have the same, and texts take long to compare. */
function rankOf(keys: readonly (Key | undefined)[]): ReadonlyMap<Key, number> {
  const distinct = [...new Set(keys.filter((key) => key !== undefined))].sort(compareKeys);
  return new Map(distinct.map((key, rank) => [key, rank]));
}

function compareKeys(a: Key, b: Key): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return compareFiles(a, b);
  return typeof a === 'number' ? -1 : 1;
}

function keyOf(experiment: CatalogExperiment, by: FieldName | WorkflowKey): Key | undefined {
  if (isWorkflowKey(by)) return workflowKey(experiment.workflow[by]);
  const value = fieldOf(experiment, by);
  // Of different lengths and time zones, texts do not order as times do.
  if (by === 'created_at' || by === 'completed_at') return timeOf(String(value)) ?? value;
  return value;
}

function workflowKey(value: IndexedValue | undefined): Key | undefined {
  return value === undefined || typeof value === 'number' ? value : String(value);
}
