import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFooter } from '../../../lib/parquet/footer.js';
import { GatheredRows } from '../../../lib/parquet/gathered-rows.js';
import { type FileColumn, ParquetFile } from '../../../lib/parquet/parquet-file.js';
import { readParquet } from '../../../lib/parquet/read-parquet.js';
import { shredIndex, shredScalars, shredText } from '../../../lib/parquet/shred.js';

const COLUMNS: readonly FileColumn[] = [
  { name: 'chip', type: 'text', depth: 0, compression: 'GZIP' },
  { name: 'step', type: 'step', depth: 0, compression: 'UNCOMPRESSED' },
  { name: 'x', type: 'number', depth: 0, compression: 'GZIP' },
];

/** A file of these pieces, each of so many rows. */
async function fileOf(pieces: readonly Float64Array[]): Promise<Buffer> {
  const sections: Buffer[] = [];
  const file = await ParquetFile.begin(COLUMNS, (section) => sections.push(section));
  const gathered = new GatheredRows(file);
  for (const values of pieces) {
    const rows = { start: 0, stop: values.length };
    await gathered.add(values.length, [shredText('#1', values.length), shredIndex(rows), shredScalars(values, rows)]);
  }
  await gathered.flush();
  file.end({ key: 'value' });
  return Buffer.concat(sections);
}

describe('GatheredRows', () => {
  it('keeps all rows in their order, whatever the pieces', async () => {
    const values = fc.array(fc.oneof(fc.double(), fc.constant(Number.NaN)), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(fc.array(values, { maxLength: 10 }), async (pieces) => {
        const { rows, columns, metadata } = await readParquet(
          await fileOf(pieces.map((piece) => Float64Array.from(piece))),
        );
        expect([rows, metadata]).toEqual([pieces.flat().length, { key: 'value' }]);
        expect(columns.map(({ name, kind }) => [name, kind])).toEqual([
          ['chip', 'other'],
          ['step', 'numbers'],
          ['x', 'numbers'],
        ]);
        const [, step, x] = columns;
        expect(step?.kind === 'numbers' && [...step.values]).toEqual(
          pieces.flatMap((piece) => piece.map((_, row) => row)),
        );
        expect(x?.kind === 'numbers' && [...x.values]).toEqual(pieces.flat());
      }),
      { numRuns: 50 },
    );
  });

  it('makes row groups as large as they may be, and no larger', async () => {
    const sizes = [10_000, 10_000, 10_000, 25_000, 1];
    const bytes = await fileOf(sizes.map((size) => new Float64Array(size).fill(1)));
    expect(readFooter(bytes).rowGroups.map(({ rows }) => rows)).toEqual([20_000, 10_000, 25_000, 1]);
  });
});
