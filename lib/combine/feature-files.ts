import { basename } from 'node:path';
import { readFeatureMetadata } from '../parquet/read-metadata.js';
import type { ColumnDescription, FeatureMetadata } from '../table/metadata.js';
import { readFeatures } from '../table/read-features.js';
import { forEachReadable, type Reading } from './damaged-file.js';
import { type ExperimentKey, experimentKey, keyText } from './experiment-key.js';

/** What must be known of a feature file to put it beside others. */
export interface FeatureFile {
  readonly file: string;
  /** Name of its configuration. */
  readonly config: string;
  readonly experiment: ExperimentKey;
  /** Content hash of the experiment's file. */
  readonly sourceHash: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** All but the index, in their order; one object for all files that have the same. */
  readonly columns: ReadonlyMap<string, ColumnDescription>;
}

/** Reads what feature files say of themselves. */
export async function readFeatureFiles(files: readonly string[], reading: Reading): Promise<readonly FeatureFile[]> {
  const read: FeatureFile[] = [];
  const known = new Map<string, FeatureFile['columns']>();
  await forEachReadable(files, reading, async (file) => {
    const { config, source, createdAt, columns, ...identity } = await metadataOf(file);
    const text = JSON.stringify(columns);
    const shared = known.get(text) ?? new Map(Object.entries(columns));
    known.set(text, shared);
    read.push({
      ...{ file, config: config.name, experiment: experimentKey(source.file, identity) },
      ...{ sourceHash: source.hash, createdAt, columns: shared },
    });
  });
  return read;
}

/** Of each experiment and configuration the newest file. */
export function newestFiles(files: readonly FeatureFile[]): readonly FeatureFile[] {
  const newest = new Map<string, FeatureFile>();
  for (const file of files) {
    const key = `${file.config}\n${keyText(file.experiment)}`;
    const other = newest.get(key);
    if (other === undefined || compareAge(file, other) < 0) newest.set(key, file);
  }
  return [...newest.values()];
}

/** For sorting, the newest file first; the name decides between files of the same millisecond. */
export function compareAge(a: FeatureFile, b: FeatureFile): number {
  const [one, other] = a.createdAt === b.createdAt ? [basename(a.file), basename(b.file)] : [a.createdAt, b.createdAt];
  return one > other ? -1 : 1;
}

/** Lists within lists of a column: 0 is a number. */
export function depthOf({ shape }: ColumnDescription): number {
  return shape?.length ?? 0;
}

export function isArrow(file: string): boolean {
  return file.endsWith('.arrow');
}

/** An Arrow file has its metadata at no place of its own. */
async function metadataOf(file: string): Promise<FeatureMetadata> {
  return isArrow(file) ? (await readFeatures(file)).metadata : readFeatureMetadata(file);
}
