import type { Configuration } from '../config/configuration.js';
import type { Source } from '../experiment/step.js';
import type { DigestRow } from '../experiment/step-digests.js';
import { rowsReadBy } from '../extractors/sources.js';
import type { Feature } from '../graph/feature.js';
import { recipesOf } from '../graph/recipe.js';
import { extractorHashes } from '../table/extractor-hashes.js';
import { configHashOf, extractorsOf } from '../task/feature-file-job.js';
import type { Recipes } from './recipe-reasons.js';

/** What a configuration asks for, as far as feature files are held against it. */
export interface Wanted extends Recipes {
  readonly name: string;
  /** Of its content. */
  readonly configHash: string;
  /** What is computed of steps, whether it is shown or not. */
  readonly extracted: readonly WantedFeature[];
}

export interface WantedFeature {
  readonly name: string;
  /** Those whose steps it is computed of together. */
  readonly sources: readonly Source[];
  /** What of their steps it depends on. */
  readonly rows: readonly DigestRow[];
}

/**
 * What a configuration asks for. Once for many experiments: it reads the modules of extractors.
 *
 * @example
 * ```ts
 * const wanted = await wantedOf(configuration);
 * const decision = decide(wanted, { head, hash }, outputs);
 * ```
 */
export async function wantedOf({ name, graph }: Configuration): Promise<Wanted> {
  return {
    name,
    configHash: configHashOf(graph),
    recipes: recipesOf(graph),
    extractors: await extractorHashes(extractorsOf(graph)),
    extracted: graph.features.flatMap(wantedFeature),
  };
}

function wantedFeature(feature: Feature): readonly WantedFeature[] {
  if (feature.kind === 'derived') return [];
  const { name, sources, extractor } = feature;
  const rows = sources.flatMap((source): readonly DigestRow[] => {
    if (source === 'transfer') return ['transfer'];
    return rowsReadBy(extractor, source).includes('time') ? ['transient Id', 'transient time'] : ['transient Id'];
  });
  return [{ name, sources, rows }];
}
