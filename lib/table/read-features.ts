import { namingFile, readColumns } from './read-columns.js';
import { type StoredFeatures, storedFeatures } from './stored-features.js';

/**
 * Reads a feature file back, Parquet or Arrow, whatever it is called: its table just as it was written, every number to the
 * last bit, and what the file says of itself.
 *
 * @example
 * ```ts
 * const { table, metadata } = await readFeatures('features/chip-1-v2_all-feat_20250905-143000_c0ffee00.parquet');
 * console.log(table.rows, metadata.config.name);
 * ```
 * @throws OectError naming the file: `file-not-found`, `permission-denied`; `wrong-layout` if it is no feature file;
 *   `file-truncated` or `data-corrupt` if it is damaged
 */
export async function readFeatures(path: string): Promise<StoredFeatures> {
  const columns = await readColumns(path);
  return namingFile(path, async () => storedFeatures(columns));
}
