import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Column } from '../../../lib/table/column.js';
import { columns, done, scalars } from './columns.js';

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => sum(values) / values.length;

/** The obvious way. */
const PLAIN: Readonly<Record<string, (values: readonly number[]) => number>> = {
  mean,
  std: (values) => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2))),
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
  median: (values) => {
    const ranked = values.toSorted((a, b) => a - b);
    return ((ranked[Math.ceil(ranked.length / 2) - 1] ?? 0) + (ranked[Math.floor(ranked.length / 2)] ?? 0)) / 2;
  },
  first: (values) => values[0] as number,
  last: (values) => values.at(-1) as number,
};

const known = (values: readonly number[]) => values.filter((value) => !Number.isNaN(value));

describe.each(Object.keys(PLAIN))('aggregate (%s)', (method) => {
  const plain = (values: readonly number[]) =>
    known(values).length === 0 ? Number.NaN : (PLAIN[method]?.(known(values)) ?? Number.NaN);
  const expectClose = (found: Float64Array, wanted: readonly number[]) => {
    expect(found).toHaveLength(wanted.length);
    for (const [index, value] of wanted.entries()) {
      if (Number.isNaN(value)) expect(found[index]).toBeNaN();
      else
        expect(Math.abs((found[index] as number) - value)).toBeLessThanOrEqual(
          1e-9 * Math.max(1e-9, Math.abs(value), 1e-3),
        );
    }
  };

  it('is over all numbers of a step what a plain loop gives', () => {
    fc.assert(
      fc.property(columns, (column) => {
        const { column: result } = done(`aggregate (${method})`, column);
        const [rows, ...inner] = column.shape;
        if (inner.length === 0) {
          expect(result).toBe(column);
          return;
        }
        const width = inner.reduce((product, size) => product * size, 1);
        expect(result.shape).toEqual([rows]);
        const rowsOf = Array.from({ length: rows }, (_, row) => [
          ...column.values.slice(row * width, (row + 1) * width),
        ]);
        expectClose(result.values, rowsOf.map(plain));
      }),
    );
  });

  it('is over one axis what a plain loop gives', () => {
    const nan = Number.NaN;
    const column: Column = {
      shape: [2, 3, 2],
      values: Float64Array.of(1, 2, 30, nan, 5, 60, nan, 8, nan, 10, nan, 12),
    };
    const overCycles = done(`aggregate (${method})`, column, { axis: [1] }).column;
    expect(overCycles.shape).toEqual([2, 2]);
    expectClose(overCycles.values, [plain([1, 30, 5]), plain([2, nan, 60]), nan, plain([8, 10, 12])]);
    const overPairs = done(`aggregate (${method})`, column, { axis: [2] }).column;
    expect(overPairs.shape).toEqual([2, 3]);
    expectClose(
      overPairs.values,
      [
        [1, 2],
        [30, nan],
        [5, 60],
        [nan, 8],
        [nan, 10],
        [nan, 12],
      ].map(plain),
    );
    const overBoth = done(`aggregate (${method})`, column, { axis: [1, 2] }).column;
    expect(overBoth).toEqual(done(`aggregate (${method})`, column).column);
  });
});

describe('aggregate', () => {
  const ragged: Column = {
    shape: [3, 2, 2],
    values: Float64Array.of(1, 2, 3, 4, 5, 6, Number.NaN, Number.NaN, ...new Array(4).fill(Number.NaN)),
    lengths: Int32Array.of(2, 1, 0),
  };

  it('keeps the lengths of rows where their dimension stays, and only there', () => {
    expect(done('aggregate (mean)', ragged, { axis: [2] }).column).toMatchObject({
      shape: [3, 2],
      lengths: Int32Array.of(2, 1, 0),
    });
    expect(done('aggregate (mean)', ragged, { axis: [1] }).column).toEqual({
      shape: [3, 2],
      values: Float64Array.of(2, 3, 5, 6, Number.NaN, Number.NaN),
    });
  });

  it('has null where there is no number at all, also of columns without any', () => {
    const empty: Column = { shape: [2, 0, 2], values: new Float64Array(0), lengths: new Int32Array(2) };
    const { column, remarks } = done('aggregate (max)', empty);
    expect(column).toEqual({ shape: [2], values: Float64Array.of(Number.NaN, Number.NaN) });
    expect(remarks).toEqual([]);
    expect(done('aggregate (max)', { shape: [0, 3], values: new Float64Array(0) }).column.shape).toEqual([0]);
  });

  it('leaves features of one number, and such without the dimension, as they are', () => {
    const column = scalars(1, 2);
    expect(done('aggregate (std)', column).column).toBe(column);
    const pairs: Column = { shape: [1, 2], values: Float64Array.of(1, 2) };
    expect(done('aggregate (std)', pairs, { axis: [2] }).column).toBe(pairs);
  });

  it('says of what is beyond the numbers there are that it is', () => {
    const huge: Column = { shape: [1, 2], values: Float64Array.of(1.7e308, 1.7e308) };
    const { column, remarks } = done('aggregate (mean)', huge);
    expect([...column.values]).toEqual([Number.NaN]);
    expect(remarks).toEqual(['null 0 aggregate (mean): the result is Infinity']);
  });
});
