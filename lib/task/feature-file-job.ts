import { resolve } from 'node:path';
import { identityOf } from '../experiment/identity.js';
import { contentOf } from '../graph/content.js';
import type { Feature } from '../graph/feature.js';
import type { ExtractorIdentity } from '../table/extractor-hashes.js';
import type { TableFormat } from '../table/table-format.js';
import type { FeatureFileJob } from '../table/write-features.js';
import type { CompletedExperiment } from './complete-experiment.js';

/**
 * All that is needed to write a completed experiment, wherever that is done.
 *
 * @param sourceHash - the fingerprint of its file, see `StepPool.fingerprint`
 */
export function featureFileJob(
  { file, head, table, counts, configuration }: CompletedExperiment,
  {
    directory,
    format,
    sourceHash,
  }: { readonly directory: string; readonly format: TableFormat; readonly sourceHash: string },
): FeatureFileJob {
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
    configuration: { name, version, text, content: contentOf(graph) },
    extractors: graph.features.flatMap(extractorIdentity),
  };
}

function extractorIdentity(feature: Feature): readonly ExtractorIdentity[] {
  if (feature.kind === 'derived') return [];
  const { extractor, module } = feature;
  return [{ name: extractor.name, version: extractor.version, ...(module !== undefined && { module }) }];
}
