import { suggestion } from '../nearest.js';
import type { CatalogExperiment } from './entry.js';
import { FIELD_NAMES, type FieldName, fieldOf } from './fields.js';
import { type CatalogQuery, isWorkflowKey } from './query.js';
import type { Condition } from './read-query.js';

/**
 * Why a search finds nothing: each condition that no experiment meets, with the nearest value that there is. One sentence each;
 * none if each condition is met by some experiment, and only all together by none.
 */
export function reasonsForNothing(
  query: CatalogQuery,
  conditions: readonly Condition[],
  experiments: readonly CatalogExperiment[],
): readonly string[] {
  if (experiments.length === 0) return ['the catalog has no experiments'];
  const unmet = conditions.filter(({ isMet }) => !experiments.some(isMet));
  return unmet.map(({ key }) => {
    const value: unknown = query[key as keyof CatalogQuery];
    const values = typeof value === 'string' ? valuesOf(experiments, key) : undefined;
    const hint = values === undefined ? '' : `; ${suggestion(String(value), values)}`;
    return `no experiment has ${key} ${JSON.stringify(value)}${hint}`;
  });
}

/** All that there is under a key of which only an equal value is found. */
function valuesOf(experiments: readonly CatalogExperiment[], key: string): ReadonlySet<string> | undefined {
  const isField = (FIELD_NAMES as readonly string[]).includes(key);
  if (!isField && !isWorkflowKey(key)) return undefined;
  const values = experiments.flatMap(
    (experiment) => (isWorkflowKey(key) ? experiment.workflow[key] : fieldOf(experiment, key as FieldName)) ?? [],
  );
  return new Set(values.map(String));
}
