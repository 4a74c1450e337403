import { encodeParquet } from '../parquet/encode-parquet.js';
import { encodeArrow } from './arrow.js';
import type { FeatureTable } from './feature-table.js';
import type { Write } from './fill-file.js';
import type { TableFormat } from './table-format.js';
import { type WrittenFile, writeInPieces } from './write-file.js';

/** Encodes a table as a file. */
export async function encodeTable(table: FeatureTable, format: TableFormat, write: Write): Promise<void> {
  if (format === 'parquet') await encodeParquet(table, write);
  else write(await encodeArrow(table));
}

/**
 * Writes a table into a file of your choice, which appears complete or not at all. A file that is there is replaced.
 *
 * @throws OectError `write-failed` or `permission-denied`, naming the file and what to do
 */
export async function writeTable(table: FeatureTable, file: string, format: TableFormat): Promise<WrittenFile> {
  return writeInPieces(file, (write) => encodeTable(table, format, write));
}
