import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFeatureMetadata } from '../../../lib/parquet/read-metadata.js';
import { buildTable } from '../../../lib/table/feature-table.js';
import { describeTable } from '../../../lib/table/metadata.js';
import { encodedParquet } from '../../support/encoded.js';
import { provenance } from '../../support/provenance.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'metadata-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const table = buildTable({
  features: [{ name: 'gm', feature: 'gm', unit: 'S', description: 'largest slope' }],
  columns: new Map([['gm', { shape: [1], values: Float64Array.of(1) }]]),
  rows: 1,
  layout: 'expanded',
  remarks: [{ feature: 'gm', kind: 'note', reason: 'odd', steps: [0] }],
});

describe('readFeatureMetadata', () => {
  it('reads what a feature file says of itself', async () => {
    const file = write(await encodedParquet(describeTable(table, provenance)));
    expect(await readFeatureMetadata(file)).toEqual({
      ...provenance,
      columns: { gm: { feature: 'gm', unit: 'S', description: 'largest slope' } },
      remarks: table.remarks,
    });
  });

  it('says that a file is not there', async () => {
    await expect(readFeatureMetadata(join(folder, 'none'))).rejects.toMatchObject({ code: 'file-not-found' });
  });

  it('refuses a Parquet file without its metadata', async () => {
    const file = write(await encodedParquet(table));
    await expect(readFeatureMetadata(file)).rejects.toMatchObject({
      code: 'wrong-layout',
      file,
      message: expect.stringContaining('config_name'),
    });
  });

  it('refuses a file cut anywhere, and one that is something else', async () => {
    const whole = await encodedParquet(describeTable(table, provenance));
    const cuts = [0, 1, 7, 12, whole.length >> 1, whole.length - 9, whole.length - 1].map((end) =>
      whole.subarray(0, end),
    );
    for (const bytes of [...cuts, Buffer.from('no Parquet file at all, but long enough'), Buffer.alloc(100)]) {
      await expect(readFeatureMetadata(write(bytes))).rejects.toMatchObject({ code: 'wrong-layout' });
    }
    await expect(readFeatureMetadata(folder)).rejects.toMatchObject({ code: 'wrong-layout' });
  });
});

let written = 0;

function write(bytes: Uint8Array): string {
  const file = join(folder, `${written++}.parquet`);
  writeFileSync(file, bytes);
  return file;
}
