import { setImmediate } from 'node:timers/promises';
import type { Configuration } from '../config/configuration.js';
import type { LoadOptions } from '../config/load-configuration.js';
import { isUnreadable } from '../errors.js';
import { checkUnchanged } from '../experiment/file-stamp.js';
import { fingerprint } from '../experiment/fingerprint.js';
import type { Wanted } from '../incremental/wanted.js';
import type { CatalogExperiment, CatalogFeatures } from './entry.js';
import { type FeatureLookup, originOf } from './made-from.js';
import type { CatalogQuery } from './query.js';

/** How configurations are loaded that a query names. */
export type SearchOptions = Omit<LoadOptions, 'parts'>;

/** That features of a configuration must be there or missing. */
export interface FeatureRule {
  readonly wanted: Wanted;
  readonly mustBe: 'there' | 'missing';
}

/** Whether a feature file has what the configuration of a rule gives: the same content of it, computed by the same extractors. */
export function hasAll({ config, extractors }: CatalogFeatures, { wanted }: FeatureRule): boolean {
  if (config.hash !== wanted.configHash) return false;
  return Object.entries(wanted.extractors).every(([name, hash]) => extractors[name] === hash);
}

/** What a query says of features. */
export async function rulesOf(
  { has_features, missing_features }: CatalogQuery,
  options: SearchOptions,
): Promise<readonly FeatureRule[]> {
  const rules: FeatureRule[] = [];
  if (has_features !== undefined) rules.push({ wanted: await wantedBy(has_features, options), mustBe: 'there' });
  if (missing_features !== undefined) {
    rules.push({ wanted: await wantedBy(missing_features, options), mustBe: 'missing' });
  }
  return rules;
}

/** What a configuration asks for; it is loaded if it is only named. */
async function wantedBy(given: string | Configuration, options: SearchOptions): Promise<Wanted> {
  // Both take longer to load than most searches take.
  const [{ loadConfiguration }, { wantedOf }] = await Promise.all([
    import('../config/load-configuration.js'),
    import('../incremental/wanted.js'),
  ]);
  return wantedOf(typeof given === 'string' ? await loadConfiguration(given, options) : given);
}

/** The experiment, with the hash of its content if only that tells whether features of it are its own. */
export async function withCertainty(
  experiment: CatalogExperiment,
  lookup: FeatureLookup,
  rules: readonly FeatureRule[],
): Promise<CatalogExperiment> {
  const candidates = lookup.of(experiment);
  const isSure = rules.every((rule) => {
    const origins = candidates
      .filter((features) => hasAll(features, rule))
      .map((features) => originOf(features, experiment));
    return origins.length === 0 || origins.includes('this');
  });
  if (isSure) return experiment;
  // Large files take a while: others have their turn in between.
  await setImmediate();
  const hash = hashOf(experiment);
  return hash === undefined ? experiment : { ...experiment, hash };
}

/** Undefined if its file has changed since its stamp was taken: that is noticed when it is looked at again. */
function hashOf({ file, stamp }: CatalogExperiment): string | undefined {
  try {
    const hash = fingerprint(file);
    checkUnchanged(file, stamp);
    return hash;
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    return undefined;
  }
}
