import { describe, expect, it } from 'vitest';
import { buildTable } from '../../../lib/table/feature-table.js';
import { tableMetadata } from '../../../lib/table/metadata.js';
import type { StoredColumn } from '../../../lib/table/stored-columns.js';
import { storedFeatures } from '../../../lib/table/stored-features.js';
import { provenance } from '../../support/provenance.js';

const written = buildTable({
  features: [
    { name: 'gm', feature: 'gm', unit: 'S', description: 'largest slope' },
    { name: 'tau', feature: 'tau', unit: ['s', '1'], description: 'pairs' },
  ],
  columns: new Map([
    ['gm', { shape: [2], values: Float64Array.of(1, 2) }],
    ['tau', { shape: [2, 3, 2], values: new Float64Array(12).fill(Number.NaN) }],
  ]),
  rows: 2,
  layout: 'lists',
  remarks: [],
});
const metadata = tableMetadata(written, provenance);
const numbers = (name: string, ...values: readonly number[]): StoredColumn => ({
  ...{ kind: 'numbers', name, type: 'float' },
  values: Float64Array.from(values),
});
const step = numbers('step_index', 0, 1);
const gm = numbers('gm', 1, 2);
/** Of lists that are null in all rows a file does not say how wide they were. */
const tau: StoredColumn = {
  ...{ kind: 'list', name: 'tau', shape: [0, 0] },
  ...{ values: new Float64Array(0), lengths: new Int32Array(2) },
};

describe('storedFeatures', () => {
  it('gives lists the shape that they had, also where all rows are null', () => {
    const { table } = storedFeatures({ rows: 2, columns: [step, gm, tau], metadata });
    expect(table).toEqual({ ...written, metadata });
  });

  it('reads files that do not tell the shape of their lists', () => {
    const columns = JSON.parse(metadata.columns ?? '');
    for (const description of Object.values<Record<string, unknown>>(columns)) {
      delete description.shape;
      delete description.dynamic;
    }
    const old = { ...metadata, columns: JSON.stringify(columns) };
    const { table } = storedFeatures({ rows: 2, columns: [step, gm, tau], metadata: old });
    expect(table.columns[2]).toMatchObject({ kind: 'list', shape: [0, 0], unit: ['s', '1'] });
  });

  it.each([
    ['no index', [gm, tau], 'wrong-layout', /first column is not step_index/],
    [
      'an index of other steps',
      [numbers('step_index', 1, 2), gm, tau],
      'wrong-layout',
      /first column is not step_index/,
    ],
    ['a column that is lost', [step, tau], 'data-corrupt', /tells of: gm/],
    ['a column too many', [step, gm, tau, numbers('x', 1, 2)], 'data-corrupt', /nothing is said of its column "x"/],
    ['a column twice', [step, gm, tau, gm], 'data-corrupt', /one is there twice/],
    [
      'numbers instead of lists',
      [step, gm, numbers('tau', 1, 2)],
      'data-corrupt',
      /"tau" is not what its metadata says/,
    ],
    [
      'text instead of numbers',
      [step, { kind: 'other', name: 'gm', type: 'text' }, tau],
      'data-corrupt',
      /"gm" is not/,
    ],
    [
      'lists of another shape',
      [step, gm, { ...tau, shape: [1, 3], values: new Float64Array(6) }],
      'data-corrupt',
      /"tau" is of shape \[1,3\], its metadata says \[3,2\]/,
    ],
  ] as const)('refuses %s', (_, columns, code, message) => {
    expect(() => storedFeatures({ rows: 2, columns: [...columns] as StoredColumn[], metadata })).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });
});
