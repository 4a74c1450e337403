import { basename } from 'node:path';
import { readFeatureMetadata } from '../parquet/read-metadata.js';
import type { FeatureMetadata } from '../table/metadata.js';
import { readFeatures } from '../table/read-features.js';
import { forEachReadable, type Reading } from './damaged-file.js';
import { type ExperimentKey, experimentKey } from './experiment-key.js';

/** What must be known of a feature file to find it and to put it beside others. */
export interface FeatureFile {
  readonly file: string;
  /** Name of its configuration. */
  readonly config: string;
  readonly experiment: ExperimentKey;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Lists within lists of each column, by its name: 0 is a number. */
  readonly depths: ReadonlyMap<string, number>;
}

/** Reads what feature files say of themselves. */
export async function readFeatureFiles(files: readonly string[], reading: Reading): Promise<readonly FeatureFile[]> {
  const read: FeatureFile[] = [];
  await forEachReadable(files, reading, async (file) => {
    read.push(featureFile(file, await metadataOf(file)));
  });
  return read;
}

/** Of each experiment and configuration the newest file; the name decides between files of the same millisecond. */
export function newestFiles(files: readonly FeatureFile[]): readonly FeatureFile[] {
  const newest = new Map<string, FeatureFile>();
  for (const file of files) {
    const key = JSON.stringify([file.config, ...Object.values(file.experiment)]);
    const other = newest.get(key);
    if (other === undefined || isNewer(file, other)) newest.set(key, file);
  }
  return [...newest.values()];
}

function isNewer(a: FeatureFile, b: FeatureFile): boolean {
  return a.createdAt === b.createdAt ? basename(a.file) > basename(b.file) : a.createdAt > b.createdAt;
}

/** An Arrow file has its metadata at no place of its own. */
async function metadataOf(file: string): Promise<FeatureMetadata> {
  return isArrow(file) ? (await readFeatures(file)).metadata : readFeatureMetadata(file);
}

export function isArrow(file: string): boolean {
  return file.endsWith('.arrow');
}

function featureFile(file: string, metadata: FeatureMetadata): FeatureFile {
  const { config, source, createdAt, columns } = metadata;
  const depthOf = ({ shape }: FeatureMetadata['columns'][string]) => shape?.length ?? 0;
  return {
    file,
    config: config.name,
    experiment: experimentKey(source.file, metadata),
    createdAt,
    depths: new Map(Object.entries(columns).map(([name, column]) => [name, depthOf(column)])),
  };
}
