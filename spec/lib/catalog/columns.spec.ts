import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Row, toColumns, toRows } from '../../../lib/catalog/columns.js';

const keys = fc.oneof(fc.constantFrom('a', 'b', 'file', '__proto__', 'constructor', ''), fc.string({ maxLength: 3 }));
const values = fc.oneof(
  fc.constantFrom<string | number | boolean>(0, 1, '0', '1', true, 'true', '', -0.5),
  fc.string(),
  // As JSON has them: it has no -0.
  fc
    .jsonValue({ maxDepth: 2 })
    .filter((value) => value !== null)
    .map((value) => JSON.parse(JSON.stringify(value))),
);
const rows = fc.array(
  fc.array(fc.tuple(keys, values), { maxLength: 5 }).map((entries): Row => Object.fromEntries(entries) as Row),
  { maxLength: 12 },
);

/** In the order of the keys, which columns do not keep. */
const sortedEntries = (row: Row) => Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1));

describe('toColumns', () => {
  it('and toRows give the same rows again, through JSON too', () => {
    fc.assert(
      fc.property(rows, (rows) => {
        const again = toRows(JSON.parse(JSON.stringify(toColumns(rows))));
        expect(again.map(sortedEntries)).toEqual(rows.map(sortedEntries));
      }),
    );
  });

  it('keeps what most rows share once', () => {
    const workflow = { steps: [1, 2] };
    const { columns } = toColumns([{ workflow, n: 1 }, { workflow: { steps: [1, 2] }, n: 2 }, { n: 3 }, { n: 4 }]);
    expect(columns).toEqual({
      workflow: { values: [workflow], at: [0, 0, -1, -1] },
      n: { values: [1, 2, 3, 4] },
    });
  });

  it('takes null and undefined for nothing', () => {
    expect(toRows(toColumns([{ a: null, b: undefined }, { a: 1 }]))).toEqual([{}, { a: 1 }]);
  });
});

describe('toRows', () => {
  it('gives rows of one value one object', () => {
    const [a, b] = toRows(toColumns([{ w: { x: 1 } }, { w: { x: 1 } }]));
    expect(a?.w).toBe(b?.w);
  });
});
