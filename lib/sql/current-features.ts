import type { CatalogExperiment } from '../catalog/entry.js';
import { keyOfExperiment, keyText } from '../combine/experiment-key.js';
import { type ListedFeatures, newestFiles } from '../combine/feature-files.js';

/**
 * Feature files without those that were made of an experiment before it changed, as far as it is known what is in its file.
 *
 * @returns as `missed` those files that there is no current one instead of
 */
export function currentFeatures(
  features: readonly ListedFeatures[],
  experiments: readonly (string | CatalogExperiment)[],
): { readonly current: readonly ListedFeatures[]; readonly missed: readonly ListedFeatures[] } {
  const hashes = new Map<string, Set<string | undefined>>();
  for (const experiment of experiments) {
    if (typeof experiment === 'string') continue;
    const key = keyText(keyOfExperiment(experiment));
    const known = hashes.get(key) ?? new Set();
    hashes.set(key, known.add(experiment.hash));
  }
  const isCurrent = ({ experiment, sourceHash }: ListedFeatures) => {
    const known = hashes.get(keyText(experiment));
    // A copy of unknown content may be what it was made of.
    return known === undefined || known.has(undefined) || known.has(sourceHash);
  };
  const current = features.filter(isCurrent);
  const served = new Set(current.map(placeOf));
  const stale = features.filter((file) => !isCurrent(file));
  return { current, missed: newestFiles(stale).filter((file) => !served.has(placeOf(file))) };
}

function placeOf({ config, experiment }: ListedFeatures): string {
  return `${config}\n${keyText(experiment)}`;
}
