import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Column } from '../../../lib/table/column.js';
import { buildTable, type FeatureTable, valueColumns } from '../../../lib/table/feature-table.js';
import { encodedParquet } from '../../support/encoded.js';
import { arbitraryTable } from '../table/arbitrary-table.js';

let folder: string;
let duckdb: DuckDBConnection;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parquet-'));
  duckdb = await (await DuckDBInstance.create(':memory:')).connect();
});
afterAll(() => {
  duckdb.closeSync();
  rmSync(folder, { recursive: true });
});

describe('encodeParquet, read by DuckDB', () => {
  it('keeps every cell of every list column, as list or as null', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryTable('lists'), compression, async ({ rows, columns, table }, options) => {
        const read = await columnsOf(await encodedParquet(table, options));
        expect(read).toEqual([steps(rows), ...columns.map(({ cells }) => cells)]);
      }),
      { numRuns: 150 },
    );
  });

  it('keeps every cell of every expanded column', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryTable('expanded'), compression, async ({ rows, table }, options) => {
        const read = await columnsOf(await encodedParquet(table, options));
        const written = valueColumns(table).map(({ values }) => Array.from(values, nanIsNull));
        expect(read).toEqual([steps(rows), ...written]);
      }),
      { numRuns: 100 },
    );
  });

  it('gives columns their names and types', async () => {
    const table = tableOf({
      gm: { shape: [2], values: Float64Array.of(1, 2) },
      'Löcher µ/Ω, 電流': { shape: [2, 2], values: Float64Array.of(1, 2, 3, 4) },
      tau: { shape: [2, 1, 2], values: Float64Array.of(1, 2, 3, 4) },
    });
    const file = write(await encodedParquet(table));
    const described = await query(`select column_name, column_type from (describe select * from '${file}')`);
    expect(described).toEqual([
      ['step_index', 'BIGINT'],
      ['gm', 'DOUBLE'],
      ['Löcher µ/Ω, 電流', 'DOUBLE[]'],
      ['tau', 'DOUBLE[][]'],
    ]);
    const required = await query(`select repetition_type from parquet_schema('${file}') where name = 'step_index'`);
    expect(required).toEqual([['REQUIRED']]);
  });

  it('writes several row groups of less than 10 MB, without losing rows at their edges', async () => {
    const rows = 240;
    const wide = Float64Array.from({ length: rows * 1000 }, (_, index) => (index % 7 === 0 ? Number.NaN : index));
    const table = tableOf({
      wide: { shape: [rows, 1000], values: wide },
      ragged: {
        shape: [rows, 3],
        values: Float64Array.from({ length: rows * 3 }, (_, index) => index),
        lengths: Int32Array.from({ length: rows }, (_, row) => row % 4),
      },
    });
    const file = write(await encodedParquet(table));
    const groups = await query(
      `select row_group_id, any_value(row_group_num_rows), any_value(row_group_bytes) from parquet_metadata('${file}')
       group by 1 order by 1`,
    );
    expect(groups.length).toBeGreaterThan(2);
    for (const [, , bytes] of groups) expect(Number(bytes)).toBeLessThan(10e6);
    const sums = await query(`
      select count(*), sum(step_index), sum(list_sum(wide)), sum(list_count(wide)), sum(list_sum(ragged)), count(ragged)
      from '${file}'`);
    const present = Array.from(wide).filter((value) => !Number.isNaN(value));
    const short = Array.from({ length: rows }, (_, row) => row).flatMap((row) =>
      [0, 1, 2].slice(0, row % 4).map((item) => row * 3 + item),
    );
    expect(sums[0]?.map(Number)).toEqual([
      rows,
      (rows * (rows - 1)) / 2,
      sum(present),
      present.length,
      sum(short),
      (rows * 3) / 4,
    ]);
  });

  it('lets filters find what JavaScript finds, in columns with nulls and over several row groups', async () => {
    const rows = 400;
    // Takes room, so that 400 rows are several row groups.
    const filler = { shape: [rows, 500], values: new Float64Array(rows * 500).fill(Number.NaN) } as const;
    const value = fc.oneof(
      fc.constant(Number.NaN),
      fc.constantFrom(-0, Infinity, -Infinity),
      fc.double({ min: -3, max: 3, noNaN: true }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(value, { minLength: 20, maxLength: 60 }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        async (some, limit) => {
          const values = Float64Array.from(
            { length: rows },
            (_, row) => some[(row + Math.floor(row / 100)) % some.length] as number,
          );
          const table = tableOf({ x: { shape: [rows], values }, filler });
          const file = write(await encodedParquet(table));
          const found = await query(
            `select count(*) filter (x > ${limit}), (select count(*) from '${file}' where x > ${limit}),
              (select count(*) from '${file}' where x <= ${limit}), (select count(*) from '${file}' where x is null),
              (select count(*) from '${file}' where x = 0) from '${file}'`,
          );
          const count = (test: (x: number) => boolean) => values.filter(test).length;
          const above = count((x) => x > limit);
          expect(found[0]?.map(Number)).toEqual([
            above,
            above,
            count((x) => x <= limit),
            count(Number.isNaN),
            count((x) => x === 0),
          ]);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('has no statistics: what is not there cannot mislead a reader', async () => {
    const table = tableOf({ x: { shape: [3], values: Float64Array.of(1, Number.NaN, 3) } });
    const file = write(await encodedParquet(table));
    const statistics = await query(
      `select stats_min, stats_max, stats_min_value, stats_max_value, stats_null_count, stats_distinct_count
       from parquet_metadata('${file}') where path_in_schema = 'x'`,
    );
    expect(statistics).toEqual([[null, null, null, null, null, null]]);
  });

  it('writes the key-value metadata', async () => {
    const metadata = { chip_id: '#1', note: '电流 µA 🙂', empty: '', long: 'x'.repeat(300_000) };
    const table = { ...tableOf({ x: { shape: [1], values: Float64Array.of(1) } }), metadata };
    const file = write(await encodedParquet(table));
    const read = await query(`select decode(key), decode(value) from parquet_kv_metadata('${file}')`);
    expect(Object.fromEntries(read)).toEqual(metadata);
  });

  it('keeps the columns in their order under whatever names they have', async () => {
    const names = ['b', '5', '__proto__', 'constructor', 'a,b', 'a.b', '0'];
    const columns = new Map(
      names.map((name, index) => [name, { shape: [1] as const, values: Float64Array.of(index) }]),
    );
    const features = names.map((name) => ({ name, feature: name, unit: '', description: '' }));
    const table = buildTable({ features, columns, rows: 1, layout: 'expanded', remarks: [] });
    const file = write(await encodedParquet(table));
    const described = await query(`describe select * from '${file}'`);
    expect(described.map(([name]) => name)).toEqual(['step_index', ...names]);
    expect(await query(`select * from '${file}'`)).toEqual([[0n, ...names.keys()]]);
  });

  it('writes a table of no steps and no features', async () => {
    expect(await columnsOf(await encodedParquet(tableOf({})))).toEqual([[]]);
  });

  it('gives the same bytes for the same table', async () => {
    for (const { table } of fc.sample(arbitraryTable('lists'), { numRuns: 5, seed: 7 })) {
      expect(await encodedParquet(table)).toEqual(await encodedParquet(structuredClone(table)));
    }
  });
});

const compression = fc.constantFrom({}, { compression: 'SNAPPY' as const }, { compression: 'UNCOMPRESSED' as const });

function tableOf(columns: Readonly<Record<string, Column>>): FeatureTable {
  const names = Object.keys(columns);
  return buildTable({
    features: names.map((name) => ({ name, feature: name, unit: '', description: '' })),
    columns: new Map(Object.entries(columns)),
    rows: columns[names[0] ?? '']?.shape[0] ?? 0,
    layout: 'lists',
    remarks: [],
  });
}

let written = 0;

function write(bytes: Uint8Array): string {
  const file = join(folder, `${written++}.parquet`);
  writeFileSync(file, bytes);
  return file;
}

async function query(sql: string) {
  return (await duckdb.runAndReadAll(sql)).getRowsJS() as unknown[][];
}

async function columnsOf(bytes: Uint8Array) {
  const file = write(bytes);
  const result = await duckdb.runAndReadAll(`select * from '${file}'`);
  rmSync(file);
  const columns = result.getColumnsJS();
  return result.columnNames().map((_, index) => columns[index] ?? []);
}

function steps(rows: number): readonly bigint[] {
  return Array.from({ length: rows }, (_, row) => BigInt(row));
}

function nanIsNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
