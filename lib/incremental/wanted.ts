import type { Configuration } from '../config/configuration.js';
import type { Source } from '../experiment/step.js';
import type { DigestRow } from '../experiment/step-digests.js';
import { rowsReadBy } from '../extractors/sources.js';
import { contentOf } from '../graph/content.js';
import { type Feature, isOfOneStep } from '../graph/feature.js';
import { recipesOf } from '../graph/recipe.js';
import { extractorHashes, sha256 } from '../table/extractor-hashes.js';
import { extractorsOf } from '../task/feature-file-job.js';
import type { Recipes } from './recipe-reasons.js';

/** What a configuration asks for, as far as feature files are held against it. */
export interface Wanted extends Recipes {
  readonly name: string;
  /** Of its content. */
  readonly configHash: string;
  /**
   * What is computed of single steps alone, whether it is shown or not: of an extractor that builds on other features, or reads
   * several sources, nothing is taken over.
   */
  readonly extracted: readonly WantedFeature[];
}

export interface WantedFeature {
  readonly name: string;
  readonly source: Source;
  /** What it depends on. */
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
    configHash: sha256(contentOf(graph)),
    recipes: recipesOf(graph),
    extractors: await extractorHashes(extractorsOf(graph)),
    extracted: graph.features.flatMap(wantedFeature),
  };
}

function wantedFeature(feature: Feature): readonly WantedFeature[] {
  if (feature.kind === 'derived' || !isOfOneStep(feature)) return [];
  const { name, sources, extractor } = feature;
  return sources.map((source) => {
    if (source === 'transfer') return { name, source, rows: ['transfer'] };
    const readsTime = rowsReadBy(extractor, source).includes('time');
    return { name, source, rows: readsTime ? ['transient Id', 'transient time'] : ['transient Id'] };
  });
}
