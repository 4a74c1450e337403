import { DuckDBInstance } from '@duckdb/node-api';
import { tableFromIPC, tableToIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { arrowResult } from '../../../lib/sql/arrow-result.js';
import { loadDuckDb } from '../../../lib/sql/duckdb.js';

async function resultOf(sql: string) {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    return await arrowResult(await loadDuckDb(), await connection.stream(sql));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

describe('arrowResult', () => {
  it.each([
    ['true', 'Bool', true],
    ['(-5)::tinyint', 'Int32', -5],
    ['4000000000::uinteger', 'Uint32', 4_000_000_000],
    ['9007199254740993', 'Int64', 9007199254740993n],
    ['18446744073709551615::ubigint', 'Uint64', 18446744073709551615n],
    ['sum(7::bigint)', 'Float64', 7],
    ['1.25', 'Float64', 1.25],
    ["'-infinity'::double", 'Float64', -Infinity],
    ['0.1::float', 'Float64', Math.fround(0.1)],
    ["'µ'", 'Utf8', 'µ'],
    ["date '1969-12-31'", 'Date32<DAY>', Date.UTC(1969, 11, 31)],
    ["timestamp '2025-08-04 01:02:03.456789'", 'Timestamp<MILLISECOND>', Date.UTC(2025, 7, 4, 1, 2, 3, 456)],
    ['interval 2 days', 'Utf8', '2 days'],
    ["'5fd1ffa5-93d4-4d3e-a4ee-7bb0b5b5a5a5'::uuid", 'Utf8', '5fd1ffa5-93d4-4d3e-a4ee-7bb0b5b5a5a5'],
  ])('gives %s as %s', async (sql, type, value) => {
    const table = await resultOf(`select ${sql} as x`);
    expect(String(table.schema.fields[0]?.type)).toBe(type);
    expect(table.get(0)?.x).toEqual(value);
  });

  it('gives lists and structures, with nulls within them and in their place', async () => {
    const table = await resultOf(
      "select * from (values ([[1.5::double], [null], null], {a: [1, null], b: 'x'}), (null, null), ([], {a: null, b: null})) t(l, s)",
    );
    expect(String(table.schema.fields[0]?.type)).toBe('List<List<Float64>>');
    const rows = table.toArray().map((row) => JSON.parse(String(row)));
    expect(rows).toEqual([
      { l: [[1.5], [null], null], s: { a: [1, null], b: 'x' } },
      { l: null, s: null },
      { l: [], s: { a: null, b: null } },
    ]);
  });

  it('keeps rows over many chunks, and columns of the same name', async () => {
    const table = await resultOf(
      'select range as i, if(range % 3 = 0, null, range / 2) as h, 1 as i from range(10000)',
    );
    expect(table.numRows).toBe(10_000);
    expect(new Set(table.schema.fields.map(({ name }) => name)).size).toBe(3);
    expect(table.getChild('h')?.nullCount).toBe(3334);
    expect(table.getChild('i')?.get(9999)).toBe(9999n);
    expect(tableFromIPC(tableToIPC(table)).numRows).toBe(10_000);
  });

  it('has columns where there is no row', async () => {
    const table = await resultOf("select 1 as a, 'x' as b where false");
    expect([table.numRows, table.schema.fields.map(({ name }) => name)]).toEqual([0, ['a', 'b']]);
  });
});
