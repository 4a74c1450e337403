import { readFeatureMetadata } from '../parquet/read-metadata.js';
import type { FeatureMetadata } from './metadata.js';
import { readFeatures } from './read-features.js';

/** Whether a feature file is one of Arrow, by its name. */
export function isArrow(file: string): boolean {
  return file.endsWith('.arrow');
}

/** Reads what a feature file says of itself. An Arrow file has its metadata at no place of its own. */
export async function readMetadata(file: string): Promise<FeatureMetadata> {
  return isArrow(file) ? (await readFeatures(file)).metadata : readFeatureMetadata(file);
}
