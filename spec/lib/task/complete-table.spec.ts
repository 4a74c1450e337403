import { describe, expect, it } from 'vitest';
import { defineFeatures } from '../../../lib/config/configuration.js';
import type { Column } from '../../../lib/table/column.js';
import { type Computed, withColumns } from '../../../lib/table/computed.js';
import type { Remark } from '../../../lib/table/remark.js';
import { completeTable } from '../../../lib/task/complete-table.js';
import { extractorOf, outputOf } from '../../support/graph-arbitraries.js';

const nan = Number.NaN;
const scalar = (...values: readonly number[]): Column => ({
  shape: [values.length],
  values: Float64Array.from(values),
});

const { graph } = defineFeatures({
  gm: { extractor: 'transfer.gm_max', params: { direction: 'both' } },
  peak: { extractor: 'transient.peak_current' },
  twice: { func: ({ values }) => values.map((value) => 2 * value), input: 'peak', unit: 'A', description: 'twice' },
});
const columns: readonly (readonly [string, Column])[] = [
  ['gm', { shape: [3, 2], values: Float64Array.of(1, 2, nan, nan, 5, nan) }],
  ['peak', scalar(7, nan)],
  ['twice', scalar(14, nan)],
];
const remarks: readonly Remark[] = [
  { feature: 'gm', kind: 'failure', reason: 'broken', steps: [1] },
  { feature: 'peak', kind: 'null', reason: 'flat', steps: [1] },
  { feature: 'twice', kind: 'null', reason: 'an input is null', steps: [1] },
];
const nothing: Computed = { columns: new Map(), remarks: [] };
const computed = withColumns(nothing, columns, remarks);
const steps = { transfer: 3, transient: 2 };

describe('completeTable', () => {
  it('makes a table with a row for each step of the source that has more', () => {
    const { table } = completeTable(computed, steps, graph);
    expect(table.rows).toBe(3);
    expect(table.columns.slice(1)).toMatchObject([
      { name: 'gm_0', feature: 'gm', unit: 'S', values: Float64Array.of(1, nan, 5) },
      { name: 'gm_1', feature: 'gm', unit: 'S', values: Float64Array.of(2, nan, nan) },
      { name: 'peak', feature: 'peak', unit: 'A', values: Float64Array.of(7, nan, nan) },
      { name: 'twice', feature: 'twice', unit: 'A', description: 'twice', values: Float64Array.of(14, nan, nan) },
    ]);
  });

  it('gives a reason for the rows that one source does not have', () => {
    expect(completeTable(computed, steps, graph).table.remarks).toEqual([
      ...remarks,
      { feature: 'peak', kind: 'null', reason: 'no transient step', steps: [2] },
      { feature: 'twice', kind: 'null', reason: 'no step of its inputs', steps: [2] },
    ]);
  });

  it('names the source that a feature of several does not have there', () => {
    const joint = { ...extractorOf(outputOf([])), source: ['transfer', 'transient'] as const };
    const { graph } = defineFeatures({ joint: { extractor: joint } });
    const remarksOf = (transfer: number, transient: number) =>
      completeTable(withColumns(nothing, [['joint', scalar(1)]], []), { transfer, transient }, graph).table.remarks;
    expect(remarksOf(3, 1)).toEqual([{ feature: 'joint', kind: 'null', reason: 'no transient step', steps: [1, 2] }]);
    expect(remarksOf(1, 2)).toEqual([{ feature: 'joint', kind: 'null', reason: 'no transfer step', steps: [1] }]);
    expect(remarksOf(1, 1)).toEqual([]);
  });

  it('counts every pair of feature and row once', () => {
    expect(completeTable(computed, steps, graph).counts).toEqual({ values: 4, nulls: 4, failures: 1 });
  });

  it('shows, remarks and counts what is selected', () => {
    const { table, counts } = completeTable(computed, steps, { ...graph, selected: ['twice'] });
    expect(table.columns.map(({ name }) => name)).toEqual(['step_index', 'twice']);
    expect(new Set(table.remarks.map(({ feature }) => feature))).toEqual(new Set(['twice']));
    expect(counts).toEqual({ values: 1, nulls: 2, failures: 0 });
  });

  it('has a row for each step of the experiment, also where no feature reads the longer side', () => {
    const transientOnly = defineFeatures({ peak: { extractor: 'transient.peak_current' } });
    const { table, counts } = completeTable(computed, steps, transientOnly.graph);
    expect(table.rows).toBe(3);
    expect(table.remarks).toContainEqual({ feature: 'peak', kind: 'null', reason: 'no transient step', steps: [2] });
    expect(counts.values + counts.nulls + counts.failures).toBe(3);
  });

  it('shows what the postprocessing leaves: values, units, names, remarks and counts', () => {
    const { graph } = defineFeatures(
      {
        gm: { extractor: 'transfer.gm_max', params: { direction: 'both' } },
        peak: { extractor: 'transient.peak_current' },
        twice: {
          func: ({ values }) => values.map((value) => 2 * value),
          input: 'peak',
          unit: 'A',
          description: 'twice',
        },
      },
      {
        transforms: [{ type: 'filter', target: 'gm', params: { max: 4 } }],
        postprocessing: [
          { type: 'aggregate', target: 'gm', params: { method: 'max' } },
          { type: 'normalize', target: 'peak', params: { method: 'l2' } },
        ],
      },
    );
    const { table, counts } = completeTable(computed, steps, graph);
    expect(table.columns.slice(1)).toMatchObject([
      { name: 'gm', feature: 'gm', unit: 'S', values: Float64Array.of(2, nan, nan) },
      { name: 'peak', feature: 'peak', unit: '', values: Float64Array.of(1, nan, nan) },
      // A func is given what the extractors found.
      { name: 'twice', feature: 'twice', unit: 'A', description: 'twice', values: Float64Array.of(14, nan, nan) },
    ]);
    expect(table.remarks).toEqual([
      ...remarks,
      { feature: 'gm', kind: 'null', reason: 'filter (range): [0]: 5 is more than 4', steps: [2] },
      { feature: 'peak', kind: 'null', reason: 'no transient step', steps: [2] },
      { feature: 'twice', kind: 'null', reason: 'no step of its inputs', steps: [2] },
    ]);
    expect(counts).toEqual({ values: 3, nulls: 5, failures: 1 });
  });

  it('has a table without rows for an experiment without steps', () => {
    const empty = withColumns(nothing, [['peak', scalar()]], []);
    const { graph } = defineFeatures({ peak: { extractor: 'transient.peak_current' } });
    const { table, counts } = completeTable(empty, { transfer: 0, transient: 0 }, graph);
    expect(table).toMatchObject({ rows: 0, remarks: [] });
    expect(counts).toEqual({ values: 0, nulls: 0, failures: 0 });
  });
});
