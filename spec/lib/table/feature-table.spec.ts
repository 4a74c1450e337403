import { describe, expect, it } from 'vitest';
import { OectError } from '../../../lib/errors.js';
import type { Column } from '../../../lib/table/column.js';
import { buildTable, type ColumnSpec, hasValue, listLength, valueColumns } from '../../../lib/table/feature-table.js';

const none = Number.NaN;

describe('buildTable', () => {
  it('expands features of several numbers, each element with its own unit', () => {
    const table = build('expanded', 2, {
      gm: { shape: [2], values: Float64Array.of(1, 2), unit: 'S' },
      coords: { shape: [2, 2], values: Float64Array.of(1, 2, 3, 4), unit: ['V', 'A'] },
      tau: { shape: [2, 2, 2], values: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8), unit: ['s', '1'] },
    });
    expect(valueColumns(table).map(({ name, feature, unit, values }) => [name, feature, unit, ...values])).toEqual([
      ['gm', 'gm', 'S', 1, 2],
      ['coords_0', 'coords', 'V', 1, 3],
      ['coords_1', 'coords', 'A', 2, 4],
      ['tau_0_0', 'tau', 's', 1, 5],
      ['tau_0_1', 'tau', '1', 2, 6],
      ['tau_1_0', 'tau', 's', 3, 7],
      ['tau_1_1', 'tau', '1', 4, 8],
    ]);
    expect(table.columns[0]).toEqual({ kind: 'index', name: 'step_index' });
  });

  it('keeps features of several numbers as lists', () => {
    const table = build('lists', 2, {
      tau: { shape: [2, 1, 2], values: Float64Array.of(1, 2, 3, 4), unit: ['s', '1'] },
    });
    expect(valueColumns(table)).toEqual([
      {
        kind: 'list',
        name: 'tau',
        feature: 'tau',
        unit: ['s', '1'],
        description: 'of tau',
        shape: [1, 2],
        values: Float64Array.of(1, 2, 3, 4),
      },
    ]);
  });

  it('fills shorter columns up with nulls', () => {
    const parts = {
      gm: { shape: [1], values: Float64Array.of(7) },
      cycles: { shape: [2, 2], values: Float64Array.of(1, 2, 3, none), lengths: Int32Array.of(2, 1) },
      none: { shape: [0, 1], values: new Float64Array(0) },
    } as const;
    expect(valueColumns(build('expanded', 3, parts)).map(({ name, values }) => [name, ...values])).toEqual([
      ['gm', 7, none, none],
      ['cycles_0', 1, 3, none],
      ['cycles_1', 2, none, none],
      ['none_0', none, none, none],
    ]);
    const cycles = valueColumns(build('lists', 3, parts))[1];
    expect(cycles).toMatchObject({
      values: Float64Array.of(1, 2, 3, none, none, none),
      lengths: Int32Array.of(2, 1, 0),
    });
  });

  it('does not copy columns of full length', () => {
    const values = Float64Array.of(1, 2);
    expect(valueColumns(build('expanded', 2, { gm: { shape: [2], values } }))[0]?.values).toBe(values);
  });

  it.each([
    [
      'tau',
      'tau_0',
      'feature "tau_0": its column "tau_0" is already a column of feature "tau"; give one of them another name',
    ],
    [
      'gm',
      'step_index',
      'feature "step_index": its column "step_index" is already the index of the table; give one of them another name',
    ],
  ])('refuses the columns of %s and %s', (list, scalar, message) => {
    const build_ = () =>
      build('expanded', 1, {
        [list]: { shape: [1, 2], values: Float64Array.of(1, 2) },
        [scalar]: { shape: [1], values: Float64Array.of(1) },
      });
    expect(build_).toThrow(expect.objectContaining({ code: 'bad-configuration', message }));
  });

  it('refuses a column that is missing, and one longer than the table', () => {
    const features = [specOf('gm')];
    const parts = { features, rows: 1, layout: 'lists', remarks: [] } as const;
    expect(() => buildTable({ ...parts, columns: new Map() })).toThrow(OectError);
    const columns = new Map([['gm', { shape: [2], values: Float64Array.of(1, 2) } as const]]);
    expect(() => buildTable({ ...parts, columns })).toThrow(/"gm" has 2 rows, its table has 1/);
  });
});

describe('listLength', () => {
  it('is what a row has, or 0 if it has no value', () => {
    const [column] = valueColumns(
      build('lists', 4, {
        x: {
          shape: [4, 2, 2],
          values: Float64Array.of(1, 2, 3, 4, 5, 6, none, none, none, none, none, none, none, none, none, none),
          lengths: Int32Array.of(2, 1, 2, 0),
        },
      }),
    );
    if (column?.kind !== 'list') throw new Error('expected a list');
    expect([0, 1, 2, 3].map((row) => listLength(column, row))).toEqual([4, 2, 0, 0]);
  });
});

describe('hasValue', () => {
  it('takes infinities and zero for values', () => {
    expect([-Infinity, 0, -0].map((value) => hasValue(Float64Array.of(none, value), 0, 2))).toEqual([true, true, true]);
    expect(hasValue(Float64Array.of(none, 1), 0, 1)).toBe(false);
  });
});

function build(
  layout: 'lists' | 'expanded',
  rows: number,
  columns: Record<string, Column & { unit?: ColumnSpec['unit'] }>,
) {
  return buildTable({
    features: Object.entries(columns).map(([name, { unit }]) => specOf(name, unit)),
    columns: new Map(Object.entries(columns)),
    rows,
    layout,
    remarks: [],
  });
}

function specOf(name: string, unit: ColumnSpec['unit'] = ''): ColumnSpec {
  return { name, feature: name, unit, description: `of ${name}` };
}
