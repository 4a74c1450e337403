import { encodeParquet } from '../parquet/encode-parquet.js';
import { encodeArrow } from './arrow.js';
import type { FeatureTable } from './feature-table.js';
import type { TableFormat } from './table-format.js';
import { type WrittenFile, writeAtomically } from './write-file.js';

/** A file that holds the table, in pieces that follow each other, each in memory of its own. */
export async function encodeTable(table: FeatureTable, format: TableFormat): Promise<readonly Uint8Array[]> {
  return format === 'parquet' ? encodeParquet(table) : [await encodeArrow(table)];
}

/**
 * Writes a table into a file of your choice, which appears complete or not at all. A file that is there is replaced.
 *
 * @throws OectError `write-failed` or `permission-denied`, naming the file and what to do
 */
export async function writeTable(table: FeatureTable, file: string, format: TableFormat): Promise<WrittenFile> {
  return writeAtomically(file, await encodeTable(table, format));
}
