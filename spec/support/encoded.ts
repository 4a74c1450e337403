import { encodeParquet, type ParquetOptions } from '../../lib/parquet/encode-parquet.js';
import type { FeatureTable } from '../../lib/table/feature-table.js';
import type { Fill } from '../../lib/table/fill-file.js';
import type { TableFormat } from '../../lib/table/table-format.js';
import { encodeTable } from '../../lib/table/write-table.js';

/** A table as a whole file in memory. */
export function encodedTable(table: FeatureTable, format: TableFormat): Promise<Buffer> {
  return whole((write) => encodeTable(table, format, write));
}

/** A table as a whole Parquet file in memory. */
export function encodedParquet(table: FeatureTable, options?: ParquetOptions): Promise<Buffer> {
  return whole((write) => encodeParquet(table, write, options));
}

async function whole(fill: Fill): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  await fill((piece) => pieces.push(piece));
  return Buffer.concat(pieces);
}
