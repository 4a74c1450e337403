import { createHash } from 'node:crypto';
import { scratch } from '../scratch.js';
import { type FeatureTable, listLength, rowWidth, valueColumns } from './feature-table.js';

/** Under which key-value a table has its own {@link contentHash}. */
export const CONTENT_HASH = 'content_hash';

/** The table with its content hash among its key-values. */
export function withContentHash(table: FeatureTable): FeatureTable {
  return { ...table, metadata: { ...table.metadata, [CONTENT_HASH]: contentHash(table) } };
}

/**
 * Whether a table is as it was when it was written, to the last bit: every value, every null and every key-value. Of one
 * without a content hash nobody knows.
 */
export function isIntact(table: FeatureTable): boolean {
  return table.metadata[CONTENT_HASH] === contentHash(table);
}

/** SHA-256 of a table's values and key-values, hexadecimal; the same for Parquet and Arrow. */
export function contentHash(table: FeatureTable): string {
  const hash = createHash('sha256');
  const { rows, metadata } = table;
  const keyValues = Object.entries(metadata).filter(([key]) => key !== CONTENT_HASH);
  hash.update(JSON.stringify([rows, keyValues.sort(([a], [b]) => (a < b ? -1 : 1))]));
  for (const column of valueColumns(table)) {
    hash.update(JSON.stringify([column.kind, column.name]));
    if (column.kind === 'scalar') {
      hash.update(plainNulls(column.values));
      continue;
    }
    // Padding, and what lies under a row that is null, is not in a file.
    const width = rowWidth(column);
    const lengths = Int32Array.from({ length: rows }, (_, row) => listLength(column, row));
    hash.update(lengths);
    for (const [row, length] of lengths.entries()) {
      hash.update(plainNulls(column.values.subarray(row * width, row * width + length)));
    }
  }
  return hash.digest('hex');
}

/** NaN has many bit patterns, of which a file keeps none. In memory that the next call uses again. */
function plainNulls(values: Float64Array): Float64Array {
  const plain = memory(values.length);
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    plain[index] = Number.isNaN(value) ? Number.NaN : value;
  }
  return plain;
}

const memory = scratch((length) => new Float64Array(length));
