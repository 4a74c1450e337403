import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ListRows } from '../../../lib/parquet/list-rows.js';
import { shredLists } from '../../../lib/parquet/shred.js';
import { type ListColumn, listLength } from '../../../lib/table/feature-table.js';

/** Lists of up to `k` elements of an inner shape, some of them without a value. */
const lists = fc
  .record({
    inner: fc.constantFrom<(readonly number[])[]>([], [1], [2], [3, 2]),
    lengths: fc.array(fc.nat(6), { maxLength: 12 }),
    cut: fc.nat(12),
    nulls: fc.integer({ min: 1, max: 5 }),
  })
  .map(({ inner, lengths, cut, nulls }) => {
    const elementWidth = inner.reduce((product, size) => product * size, 1);
    const shape = [Math.max(0, ...lengths), ...inner] as const;
    const width = shape[0] * elementWidth;
    const values = Float64Array.from({ length: width * lengths.length }, (_, index) =>
      index % width >= Number(lengths[Math.floor(index / width)]) * elementWidth || index % nulls === 0
        ? Number.NaN
        : index,
    );
    const column: ListColumn = {
      ...{ kind: 'list', name: 'x', feature: 'x', unit: '', description: '' },
      ...{ shape: [...shape], values, lengths: Int32Array.from(lengths) },
    };
    return { column, elementWidth, rows: lengths.length, cut: Math.min(cut, lengths.length) };
  });

describe('ListRows', () => {
  it('undoes shredLists, however the rows are cut into pages', () => {
    fc.assert(
      fc.property(lists, ({ column, elementWidth, rows, cut }) => {
        const depth = column.shape.length;
        const read = new ListRows(rows, { physical: 'DOUBLE', depth, present: 2 * depth + 1 });
        for (const [start, stop] of [
          [0, cut],
          [cut, rows],
        ] as const) {
          const { values, dlevels, rlevels, count } = shredLists(column, { start, stop });
          read.add({ values, dlevels, rlevels, entries: count });
        }
        const { shape, values, lengths } = read.end();
        const expected = Array.from({ length: rows }, (_, row) => listLength(column, row) / elementWidth);
        expect([...lengths]).toEqual(expected);
        const widest = Math.max(0, ...expected);
        expect(shape).toEqual(widest === 0 ? column.shape.map(() => 0) : [widest, ...column.shape.slice(1)]);
        for (const [row, length] of expected.entries()) {
          const [wide, narrow] = [column.shape[0], widest].map((size) => size * elementWidth);
          expect(values.slice(row * Number(narrow), row * Number(narrow) + length * elementWidth)).toEqual(
            column.values.slice(row * Number(wide), row * Number(wide) + length * elementWidth),
          );
        }
      }),
    );
  });

  it.each([
    ['lists within lists of two lengths', [0, 2, 1], [5, 5, 5], /not of one length/],
    ['lists within lists of two lengths, in two rows', [0, 2, 0], [5, 5, 5], /not of one length/],
    ['a list within a list that is null', [0, 1], [5, 2], /null or empty/],
  ])('refuses %s', (_, rlevels, dlevels, message) => {
    const read = new ListRows(2, { physical: 'DOUBLE', depth: 2, present: 5 });
    const page = { rlevels: Uint8Array.from(rlevels), dlevels: Uint8Array.from(dlevels), entries: rlevels.length };
    expect(() => read.add({ ...page, values: Float64Array.of(1, 2, 3) })).toThrow(
      expect.objectContaining({ code: 'wrong-layout', message: expect.stringMatching(message) }),
    );
  });

  it.each([
    ['more rows than there are', [0, 0], 1],
    ['fewer rows', [0], 2],
    ['a page that begins within a row', [1], 1],
  ])('refuses %s', (_, rlevels, rows) => {
    const read = new ListRows(rows, { physical: 'DOUBLE', depth: 1, present: 3 });
    const levels = { rlevels: Uint8Array.from(rlevels), dlevels: new Uint8Array(rlevels.length).fill(3) };
    expect(() => {
      read.add({ ...levels, entries: rlevels.length, values: Float64Array.of(1, 2) });
      read.end();
    }).toThrow(expect.objectContaining({ code: 'data-corrupt' }));
  });
});
