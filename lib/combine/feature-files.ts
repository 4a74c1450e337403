import { basename } from 'node:path';
import type { CatalogFeatures } from '../catalog/entry.js';
import type { ColumnDescription, FeatureMetadata } from '../table/metadata.js';
import { readMetadata } from '../table/read-metadata.js';
import { forEachReadable, type Reading } from './damaged-file.js';
import { type ExperimentKey, experimentKey, keyText } from './experiment-key.js';

/** What must be known of a feature file to find it among others. */
export interface ListedFeatures {
  readonly file: string;
  /** Name of its configuration. */
  readonly config: string;
  readonly experiment: ExperimentKey;
  /** Content hash of the experiment's file. */
  readonly sourceHash: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** What must be known of a feature file to put it beside others. */
export interface FeatureFile extends ListedFeatures {
  readonly columns: FeatureColumns;
}

/** All columns but the index, in their order. */
export type FeatureColumns = ReadonlyMap<string, ColumnDescription>;

/** Reads what feature files say of themselves. */
export async function readFeatureFiles(files: readonly string[], reading: Reading): Promise<readonly FeatureFile[]> {
  const read: FeatureFile[] = [];
  const shared = sharedColumns();
  await forEachReadable(files, reading, async (file) => {
    const { config, source, createdAt, columns, ...identity } = await readMetadata(file);
    read.push({
      ...{ file, config: config.name, experiment: experimentKey(source.file, identity) },
      ...{ sourceHash: source.hash, createdAt, columns: shared(columns) },
    });
  });
  return read;
}

/** What a catalog knows of a feature file. */
export function listedFeatures({ file, config, source, createdAt, ...identity }: CatalogFeatures): ListedFeatures {
  const experiment = experimentKey(source.file, identity);
  return { file, config: config.name, experiment, sourceHash: source.hash, createdAt };
}

/** Gives for the same columns the same object: those of thousands of files are few. */
export function sharedColumns(): (columns: FeatureMetadata['columns']) => FeatureColumns {
  const known = new Map<string, FeatureColumns>();
  return (columns) => {
    const text = JSON.stringify(columns);
    const shared = known.get(text) ?? new Map(Object.entries(columns));
    known.set(text, shared);
    return shared;
  };
}

/** Of each experiment and configuration the newest file. */
export function newestFiles<F extends ListedFeatures>(files: readonly F[]): readonly F[] {
  const newest = new Map<string, F>();
  for (const file of files) {
    const key = `${file.config}\n${keyText(file.experiment)}`;
    const other = newest.get(key);
    if (other === undefined || compareAge(file, other) < 0) newest.set(key, file);
  }
  return [...newest.values()];
}

/** For sorting, the newest file first; the name decides between files of the same millisecond. */
export function compareAge(a: ListedFeatures, b: ListedFeatures): number {
  const [one, other] = a.createdAt === b.createdAt ? [basename(a.file), basename(b.file)] : [a.createdAt, b.createdAt];
  return one > other ? -1 : 1;
}

/** Lists within lists of a column: 0 is a number. */
export function depthOf({ shape }: ColumnDescription): number {
  return shape?.length ?? 0;
}
