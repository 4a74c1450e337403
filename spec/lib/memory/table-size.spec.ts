import { describe, expect, it } from 'vitest';
import { createFeatureGraph } from '../../../lib/graph/feature-graph.js';
import { tableSize } from '../../../lib/memory/table-size.js';
import { headOf } from '../../support/experiments.js';

const gm = { extractor: 'transfer.gm_max' } as const;
const both = { extractor: 'transfer.gm_max', params: { direction: 'both' } } as const;
const cycles = { extractor: 'transient.cycles', params: { n_cycles: 7 } } as const;
const everyCycle = { extractor: 'transient.tau_on_off' } as const;

function sizeOf(features: Parameters<typeof createFeatureGraph>[0], transfer: number, transient = 0): number {
  return tableSize(headOf('/a.h5', { transfer, transient }), createFeatureGraph(features));
}

/** Of one row with one number. */
const CELL = sizeOf({ gm }, 1);

describe('tableSize', () => {
  it('is as much for each number in the table: rows, times the numbers of each feature', () => {
    expect(CELL).toBeGreaterThanOrEqual(8);
    expect(sizeOf({ gm }, 1000)).toBe(1000 * CELL);
    expect(sizeOf({ gm, both }, 1000)).toBe(1000 * (1 + 2) * CELL);
    expect(sizeOf({ gm, relative: { func: () => [], input: 'gm' } }, 1000)).toBe(1000 * 2 * CELL);
  });

  it('has a row for each step of the source that has more', () => {
    expect(sizeOf({ gm, peak: { extractor: 'transient.peak_current' } }, 10, 400)).toBe(400 * 2 * CELL);
    expect(sizeOf({ gm }, 0, 0)).toBe(0);
  });

  it('counts the cycles that are asked for, and takes many for a number that nobody knows', () => {
    const fixed = sizeOf({ cycles }, 0, 10);
    expect(sizeOf({ everyCycle }, 0, 10)).toBeGreaterThan(fixed);
    expect(fixed % (10 * CELL)).toBe(0);
  });
});
