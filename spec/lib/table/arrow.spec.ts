import { type Table, tableFromIPC, Vector } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeArrow, toArrow } from '../../../lib/table/arrow.js';
import { buildTable, valueColumns } from '../../../lib/table/feature-table.js';
import { arbitraryTable } from './arbitrary-table.js';

describe('toArrow', () => {
  it('has every cell of every list column, before and after an IPC file', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryTable('lists'), async ({ rows, columns, table }) => {
        const expected = [steps(rows), ...columns.map(({ cells }) => cells)];
        expect(columnsOf(await toArrow(table))).toEqual(expected);
        expect(columnsOf(tableFromIPC(await encodeArrow(table)))).toEqual(expected);
      }),
    );
  });

  it('has every cell of every expanded column, before and after an IPC file', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryTable('expanded'), async ({ rows, table }) => {
        const written = valueColumns(table).map(({ values }) =>
          Array.from(values, (x) => (Number.isNaN(x) ? null : x)),
        );
        expect(columnsOf(await toArrow(table))).toEqual([steps(rows), ...written]);
        expect(columnsOf(tableFromIPC(await encodeArrow(table)))).toEqual([steps(rows), ...written]);
      }),
    );
  });

  it('counts nulls exactly', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryTable('lists'), async ({ columns, table }) => {
        const arrow = await toArrow(table);
        const counted = columns.map(({ spec }) => arrow.getChild(spec.name)?.nullCount);
        expect(counted).toEqual(columns.map(({ cells }) => cells.filter((cell) => cell === null).length));
      }),
    );
  });

  it('copies neither scalars nor lists of equal length', async () => {
    const gm = Float64Array.of(1, Number.NaN, 3);
    const cycles = Float64Array.of(1, 2, Number.NaN, Number.NaN, 5, Number.NaN);
    const arrow = await toArrow(tableOf(gm, cycles));
    expect(arrow.getChild('gm')?.data[0]?.values).toBe(gm);
    expect(arrow.getChild('cycles')?.data[0]?.children[0]?.values).toBe(cycles);
  });

  it('has types, units, descriptions and metadata', async () => {
    const { schema } = tableFromIPC(await encodeArrow(tableOf(new Float64Array(3), new Float64Array(6))));
    expect(schema.fields.map(({ name, type, nullable }) => `${name}: ${type}${nullable ? '?' : ''}`)).toEqual([
      'step_index: Int64',
      'gm: Float64?',
      'cycles: List<Float64>?',
      'tau: List<FixedSizeList[2]<Float64>>?',
    ]);
    expect(schema.fields[1]?.metadata).toEqual(
      new Map([
        ['feature', 'gm'],
        ['unit', 'S'],
        ['description', 'largest slope'],
      ]),
    );
    expect(schema.fields[3]?.metadata.get('unit')).toBe('["s","1"]');
    expect(schema.metadata).toEqual(new Map([['chip_id', '#1']]));
  });
});

function tableOf(gm: Float64Array, cycles: Float64Array) {
  return buildTable({
    features: [
      { name: 'gm', feature: 'gm', unit: 'S', description: 'largest slope' },
      { name: 'cycles', feature: 'cycles', unit: 'A', description: '' },
      { name: 'tau', feature: 'tau', unit: ['s', '1'], description: '' },
    ],
    columns: new Map([
      ['gm', { shape: [3], values: gm }],
      ['cycles', { shape: [3, 2], values: cycles }],
      ['tau', { shape: [3, 1, 2], values: new Float64Array(6) }],
    ]),
    rows: 3,
    layout: 'lists',
    remarks: [],
    metadata: { chip_id: '#1' },
  });
}

function columnsOf(table: Table) {
  return table.schema.fields.map((_, index) => plain(table.getChildAt(index)));
}

function plain(value: unknown): unknown {
  return value instanceof Vector ? Array.from(value, plain) : value;
}

function steps(rows: number): readonly bigint[] {
  return Array.from({ length: rows }, (_, row) => BigInt(row));
}
