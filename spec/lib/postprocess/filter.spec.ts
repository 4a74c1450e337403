import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columns, done, lanesOf, scalars } from './columns.js';

const FILTERS = [
  ['iqr', { threshold: 1.5 }],
  ['zscore', { threshold: 1 }],
  ['range', { min: -0.25, max: 0.5 }],
] as const;

describe('filter', () => {
  it.each(FILTERS)('by %s leaves what stays as it is, and takes what lies further out first', (method, params) => {
    fc.assert(
      fc.property(columns, (column) => {
        const after = lanesOf(done(`filter (${method})`, column, params).column);
        for (const [position, lane] of lanesOf(column).entries()) {
          const left = after[position] as readonly number[];
          const pairs = lane
            .map((value, row) => [value, left[row] as number] as const)
            .filter(([value]) => !Number.isNaN(value));
          const stay = pairs.filter(([, value]) => !Number.isNaN(value));
          expect(stay.every(([before, value]) => Object.is(before, value))).toBe(true);
          const values = stay.map(([, value]) => value);
          const lost = pairs.filter(([, value]) => Number.isNaN(value)).map(([before]) => before);
          const isBetween = (x: number) => Math.min(...values) <= x && x <= Math.max(...values);
          expect(lost.filter(isBetween)).toEqual([]);
        }
      }),
    );
  });

  it('by range does nothing the second time', () => {
    fc.assert(
      fc.property(columns, (column) => {
        const once = done('filter (range)', column, { min: -0.25, max: 0.5 }).column;
        const twice = done('filter (range)', once, { min: -0.25, max: 0.5 });
        expect(twice.column.values).toEqual(once.values);
        expect(twice.remarks).toEqual([]);
      }),
    );
  });

  it('by iqr keeps what lies within the bounds of the others, whatever is outside', () => {
    const inner = scalars(1, 2, 3, 4, 5, 6, 7, 8);
    for (const outlier of [1e3, 1e9, -1e9]) {
      const { column } = done('filter (iqr)', scalars(...inner.values, outlier), { threshold: 1.5 });
      expect([...column.values]).toEqual([...inner.values, Number.NaN]);
    }
  });

  it('takes equal numbers for no outliers, wherever rounding puts their mean', () => {
    const { column, remarks } = done('filter (zscore)', scalars(0.1, 0.1, 0.1), { threshold: 1e-9 });
    expect([...column.values]).toEqual([0.1, 0.1, 0.1]);
    expect(remarks).toEqual([]);
    expect(done('filter (iqr)', scalars(0.1, 0.1), { threshold: 1 }).remarks).toEqual([]);
  });

  it('keeps the bounds themselves', () => {
    expect([...done('filter (range)', scalars(-1, 0, 1, 2), { min: 0, max: 1 }).column.values]).toEqual([
      Number.NaN,
      0,
      1,
      Number.NaN,
    ]);
  });

  it('names the value and the bounds of each outlier', () => {
    const values = scalars(1, 2, 3, 2, 50);
    expect(done('filter (iqr)', values, { threshold: 1.5 }).remarks).toEqual([
      'null 4 filter (iqr): 50 is not within 0.5 and 4.5',
    ]);
    expect(done('filter (range)', values, { min: 2 }).remarks).toEqual(['null 0 filter (range): 1 is less than 2']);
    expect(done('filter (range)', values, { max: 9 }).remarks).toEqual(['null 4 filter (range): 50 is more than 9']);
  });

  it('notes which numbers of a list it has taken away, and how many there are more', () => {
    const values = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 1, 1, 1, 1, 1, 1, 1, 8, 8, 8, 8, 8, 8, 8);
    const { remarks } = done('filter (range)', { shape: [3, 7], values }, { max: 3 });
    expect(remarks).toEqual([
      'note 0 filter (range): [3]: 4 is more than 3; [4]: 5 is more than 3; [5]: 6 is more than 3; and 1 more',
      'null 2 filter (range): [0]: 8 is more than 3; [1]: 8 is more than 3; [2]: 8 is more than 3; and 4 more',
    ]);
    const pairs = { shape: [1, 2, 2], values: Float64Array.of(0, 1, 9, 0) } as const;
    expect(done('filter (range)', pairs, { max: 3 }).remarks).toEqual([
      'note 0 filter (range): [1, 0]: 9 is more than 3',
    ]);
  });
});
