import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTable } from '../../../lib/table/feature-table.js';
import { writeTable } from '../../../lib/table/write-table.js';
import { encodedParquet } from '../../support/encoded.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tables-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const table = buildTable({
  features: [{ name: 'gm', feature: 'gm', unit: 'S', description: '' }],
  columns: new Map([['gm', { shape: [2], values: Float64Array.of(1, Number.NaN) }]]),
  rows: 2,
  layout: 'expanded',
  remarks: [],
});

describe('writeTable', () => {
  it('writes Parquet', async () => {
    const file = join(folder, 'gm.parquet');
    expect(await writeTable(table, file, 'parquet')).toEqual({ file, bytes: statSync(file).size });
    expect(readFileSync(file)).toEqual(await encodedParquet(table));
  });

  it('writes Arrow', async () => {
    const file = join(folder, 'gm.arrow');
    expect(await writeTable(table, file, 'arrow')).toEqual({ file, bytes: statSync(file).size });
    expect(tableFromIPC(readFileSync(file)).toArray().map(String)).toEqual([
      '{"step_index": 0, "gm": 1}',
      '{"step_index": 1, "gm": null}',
    ]);
  });

  it('writes what has been posted to a thread', async () => {
    const file = join(folder, 'posted.parquet');
    await writeTable(structuredClone(table), file, 'parquet');
    expect(readFileSync(file)).toEqual(await encodedParquet(table));
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
