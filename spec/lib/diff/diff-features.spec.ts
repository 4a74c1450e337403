import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ComparedTable } from '../../../lib/diff/compared-table.js';
import type { CellDiff } from '../../../lib/diff/diff-column.js';
import { diffFeatures, type FeatureDiff } from '../../../lib/diff/diff-features.js';
import type { FeatureMetadata } from '../../../lib/table/metadata.js';
import type { Remark } from '../../../lib/table/remark.js';
import { provenance } from '../../support/provenance.js';

const NAMES = ['gm_max', 'Von_0', 'Von_1', 'tau', 'extra'] as const;
const cell = fc.oneof(fc.constantFrom(Number.NaN, 0, -0, 1, 1 + Number.EPSILON, Infinity, -Infinity), fc.double());

/** Tables of few columns and steps, so that two of them have some in common. */
const arbitraryTable: fc.Arbitrary<ComparedTable> = fc
  .record({
    steps: fc.uniqueArray(fc.nat(9), { maxLength: 8 }),
    names: fc.shuffledSubarray([...NAMES]),
    remarks: fc.array(
      fc.record({
        feature: fc.constantFrom(...NAMES),
        kind: fc.constantFrom('null', 'failure', 'note'),
        reason: fc.constantFrom('flat', 'noisy'),
        steps: fc.uniqueArray(fc.nat(9)),
      }),
      { maxLength: 4 },
    ),
  })
  .chain(({ steps, names, remarks }) =>
    fc
      .tuple(...names.map(() => fc.array(cell, { minLength: steps.length, maxLength: steps.length })))
      .map((columns) =>
        table(steps, Object.fromEntries(names.map((name, index) => [name, columns[index] ?? []])), remarks),
      ),
  );

describe('diffFeatures', () => {
  it('finds no difference between a table and itself', () => {
    fc.assert(
      fc.property(arbitraryTable, (a) => {
        expect(diffFeatures(a, a)).toMatchObject({ equal: true, different: 0, cells: [], remarks: [], reasons: [] });
      }),
    );
  });

  it('finds the same the other way round, with sides swapped', () => {
    fc.assert(
      fc.property(arbitraryTable, arbitraryTable, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, atol) => {
        const options = { atol, limit: 1000 };
        expect(inAnyOrder(swapped(diffFeatures(a, b, options)))).toEqual(inAnyOrder(diffFeatures(b, a, options)));
      }),
    );
  });

  it('finds the one cell that was changed', () => {
    fc.assert(
      fc.property(arbitraryTable, fc.nat(), fc.nat(), cell, (a, column, row, value) => {
        const name = [...a.columns.keys()][column % Math.max(1, a.columns.size)];
        const values = name === undefined ? undefined : a.columns.get(name)?.values;
        fc.pre(name !== undefined && values !== undefined && values.length > 0);
        const at = row % values.length;
        const before = Number(values[at]);
        fc.pre(before !== value && !(Number.isNaN(before) && Number.isNaN(value)));
        const b = {
          ...a,
          columns: new Map(a.columns).set(name, { name, feature: name, values: values.with(at, value) }),
        };
        const diff = diffFeatures(a, b);
        expect(diff).toMatchObject({ equal: false, different: 1, compared: a.columns.size * a.steps.length });
        expect(diff.cells).toMatchObject([{ column: name, step: a.steps[at], a: orNull(before), b: orNull(value) }]);
      }),
    );
  });

  it('counts what a plain loop counts', () => {
    fc.assert(
      fc.property(arbitraryTable, arbitraryTable, (a, b) => {
        const different: string[] = [];
        for (const [name, { values }] of a.columns) {
          for (const [row, step] of a.steps.entries()) {
            const other = b.columns.get(name)?.values[b.steps.indexOf(step)];
            const value = Number(values[row]);
            const same = value === other || (Number.isNaN(value) && Number.isNaN(other));
            if (other !== undefined && !same) different.push(`${name} ${step}`);
          }
        }
        const diff = diffFeatures(a, b, { limit: 1000 });
        expect(diff.different).toBe(different.length);
        expect(diff.cells.map(({ column, step }) => `${column} ${step}`).sort()).toEqual(different.sort());
        expect(diff.columns.reduce((sum, column) => sum + column.different, 0)).toBe(different.length);
        const [onlyA, onlyB] = [a, b].map(({ columns }) => [...columns.keys()]);
        expect(diff.columnsOnlyIn).toEqual({
          a: onlyA?.filter((name) => !b.columns.has(name)),
          b: onlyB?.filter((name) => !a.columns.has(name)),
        });
      }),
    );
  });

  it('tells how much a column differs, and where most', () => {
    const a = table([0, 1, 2, 3], { gm_max: [1, 2, 4, Number.NaN] });
    const b = table([0, 1, 2, 3], { gm_max: [1, 3, 6, 1] });
    const [column] = diffFeatures(a, b).columns;
    expect(column).toEqual({
      column: 'gm_max',
      compared: 4,
      different: 3,
      nullOnlyInA: 1,
      nullOnlyInB: 0,
      largestAbsolute: { difference: 2, step: 2 },
      largestRelative: { difference: 1 / 3, step: 1 },
    });
    expect(diffFeatures(a, b, { rtol: 0.34 }).different).toBe(1);
    expect(diffFeatures(a, b, { atol: 1 }).different).toBe(2);
  });

  it('lists the cells with the largest differences of many, and no more than asked for', () => {
    const steps = Array.from({ length: 5000 }, (_, step) => step);
    const a = table(steps, { gm_max: steps.map(() => 1) });
    // 1237 and 5000 have no common divisor: each difference once, in no order.
    const b = table(steps, { gm_max: steps.map((step) => 1 + ((step * 1237) % 5000) / 5000) });
    const { cells, different } = diffFeatures(a, b, { limit: 3 });
    expect(different).toBe(4999);
    expect(cells.map(({ absolute }) => Number(absolute?.toFixed(6)))).toEqual([0.9998, 0.9996, 0.9994]);
    expect(diffFeatures(a, b, { limit: 0 }).cells).toEqual([]);
  });

  it('says why a cell is null on one side, what is noted of it, and where nobody says', () => {
    const remarks: readonly Remark[] = [
      { feature: 'gm_max', kind: 'null', reason: 'flat', steps: [0, 1, 2] },
      { feature: 'gm_max', kind: 'note', reason: 'odd', steps: [3] },
    ];
    const a = table([0, 1, 2, 3, 4], { gm_max: [Number.NaN, Number.NaN, Number.NaN, 3, 4] }, remarks);
    const b = table([0, 1, 2, 3, 4], { gm_max: [1, 2, Number.NaN, 3.5, Number.NaN] });
    expect(diffFeatures(a, b).remarks).toEqual([
      { side: 'a', feature: 'gm_max', kind: 'null', reason: 'flat', cells: 2, steps: [0, 1] },
      { side: 'a', feature: 'gm_max', kind: 'note', reason: 'odd', cells: 1, steps: [3] },
      {
        side: 'b',
        feature: 'gm_max',
        kind: 'unexplained',
        reason: 'null, and the file does not say why',
        cells: 1,
        steps: [4],
      },
    ]);
  });

  it('compares the columns that are asked for, a feature standing for all of its columns', () => {
    const a = table([0], { gm_max: [1], Von_0: [2], Von_1: [3] }, [], { Von_0: 'Von', Von_1: 'Von' });
    const b = table([0], { gm_max: [0], Von_0: [2] }, [], { Von_0: 'Von' });
    expect(diffFeatures(a, b, { columns: ['Von_0'] })).toMatchObject({ equal: true, compared: 1 });
    expect(diffFeatures(a, b, { columns: ['Von'] })).toMatchObject({
      equal: false,
      compared: 1,
      columnsOnlyIn: { a: ['Von_1'], b: [] },
    });
    expect(() => diffFeatures(a, b, { columns: ['gm_mx'] })).toThrow(
      expect.objectContaining({ code: 'bad-argument', message: expect.stringContaining('did you mean "gm_max"?') }),
    );
  });
});

function table(
  steps: readonly number[],
  columns: Readonly<Record<string, readonly number[]>>,
  remarks: readonly Remark[] = [],
  features: Readonly<Record<string, string>> = {},
): ComparedTable {
  const metadata: FeatureMetadata = { ...provenance, columns: {}, remarks };
  return {
    name: 'table',
    steps: Float64Array.from(steps),
    columns: new Map(
      Object.entries(columns).map(([name, values]) => [
        name,
        { name, feature: features[name] ?? name, values: Float64Array.from(values) },
      ]),
    ),
    others: [],
    metadata,
  };
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** A and B exchanged. */
function swapped(diff: FeatureDiff): FeatureDiff {
  const swap = <T>({ a, b }: { readonly a: T; readonly b: T }) => ({ a: b, b: a });
  return {
    ...diff,
    tables: swap(diff.tables),
    columnsOnlyIn: swap(diff.columnsOnlyIn),
    rowsOnlyIn: swap(diff.rowsOnlyIn),
    notCompared: swap(diff.notCompared),
    columns: diff.columns.map(({ nullOnlyInA, nullOnlyInB, ...column }) => ({
      ...column,
      nullOnlyInA: nullOnlyInB,
      nullOnlyInB: nullOnlyInA,
    })),
    cells: diff.cells.map((one) => ({ ...one, ...swap(one) })),
    remarks: diff.remarks.map((group) => ({ ...group, side: group.side === 'a' ? 'b' : 'a' })),
  };
}

/** Without the order of columns and remarks, and without what is relative to B. */
function inAnyOrder(diff: FeatureDiff) {
  const sorted = <T>(items: readonly T[]) => items.map((item) => JSON.stringify(item, sortedKeys)).sort();
  const withoutRelative = ({ relative: _, ...rest }: CellDiff) => rest;
  return {
    ...diff,
    columns: sorted(diff.columns.map(({ largestRelative: _, ...column }) => column)),
    columnsOnlyIn: { a: sorted(diff.columnsOnlyIn.a), b: sorted(diff.columnsOnlyIn.b) },
    cells: diff.cells.map(withoutRelative),
    remarks: sorted(diff.remarks),
  };
}

function sortedKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
