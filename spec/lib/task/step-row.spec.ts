import { describe, expect, it } from 'vitest';
import type { Column } from '../../../lib/table/column.js';
import type { Remark } from '../../../lib/table/remark.js';
import { stepRows } from '../../../lib/task/step-row.js';

const { NaN: none } = Number;

function rowsOf(columns: Readonly<Record<string, Column>>, remarks: readonly Remark[] = [], start = 0) {
  const [
    {
      shape: [length],
    } = { shape: [0] },
  ] = Object.values(columns);
  return stepRows('transfer', { start, stop: start + length }, new Map(Object.entries(columns)), remarks);
}

describe('stepRows', () => {
  it('gives each step its numbers, by column', () => {
    const gm = { shape: [2], values: Float64Array.of(1, 2) } as const;
    const at = { shape: [2, 2], values: Float64Array.of(3, 4, 5, 6) } as const;
    expect(rowsOf({ gm, at }, [], 7)).toEqual([
      { source: 'transfer', step: 7, values: { gm: 1, at: [3, 4] }, remarks: [] },
      { source: 'transfer', step: 8, values: { gm: 2, at: [5, 6] }, remarks: [] },
    ]);
  });

  it('has null where there is no value, also for one of several numbers', () => {
    const gm = { shape: [2], values: Float64Array.of(none, 0) } as const;
    const at = { shape: [2, 2], values: Float64Array.of(none, 4, none, none) } as const;
    expect(rowsOf({ gm, at }).map(({ values }) => values)).toEqual([
      { gm: null, at: [null, 4] },
      { gm: 0, at: null },
    ]);
  });

  it('leaves out the padding of dynamic shapes', () => {
    const tau = {
      shape: [3, 2, 2],
      values: Float64Array.of(1, 2, none, none, 3, 4, 5, none, none, none, none, none),
      lengths: Int32Array.of(1, 2, 0),
    } as const;
    expect(rowsOf({ tau }).map(({ values }) => values.tau)).toEqual([[1, 2], [3, 4, 5, null], null]);
  });

  it('has null for all where no step has any of a dynamic shape', () => {
    const tau = { shape: [2, 0], values: new Float64Array(0), lengths: Int32Array.of(0, 0) } as const;
    expect(rowsOf({ tau }).map(({ values }) => values.tau)).toEqual([null, null]);
  });

  it('gives each step the remarks on it', () => {
    const gm = { shape: [3], values: Float64Array.of(none, 1, none) } as const;
    const remarks = [
      { feature: 'gm', kind: 'null', reason: 'no point', steps: [4, 6] },
      { feature: 'gm', kind: 'note', reason: 'odd', steps: [6] },
    ] as const;
    expect(rowsOf({ gm }, remarks, 4).map(({ remarks }) => remarks)).toEqual([
      [{ feature: 'gm', kind: 'null', reason: 'no point' }],
      [],
      [
        { feature: 'gm', kind: 'null', reason: 'no point' },
        { feature: 'gm', kind: 'note', reason: 'odd' },
      ],
    ]);
  });
});
