import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DerivedFeature } from '../../../lib/graph/feature.js';
import type { Column } from '../../../lib/table/column.js';
import { withColumns } from '../../../lib/table/computed.js';
import { deriveColumns } from '../../../lib/task/derive-columns.js';
import { experimentOf } from '../../support/block-arbitraries.js';
import { derivedFeature } from '../../support/graph-arbitraries.js';

const scalar = (...values: readonly number[]): Column => ({
  shape: [values.length],
  values: Float64Array.from(values),
});
const nan = Number.NaN;

function derive(func: unknown, inputs: Readonly<Record<string, Column>>) {
  const experiment = withColumns(experimentOf({ transfer: 3 }), Object.entries(inputs), []);
  const derived = deriveColumns(experiment, [derivedFeature('d', Object.keys(inputs), func as DerivedFeature['func'])]);
  return { column: derived.columns.get('d'), remarks: derived.remarks, columns: derived.columns };
}

describe('deriveColumns', () => {
  it('gives the inputs in their order, and takes a column or a list of numbers', () => {
    const inputs = { a: scalar(6, 8), b: scalar(2, 4) };
    const ratio = (a: Column, b: Column) => a.values.map((value, row) => value / (b.values[row] as number));
    expect(derive(ratio, inputs).column).toEqual(scalar(3, 2));
    expect(derive((a: Column, b: Column) => [...ratio(a, b)], inputs).column).toEqual(scalar(3, 2));
    expect(derive((a: Column) => ({ shape: [2, 1], values: a.values }), inputs).column).toEqual({
      shape: [2, 1],
      values: Float64Array.of(6, 8),
    });
  });

  it('leaves other columns and remarks as they were', () => {
    const { columns } = derive(() => [1], { a: scalar(1) });
    expect([...columns.keys()]).toEqual(['a', 'd']);
  });

  it.each([
    ['a list of one', () => [7]],
    ['an array of one', () => Float64Array.of(7)],
    ['a column of one', () => ({ shape: [1, 1], values: Float64Array.of(7) })],
    ['a number without dimensions, as numpy has them', () => ({ shape: [], values: Float64Array.of(7) })],
  ])('spreads one number over all steps: %s', (_, func) => {
    expect(derive(func, { a: scalar(1, 2, 3) }).column).toEqual(scalar(7, 7, 7));
  });

  it('keeps the shape of a result for one step, as for any other number of steps', () => {
    const column = { shape: [1, 1], values: Float64Array.of(7) } as const;
    expect(derive(() => column, { a: scalar(1) }).column).toEqual(column);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('no luck');
      },
      'no luck',
    ],
    ['gives too few numbers', () => [1, 2], 'the function gave shape [2] for 3 steps; it must give a row per step'],
    [
      'gives values that do not fit its shape',
      () => ({ shape: [3, 2], values: new Float64Array(3) }),
      'the function gave 3 values for shape [3, 2]',
    ],
    ['forgets to return', () => undefined, 'the function gave undefined; it must give a column or a list of numbers'],
    ['gives a bare number', () => 5, 'the function gave 5; it must give a column or a list of numbers'],
    [
      'waits for something',
      async () => [1, 2, 3],
      'the function gave [object Promise]; it must give a column or a list of numbers',
    ],
  ])('is null with the reason in every step if the function %s', (_, func, reason) => {
    expect(derive(func, { a: scalar(1, 2, 3) })).toMatchObject({
      column: scalar(nan, nan, nan),
      remarks: [{ feature: 'd', kind: 'failure', reason, steps: [0, 1, 2] }],
    });
  });

  it('is in memory that threads share, and of its own', () => {
    const values = Float64Array.of(1, 2, 3);
    for (const func of [() => values, () => [1, 2, 3], () => ({ shape: [3], values }) as Column, () => [1]]) {
      const { column } = derive(func, { a: scalar(1, 2, 3) });
      expect(column?.values.buffer).toBeInstanceOf(SharedArrayBuffer);
    }
  });

  it('says of each null whether an input or the function is to blame', () => {
    const { column, remarks } = derive(({ values }: Column) => values.map(Math.sqrt), { a: scalar(4, nan, -1, -1) });
    expect(column).toEqual(scalar(2, nan, nan, nan));
    expect(remarks).toEqual([
      { feature: 'd', kind: 'null', reason: 'an input is null', steps: [1] },
      { feature: 'd', kind: 'null', reason: 'the result is NaN', steps: [2, 3] },
    ]);
  });

  it('takes a row for null if all of it is', () => {
    const a: Column = { shape: [2, 2], values: Float64Array.of(nan, 1, nan, nan) };
    expect(derive((column: Column) => column, { a }).remarks).toEqual([
      { feature: 'd', kind: 'null', reason: 'an input is null', steps: [1] },
    ]);
  });

  it('lengthens shorter inputs with nulls', () => {
    const list: Column = { shape: [1, 2], values: Float64Array.of(1, 2), lengths: Int32Array.of(2) };
    const seen: Column[] = [];
    const { column } = derive((...columns: Column[]) => columns[seen.push(...columns) - 1]?.values, {
      list,
      b: scalar(1, 2),
    });
    expect(seen[0]).toEqual({ shape: [2, 2], values: Float64Array.of(1, 2, nan, nan), lengths: Int32Array.of(2, 0) });
    expect(column).toEqual(scalar(1, 2));
  });

  it('protects its inputs from functions that change them', () => {
    const a = scalar(3, 1, 2);
    expect(derive(({ values }: Column) => values.sort(), { a }).column).toEqual(scalar(1, 2, 3));
    expect(a).toEqual(scalar(3, 1, 2));
  });

  it('has no rows and no remarks for an experiment without steps', () => {
    expect(derive(() => [1], { a: scalar() })).toMatchObject({ column: scalar(), remarks: [] });
    expect(
      derive(
        () => {
          throw new Error();
        },
        { a: scalar() },
      ),
    ).toMatchObject({ column: scalar(), remarks: [] });
  });

  it('gives a value or one remark for every step', () => {
    const values = fc.array(fc.double(), { maxLength: 10 });
    fc.assert(
      fc.property(values, values, (a, b) => {
        const sum = (a: Column, b: Column) => a.values.map((value, row) => value + (b.values[row] as number));
        const { column, remarks } = derive(sum, { a: scalar(...a), b: scalar(...b) });
        const rows = Math.max(a.length, b.length);
        const plain = Array.from({ length: rows }, (_, row) => (a[row] ?? nan) + (b[row] ?? nan));
        expect(column).toEqual(scalar(...plain));
        const nulls = plain.flatMap((value, row) => (Number.isNaN(value) ? [row] : []));
        expect(remarks.flatMap(({ steps }) => steps).sort((x, y) => x - y)).toEqual(nulls);
      }),
    );
  });
});
