import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildTable, type FeatureTable } from '../../../lib/table/feature-table.js';
import { describeTable, type Provenance, parseTableMetadata, tableMetadata } from '../../../lib/table/metadata.js';
import type { Remark } from '../../../lib/table/remark.js';

const provenance: Provenance = {
  chip: '#20250804008',
  device: '3',
  test: 'test_17',
  config: { name: 'v1', version: '1', text: 'features:\n  gm: {}\n', hash: 'c0ffee00' },
  source: { file: '#20250804008-3-stability-test_17.h5', hash: 'beef' },
  extractors: { 'transfer.gm_max': 'abcd' },
  counts: { values: 3, nulls: 1, failures: 1 },
  programVersion: '0.1.0',
  createdAt: '2025-09-05T14:30:00.000Z',
};
const remarks: readonly Remark[] = [
  { feature: 'gm', kind: 'failure', reason: 'boom', steps: [4] },
  { feature: 'coords', kind: 'null', reason: 'no reverse branch', steps: [0, 1, 2, 4] },
];

describe('tableMetadata', () => {
  it('is text under the keys of a feature file', () => {
    expect(tableMetadata(tableOf(remarks), provenance)).toEqual({
      chip_id: '#20250804008',
      device_id: '3',
      test_id: 'test_17',
      config_name: 'v1',
      config_version: '1',
      config_text: 'features:\n  gm: {}\n',
      config_hash: 'c0ffee00',
      source_file: '#20250804008-3-stability-test_17.h5',
      source_hash: 'beef',
      program_version: '0.1.0',
      created_at: '2025-09-05T14:30:00.000Z',
      extractor_hashes: '{"transfer.gm_max":"abcd"}',
      columns: JSON.stringify({
        gm: { feature: 'gm', unit: 'S', description: 'largest slope' },
        coords: { feature: 'coords', unit: ['V', 'A'], description: 'where it is', shape: [2], dynamic: false },
      }),
      counts: '{"values":3,"nulls":1,"failures":1}',
      remarks: JSON.stringify([
        { feature: 'gm', kind: 'failure', reason: 'boom', steps: '4' },
        { feature: 'coords', kind: 'null', reason: 'no reverse branch', steps: '0-2,4' },
      ]),
      PANDAS_ATTRS: expect.any(String),
    });
  });

  it('gives pandas all of it, as one object', () => {
    const { PANDAS_ATTRS = '', ...keys } = tableMetadata(tableOf(remarks), provenance);
    const attrs: Record<string, unknown> = JSON.parse(PANDAS_ATTRS);
    expect(Object.keys(attrs)).toEqual(Object.keys(keys));
    expect(attrs).toMatchObject({ chip_id: '#20250804008', columns: { gm: { unit: 'S' } }, counts: { values: 3 } });
  });

  it('stays small when every step has the same remark', () => {
    const steps = Array.from({ length: 5000 }, (_, step) => step);
    const table = tableOf([{ feature: 'gm', kind: 'null', reason: 'no reverse branch', steps }]);
    expect(JSON.stringify(tableMetadata(table, provenance)).length).toBeLessThan(2500);
  });
});

describe('parseTableMetadata', () => {
  it('undoes tableMetadata', () => {
    fc.assert(
      fc.property(arbitraryProvenance, arbitraryRemarks, (made, remarks) => {
        expect(parseTableMetadata(tableMetadata(tableOf(remarks), made))).toEqual({
          ...made,
          remarks,
          columns: {
            gm: { feature: 'gm', unit: 'S', description: 'largest slope' },
            coords: { feature: 'coords', unit: ['V', 'A'], description: 'where it is', shape: [2], dynamic: false },
          },
        });
      }),
    );
  });

  it.each([
    ['config_hash', undefined, /config_hash/],
    ['counts', '{"values":-1,"nulls":0,"failures":0}', /counts\.values/],
    ['counts', 'not JSON', /counts/],
    ['remarks', '[{"feature":"gm","kind":"null","reason":"x","steps":"0-999999999999"}]', /remarks\.0\.steps/],
    [
      'remarks',
      `[{"feature":"gm","kind":"null","reason":"x","steps":"0-9999999${',0-9999999'.repeat(9)}"}]`,
      /at most/,
    ],
  ])('names the key that is wrong: %s %s', (key, value, message) => {
    const { [key]: _, ...others } = tableMetadata(tableOf(remarks), provenance);
    const metadata = value === undefined ? others : { ...others, [key]: value };
    expect(() => parseTableMetadata(metadata)).toThrow(
      expect.objectContaining({ code: 'wrong-layout', message: expect.stringMatching(message) }),
    );
  });
});

describe('describeTable', () => {
  it('adds the key-values to those that the table has', () => {
    const table = { ...tableOf(remarks), metadata: { operator: 'me' } };
    expect(describeTable(table, provenance)).toEqual({
      ...table,
      metadata: { operator: 'me', ...tableMetadata(table, provenance) },
    });
  });
});

const text = fc.string({ unit: 'grapheme', maxLength: 20 });

const arbitraryProvenance: fc.Arbitrary<Provenance> = fc.record(
  {
    chip: text,
    device: text,
    test: text,
    config: fc.record({ name: text, version: text, text, hash: text }),
    source: fc.record({ file: text, hash: text }),
    extractors: fc.dictionary(fc.stringMatching(/^[a-z]+\.[a-z]+$/), text, { noNullPrototype: true }),
    counts: fc.record({ values: fc.nat(), nulls: fc.nat(), failures: fc.nat() }),
    programVersion: text,
    createdAt: text,
  },
  { requiredKeys: ['config', 'source', 'extractors', 'counts', 'programVersion', 'createdAt'] },
);

const arbitraryRemarks: fc.Arbitrary<readonly Remark[]> = fc.array(
  fc.record({
    feature: text,
    kind: fc.constantFrom('null', 'failure', 'note'),
    reason: text,
    steps: fc.uniqueArray(fc.nat(100)).map((steps) => steps.toSorted((a, b) => a - b)),
  }),
  { maxLength: 5 },
);

function tableOf(remarks: readonly Remark[]): FeatureTable {
  return buildTable({
    features: [
      { name: 'gm', feature: 'gm', unit: 'S', description: 'largest slope' },
      { name: 'coords', feature: 'coords', unit: ['V', 'A'], description: 'where it is' },
    ],
    columns: new Map([
      ['gm', { shape: [1], values: Float64Array.of(1) }],
      ['coords', { shape: [1, 2], values: Float64Array.of(1, 2) }],
    ]),
    rows: 5,
    layout: 'lists',
    remarks,
  });
}
