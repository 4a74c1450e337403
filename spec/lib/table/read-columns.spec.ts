import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUnreadable } from '../../../lib/errors.js';
import { readColumns } from '../../../lib/table/read-columns.js';
import type { StoredColumns } from '../../../lib/table/stored-columns.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { turnedBits } from '../../support/turned-bits.js';

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/parquet/${name}`, import.meta.url));

const ROWS = 40;
const rows = Array.from({ length: ROWS }, (_, row) => row);

const folder = temporaryFolder();

describe('readColumns', () => {
  it.each(['pandas.parquet', 'pandas-gzip.parquet'])('reads the numbers of %s, and names the others', async (name) => {
    const { rows: count, columns } = await readColumns(fixture(name));
    expect(count).toBe(ROWS);
    expect(columns).toEqual([
      { kind: 'numbers', name: 'step_index', type: 'integer', values: Float64Array.from(rows) },
      { kind: 'numbers', name: 'gm_max', type: 'float', values: expect.any(Float64Array) },
      {
        kind: 'numbers',
        name: 'few',
        type: 'float',
        values: Float64Array.from(rows, (row) => (row === 2 ? -0 : (row % 3) - 1.5)),
      },
      {
        kind: 'numbers',
        name: 'single',
        type: 'float',
        values: Float64Array.from(rows, (row) => Math.fround(row / 3)),
      },
      { kind: 'numbers', name: 'whole', type: 'integer', values: Float64Array.from(rows, (row) => row * 5 - 7) },
      { kind: 'other', name: 'device', type: 'BYTE_ARRAY' },
      { kind: 'other', name: 'when', type: 'INT64' },
    ]);
    const [, gm] = columns;
    const values = gm?.kind === 'numbers' ? [...gm.values] : [];
    expect(rows.filter((row) => Number.isNaN(values[row]))).toEqual(rows.filter((row) => row % 7 === 3));
    expect(values[9]).toBeCloseTo(1e-3 / Math.E, 15);
  });

  it('reads an uncompressed Feather file of pandas', async () => {
    const [parquet, feather] = await Promise.all(
      ['pandas.parquet', 'pandas-plain.feather'].map(fixture).map(readColumns),
    );
    expect(feather?.columns).toEqual(parquet?.columns.slice(0, 5));
  });

  it('says which compression it cannot read', async () => {
    await expect(readColumns(fixture('pandas-zstd.parquet'))).rejects.toMatchObject({
      code: 'wrong-layout',
      message: expect.stringContaining('ZSTD'),
    });
  });

  it('reads what DuckDB writes: numbers with nulls, few different ones, and lists', async () => {
    const file = join(folder, 'duckdb.parquet');
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run(`copy (
      select i::bigint as step_index, case when i % 5 = 0 then null else i / 7.0::double end as x, (i % 4)::double as few,
        null::double as never, case when i % 3 = 0 then null else [i::double, null, -i::double] end as list
      from range(5000) r(i)) to '${file}' (format parquet, row_group_size 2048)`);
    connection.closeSync();
    const { columns } = await readColumns(file);
    const steps = Array.from({ length: 5000 }, (_, step) => step);
    const [index, x, few, never, list] = columns.map((column) => (column.kind === 'other' ? undefined : column.values));
    expect(index).toEqual(Float64Array.from(steps));
    expect(x).toEqual(Float64Array.from(steps, (step) => (step % 5 === 0 ? Number.NaN : step / 7)));
    expect(few).toEqual(Float64Array.from(steps, (step) => step % 4));
    expect(never).toEqual(new Float64Array(5000).fill(Number.NaN));
    expect(list).toEqual(
      Float64Array.from(
        steps.flatMap((step) => [step, Number.NaN, -step].map((x) => (step % 3 === 0 ? Number.NaN : x))),
      ),
    );
  });

  it.each(['pandas.parquet', 'pandas-gzip.parquet', 'pandas-plain.feather'])(
    'refuses %s with turned bits, or reads as many rows',
    async (name) => {
      const whole = readFileSync(fixture(name));
      const file = join(folder, name);
      await fc.assert(
        fc.asyncProperty(turnedBits(whole), async (bytes) => {
          writeFileSync(file, bytes);
          const outcome = await readColumns(file).catch((error: unknown) => error);
          if (outcome instanceof Error) {
            expect(outcome).toSatisfy(isUnreadable);
          } else {
            const { rows, columns } = outcome as StoredColumns;
            for (const column of columns) if (column.kind === 'numbers') expect(column.values).toHaveLength(rows);
          }
        }),
        { numRuns: 500 },
      );
    },
  );
});
