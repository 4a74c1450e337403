import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readParquet } from '../../../lib/parquet/read-parquet.js';
import type { Column } from '../../../lib/table/column.js';
import { contentHash, isIntact, withContentHash } from '../../../lib/table/content-hash.js';
import { buildTable, type FeatureTable } from '../../../lib/table/feature-table.js';
import { describeTable } from '../../../lib/table/metadata.js';
import { readArrow } from '../../../lib/table/read-arrow.js';
import { storedFeatures } from '../../../lib/table/stored-features.js';
import type { TableFormat } from '../../../lib/table/table-format.js';
import { outputModels } from '../../support/block-arbitraries.js';
import { encodedTable } from '../../support/encoded.js';
import { plainColumn } from '../../support/plain-column.js';
import { provenance } from '../../support/provenance.js';
import { turnedBits } from '../../support/turned-bits.js';

function tableOf(column: Column, layout: 'expanded' | 'lists' = 'lists'): FeatureTable {
  const features = [{ name: 'f', feature: 'f', unit: '', description: '' }];
  const parts = { features, columns: new Map([['f', column]]), rows: column.shape[0], layout, remarks: [] };
  return withContentHash(describeTable(buildTable(parts), provenance));
}

async function readBack(bytes: Uint8Array, format: TableFormat): Promise<FeatureTable> {
  const columns = format === 'parquet' ? await readParquet(bytes) : readArrow(Buffer.from(bytes));
  return storedFeatures(columns).table;
}

describe('the content hash', () => {
  it.each(['parquet', 'arrow'] as const)(
    'of a table that is read back from %s is that of the table',
    async (format) => {
      const layouts = fc.constantFrom('expanded' as const, 'lists' as const);
      await fc.assert(
        fc.asyncProperty(outputModels, layouts, async ({ shape, results }, layout) => {
          const table = tableOf(plainColumn(shape, results), layout);
          expect(isIntact(await readBack(await encodedTable(table, format), format))).toBe(true);
        }),
        { numRuns: 100 },
      );
    },
  );

  it.each(['parquet', 'arrow'] as const)(
    'of %s with a turned bit is another one, if it can be read at all',
    async (format) => {
      const values = Float64Array.from({ length: 400 }, (_, index) => Math.sin(index));
      const table = tableOf({ shape: [200, 2], values });
      await fc.assert(
        fc.asyncProperty(turnedBits(await encodedTable(table, format)), async (bytes) => {
          const found = await readBack(bytes, format).catch(() => undefined);
          // Some bits of a file say nothing about the table: of names of programs, say, and of padding.
          if (found !== undefined && isIntact(found)) expect(found).toEqual(table);
        }),
        { numRuns: 300 },
      );
    },
  );

  it('is of values, nulls, names and key-values', () => {
    const table = tableOf({ shape: [2], values: Float64Array.of(1, 2) });
    const others = [
      tableOf({ shape: [2], values: Float64Array.of(1, 3) }),
      tableOf({ shape: [2], values: Float64Array.of(1, Number.NaN) }),
      tableOf({ shape: [2, 1], values: Float64Array.of(1, 2) }),
      tableOf({ shape: [1], values: Float64Array.of(1) }),
      { ...table, metadata: { ...table.metadata, source_hash: 'other' } },
    ];
    const hashes = [table, ...others].map(contentHash);
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(isIntact(table)).toBe(true);
    expect(isIntact({ ...table, metadata: {} })).toBe(false);
  });

  it('does not ask which of its bit patterns a NaN has', () => {
    const odd = new Float64Array(BigUint64Array.of(0xfff8000000000001n).buffer);
    expect(contentHash(tableOf({ shape: [1], values: odd }))).toBe(
      contentHash(tableOf({ shape: [1], values: Float64Array.of(Number.NaN) })),
    );
  });
});
