import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDuckDb } from '../../../lib/sql/duckdb.js';
import { SCHEMA, type SqlColumn, UnitedTable } from '../../../lib/sql/united-table.js';

let instance: DuckDBInstance;
let connection: DuckDBConnection;
let tables = 0;

beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
  await connection.run(`create schema ${SCHEMA}`);
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

const ALWAYS = [{ name: 'experiment', type: 'VARCHAR' }] as const;

/** The rows of what was added, sorted, and the types of their columns. */
async function united(...added: readonly (readonly SqlColumn[])[]) {
  const table = new UnitedTable(await loadDuckDb(), connection, `table "${tables++}"`);
  for (const columns of added) await table.add(columns);
  const reader = await connection.runAndReadAll(`select * from (${table.end(ALWAYS)}) order by all`);
  return {
    rows: reader.getRowObjectsJson(),
    types: reader.columnNames().map((name, i) => `${name} ${reader.columnTypes()[i]}`),
  };
}

const whole = (name: string, ...values: readonly (bigint | null)[]): SqlColumn => ({ name, type: 'BIGINT', values });
const text = (name: string, ...values: readonly (string | null)[]): SqlColumn => ({ name, type: 'VARCHAR', values });

describe('UnitedTable', () => {
  it('has the columns that there always are, and no rows, when nothing is added', async () => {
    expect(await united()).toEqual({ rows: [], types: ['experiment VARCHAR'] });
  });

  it('unites columns by name, null where one is lacking', async () => {
    const { rows } = await united(
      [text('experiment', 'a'), whole('x', 1n)],
      [whole('y "z"', null), text('experiment', 'b')],
    );
    expect(rows).toEqual([
      { experiment: 'a', x: '1', 'y "z"': null },
      { experiment: 'b', x: null, 'y "z"': null },
    ]);
  });

  it.each<readonly [string, SqlColumn, unknown]>([
    ['DOUBLE', { name: 'x', type: 'DOUBLE', values: [0.5] }, 1],
    ['VARCHAR', text('x', 'some'), '1'],
    ['BIGINT', { name: 'x', type: 'BOOLEAN', values: [true] }, '1'],
  ])('gives columns of several types the wider one: %s', async (type, other, one) => {
    const { rows, types } = await united([whole('x', 1n), text('experiment', 'a')], [other, text('experiment', 'b')]);
    expect(types).toEqual(['experiment VARCHAR', `x ${type}`]);
    expect(rows[0]).toEqual({ experiment: 'a', x: one });
  });

  it('keeps rows in pieces of any length, and between other ones', async () => {
    const pieces = [0, 1, 2047, 1, 2048, 5000].map((length, piece) => {
      const rows = Array.from({ length }, (_, row) => row);
      return [text('experiment', ...rows.map(() => String(piece))), whole('x', ...rows.map(BigInt))];
    });
    const other = [text('experiment', 'other'), text('y', 'z')];
    const { rows } = await united(...pieces.flatMap((piece) => [piece, other]));
    const counts = rows.reduce(
      (seen, { experiment }) => seen.set(experiment, (seen.get(experiment) ?? 0) + 1),
      new Map(),
    );
    expect(Object.fromEntries(counts)).toEqual({ 1: 1, 2: 2047, 3: 1, 4: 2048, 5: 5000, other: 6 });
    expect(rows.filter(({ experiment }) => experiment === '5').map(({ x }) => x)).toEqual(
      Array.from({ length: 5000 }, (_, row) => String(row)),
    );
  });
});
