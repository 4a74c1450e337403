import type { Configuration } from '../config/configuration.js';
import type { DigestRow } from '../experiment/step-digests.js';
import { contentOf } from '../graph/content.js';
import type { ExtractedFeature } from '../graph/feature.js';
import { recipesOf } from '../graph/recipe.js';
import { extractorHashes, sha256 } from '../table/extractor-hashes.js';
import { extractorsOf } from '../task/feature-file-job.js';
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
  readonly source: ExtractedFeature['source'];
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
    extracted: graph.features.filter((feature) => feature.kind === 'extracted').map(wantedFeature),
  };
}

function wantedFeature({ name, source, extractor }: ExtractedFeature): WantedFeature {
  if (source === 'transfer') return { name, source, rows: ['transfer'] };
  const readsTime = extractor.reads === undefined || extractor.reads.some((row) => row === 'time');
  return { name, source, rows: readsTime ? ['transient Id', 'transient time'] : ['transient Id'] };
}
