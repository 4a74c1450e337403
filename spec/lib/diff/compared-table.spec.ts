import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { comparedTable, readComparedTable } from '../../../lib/diff/compared-table.js';
import { diffFeatures } from '../../../lib/diff/diff-features.js';
import { buildTable } from '../../../lib/table/feature-table.js';
import type { TableLayout } from '../../../lib/table/layout.js';
import { describeTable } from '../../../lib/table/metadata.js';
import type { TableFormat } from '../../../lib/table/table-format.js';
import { encodedTable } from '../../support/encoded.js';
import { provenance } from '../../support/provenance.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();

/** `tau` of shape [step, 2, 2]. */
async function write(name: string, layout: TableLayout, format: TableFormat): Promise<string> {
  const values = Float64Array.of(1, 2, 3, 4, Number.NaN, Number.NaN, Number.NaN, Number.NaN, 5, Number.NaN, 7, 8);
  const table = buildTable({
    features: [{ name: 'tau', feature: 'tau', unit: 's', description: '' }],
    columns: new Map([['tau', { shape: [3, 2, 2], values }]]),
    rows: 3,
    layout,
    remarks: [],
  });
  const file = join(folder, name);
  writeFileSync(file, await encodedTable(describeTable(table, provenance), format));
  return file;
}

describe('readComparedTable', () => {
  it('gives the same columns of lists and of expanded columns, of Parquet and of Arrow', async () => {
    const tables = await Promise.all([
      write('a.parquet', 'lists', 'parquet').then(readComparedTable),
      write('b.parquet', 'expanded', 'parquet').then(readComparedTable),
      write('c.arrow', 'lists', 'arrow').then(readComparedTable),
    ]);
    for (const { columns } of tables) {
      expect([...columns.keys()]).toEqual(['tau_0_0', 'tau_0_1', 'tau_1_0', 'tau_1_1']);
      expect([...columns.values()].map(({ feature }) => feature)).toEqual(['tau', 'tau', 'tau', 'tau']);
      expect(columns.get('tau_1_0')?.values).toEqual(Float64Array.of(3, Number.NaN, 7));
    }
    for (const table of tables) expect(diffFeatures(table, tables[0])).toMatchObject({ equal: true, compared: 12 });
  });

  it('reads a table of pandas, which says nothing of itself', async () => {
    const file = fileURLToPath(new URL('../../fixtures/parquet/pandas.parquet', import.meta.url));
    const { steps, columns, others, metadata } = await readComparedTable(file);
    expect(steps).toHaveLength(40);
    expect([...columns.keys()]).toEqual(['gm_max', 'few', 'single', 'whole']);
    expect(others).toEqual(['device (BYTE_ARRAY)', 'when (INT64)']);
    expect(metadata).toBeUndefined();
  });
});

describe('comparedTable', () => {
  const numbers = (name: string, ...values: number[]) =>
    ({ kind: 'numbers', name, type: 'float', values: Float64Array.from(values) }) as const;

  it('counts rows where there is no step_index', () => {
    const { steps } = comparedTable('x', { rows: 2, columns: [numbers('gm', 1, 2)], metadata: {} });
    expect(steps).toEqual(Float64Array.of(0, 1));
  });

  it.each([
    ['two rows of step 4', [numbers('step_index', 4, 4)], /x has two rows of step 4/],
    ['a null as step', [numbers('step_index', 4, Number.NaN)], /x: its column step_index/],
    ['two columns of one name', [numbers('gm', 1, 2), numbers('gm', 1, 2)], /x has two columns "gm"/],
  ])('refuses %s', (_, columns, message) => {
    expect(() => comparedTable('x', { rows: 2, columns, metadata: {} })).toThrow(
      expect.objectContaining({ code: 'wrong-layout', message: expect.stringMatching(message) }),
    );
  });

  it('refuses a feature file whose metadata is damaged', () => {
    const metadata = { config_hash: 'c0ffee', remarks: '{' };
    expect(() => comparedTable('x', { rows: 0, columns: [], metadata })).toThrow(
      expect.objectContaining({ code: 'data-corrupt', file: 'x' }),
    );
  });
});
