import { resolve } from 'node:path';
import { stepCounts } from '../experiment/head.js';
import { identityOf } from '../experiment/identity.js';
import { DIGEST_ROWS, type DigestRow } from '../experiment/step-digests.js';
import { isBuiltIn } from '../extractors/registry.js';
import { contentOf } from '../graph/content.js';
import { columnName, type Feature } from '../graph/feature.js';
import type { FeatureGraph } from '../graph/feature-graph.js';
import { recipesOf } from '../graph/recipe.js';
import { remember } from '../remember.js';
import { type ExtractorIdentity, sha256 } from '../table/extractor-hashes.js';
import { type ReuseRecord, storedShapes } from '../table/reuse-record.js';
import type { TableFormat } from '../table/table-format.js';
import type { FeatureFileJob } from '../table/write-features.js';
import type { CompletedExperiment } from './complete-experiment.js';

/**
 * All that is needed to write a completed experiment, wherever that is done.
 *
 * @param sourceHash - the fingerprint of its file, see `StepPool.fingerprint`
 */
export function featureFileJob(
  completed: CompletedExperiment,
  {
    directory,
    format,
    sourceHash,
  }: { readonly directory: string; readonly format: TableFormat; readonly sourceHash: string },
): FeatureFileJob {
  const { file, head, table, counts, configuration } = completed;
  const { name, version, text, graph } = configuration;
  return {
    table,
    counts,
    directory: resolve(directory),
    format,
    source: file,
    stamp: head.stamp,
    sourceHash,
    identity: identityOf(head),
    configuration: { name, version, text, hash: configHashOf(graph) },
    extractors: extractorsOf(graph),
    reuse: reuseRecord(completed),
    createdAt: new Date(),
  };
}

/** Hash of all that decides the values of a graph, hexadecimal; taken once for each. */
export const configHashOf = remember((graph: FeatureGraph) => sha256(contentOf(graph)));

/** The extractors of a graph, by what their code is known by. */
export function extractorsOf({ features }: FeatureGraph): readonly ExtractorIdentity[] {
  return features.flatMap(extractorIdentity);
}

function extractorIdentity(feature: Feature): readonly ExtractorIdentity[] {
  if (feature.kind === 'derived') return [];
  const { extractor, module } = feature;
  const { name, version } = extractor;
  if (module !== undefined) return [{ name, version, module }];
  if (isBuiltIn(extractor)) return [{ name, version }];
  return [{ name, version, text: `${extractor.extract} ${extractor.extractBatch ?? ''}` }];
}

function reuseRecord({
  head,
  columns,
  digests,
  takenOver,
  configuration: { graph },
}: CompletedExperiment): ReuseRecord {
  const known = DIGEST_ROWS.flatMap((row): readonly (readonly [DigestRow, string])[] => {
    const digest = digests.ofFirst(row);
    return digest === undefined ? [] : [[row, digest]];
  });
  const names = graph.features.filter(({ name }) => isStored(name, graph)).flatMap(extractedColumns);
  return {
    recipes: recipesOf(graph),
    columns: storedShapes(new Map([...columns].filter(([name]) => names.includes(name)))),
    source: { steps: stepCounts(head), digests: { ...takenOver?.digests, ...Object.fromEntries(known) } },
  };
}

/** Whether the values of a feature are in the table just as they were computed. */
function isStored(name: string, { selected, transforms }: FeatureGraph): boolean {
  return selected.includes(name) && !transforms.some(({ targets }) => targets.includes(name));
}

/** Names of the columns that hold what an extractor gave. */
function extractedColumns(feature: Feature): readonly string[] {
  return feature.kind === 'derived' ? [] : feature.outputs.map((output) => columnName(feature.name, output));
}
