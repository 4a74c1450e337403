import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Counts, countCells } from '../../../lib/table/accounting.js';
import type { Column } from '../../../lib/table/column.js';
import type { Remark } from '../../../lib/table/remark.js';

const none = Number.NaN;

describe('countCells', () => {
  it('counts each pair once: a value, a null, a failure', () => {
    expect(
      count(4, { gm: { shape: [3], values: Float64Array.of(1, none, none) } }, [
        { feature: 'gm', kind: 'failure', reason: 'boom', steps: [2] },
        { feature: 'gm', kind: 'null', reason: 'no reverse branch', steps: [1] },
        { feature: 'gm', kind: 'note', reason: 'odd', steps: [0, 1] },
      ]),
    ).toEqual({ values: 1, nulls: 2, failures: 1 });
  });

  it('takes several numbers of one step for one value, and none of them for none', () => {
    const cycles = { shape: [3, 2], values: Float64Array.of(none, 2, none, none, 5, 6) } as const;
    expect(count(3, { cycles }, [])).toEqual({ values: 2, nulls: 1, failures: 0 });
  });

  it('asks the first column of a feature with several', () => {
    const features = ['tau', 'tau_r2'].map((name) => ({ name, feature: 'tau', unit: '', description: '' }));
    const columns = new Map<string, Column>([
      ['tau', { shape: [2], values: Float64Array.of(1, none) }],
      ['tau_r2', { shape: [2], values: Float64Array.of(none, 0.9) }],
    ]);
    expect(countCells({ features, rows: 2, columns, remarks: [] })).toEqual({ values: 1, nulls: 1, failures: 0 });
  });

  it('counts a failure that is told twice, or beside a value, or of a step that is not there, as what the table has', () => {
    const failure = { feature: 'gm', kind: 'failure', reason: 'boom', steps: [0, 1, 9] } as const;
    const gm = { shape: [2], values: Float64Array.of(1, none) } as const;
    expect(count(2, { gm }, [failure, { ...failure, reason: 'bang' }])).toEqual({ values: 1, nulls: 0, failures: 1 });
  });

  it('always adds up to features x rows, and agrees with a count cell by cell', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 12 }).chain((rows) =>
          fc.record({
            rows: fc.constant(rows),
            cells: fc.array(fc.array(fc.constantFrom('value', 'null', 'failure'), { maxLength: rows }), {
              maxLength: 4,
            }),
          }),
        ),
        ({ rows, cells }) => {
          const expected = { value: 0, null: 0, failure: 0 };
          for (const cell of cells.flat()) expected[cell as keyof typeof expected]++;
          const columns = cells.map((kinds) => ({
            shape: [kinds.length] as const,
            values: Float64Array.from(kinds, (kind) => (kind === 'value' ? 1 : none)),
          }));
          const remarks = cells.map((kinds, index) => ({
            feature: `f${index}`,
            kind: 'failure' as const,
            reason: 'boom',
            steps: kinds.flatMap((kind, step) => (kind === 'failure' ? [step] : [])),
          }));
          const counted = count(
            rows,
            Object.fromEntries(columns.map((column, index) => [`f${index}`, column])),
            remarks,
          );
          const missing = cells.reduce((sum, kinds) => sum + rows - kinds.length, 0);
          expect(counted).toEqual({
            values: expected.value,
            nulls: expected.null + missing,
            failures: expected.failure,
          });
          expect(counted.values + counted.nulls + counted.failures).toBe(cells.length * rows);
        },
      ),
    );
  });
});

function count(rows: number, columns: Record<string, Column>, remarks: readonly Remark[]): Counts {
  const features = Object.keys(columns).map((name) => ({ name, feature: name, unit: '', description: '' }));
  return countCells({ features, rows, columns: new Map(Object.entries(columns)), remarks });
}
