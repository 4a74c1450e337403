import { resolve } from 'node:path';
import { checkUnchanged, stampOf } from '../experiment/file-stamp.js';
import { fingerprint } from '../experiment/fingerprint.js';
import { type AttributeValue, type ExperimentHead, stepCounts } from '../experiment/head.js';
import { readHead } from '../experiment/read-head.js';
import { flattenWorkflow } from '../experiment/workflow.js';
import { readFeatureMetadata } from '../parquet/read-metadata.js';
import { type FeatureMetadata, parseTableMetadata } from '../table/metadata.js';
import { namingFile, readColumns } from '../table/read-columns.js';
import type { CatalogExperiment, CatalogFeatures, FileOfKind, IndexedValue } from './entry.js';

/** Up to this size the hash of an experiment's file costs next to nothing beside opening it. */
const SMALL_FILE_BYTES = 2 ** 16;

/**
 * Reads what a catalog keeps of a file: of an experiment its head, of a feature file its metadata. The file is closed again.
 *
 * @throws OectError naming the file, if it is not there, damaged, no such file, or changed while it was being read
 */
export function readEntry({ kind, file }: FileOfKind): Promise<CatalogExperiment | CatalogFeatures> {
  return kind === 'experiment' ? readExperiment(file) : readFeatureFile(resolve(file));
}

async function readExperiment(path: string): Promise<CatalogExperiment> {
  const head = await readHead(path);
  const { file, stamp } = head;
  const hash = stamp.size <= SMALL_FILE_BYTES ? fingerprint(file) : undefined;
  checkUnchanged(file, stamp);
  return { ...experimentEntry(head), ...(hash !== undefined && { hash }) };
}

/** What a catalog keeps of an experiment's head. */
export function experimentEntry(head: ExperimentHead): CatalogExperiment {
  const { file, stamp, attributes, workflow = [], warnings } = head;
  return {
    kind: 'experiment',
    file,
    stamp,
    attributes: indexed(attributes),
    workflow: indexed(flattenWorkflow(workflow)),
    steps: stepCounts(head),
    warnings,
  };
}

function indexed(values: Readonly<Record<string, AttributeValue>>): Readonly<Record<string, IndexedValue>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, indexedValue(value)]));
}

function indexedValue(value: AttributeValue): IndexedValue {
  if (typeof value === 'object') return value.map((item) => indexedValue(item) as string | number);
  const isJson = typeof value !== 'bigint' && !(typeof value === 'number' && !Number.isFinite(value));
  return isJson ? value : String(value);
}

async function readFeatureFile(file: string): Promise<CatalogFeatures> {
  const stamp = stampOf(file);
  const { chip, device, test, config, source, extractors, counts, createdAt } = await metadataOf(file);
  checkUnchanged(file, stamp);
  return {
    kind: 'features',
    file,
    stamp,
    ...(chip !== undefined && { chip }),
    ...(device !== undefined && { device }),
    ...(test !== undefined && { test }),
    config: { name: config.name, version: config.version, hash: config.hash },
    source,
    extractors,
    counts,
    createdAt,
  };
}

/** An Arrow file has its metadata where only a reader of all of it finds it. */
async function metadataOf(file: string): Promise<FeatureMetadata> {
  if (!file.endsWith('.arrow')) return readFeatureMetadata(file);
  const { metadata } = await readColumns(file);
  return namingFile(file, async () => parseTableMetadata(metadata));
}
