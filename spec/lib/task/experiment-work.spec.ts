import { describe, expect, it } from 'vitest';
import { defineFeatures } from '../../../lib/config/configuration.js';
import { layersOf } from '../../../lib/graph/layers.js';
import { workOf } from '../../../lib/task/experiment-work.js';
import { experimentOf } from '../../support/block-arbitraries.js';
import { extractedFeature } from '../../support/graph-arbitraries.js';

const definitions = {
  gm: { extractor: 'transfer.gm_max' },
  peak: { extractor: 'transient.peak_current' },
  tau: { extractor: 'transient.tau_on_off' },
  ratio: { func: 'lambda gm, peak: gm / peak', input: ['gm', 'peak'] },
  twice: { func: 'lambda r: 2 * r', input: 'ratio' },
};

/** Of 20 points, in the head of the samples. */
const SWEEP = 2 * 20 * 8;
/** Of 10 samples, time and current. */
const TRACE = 2 * 10 * 8;

describe('workOf', () => {
  it('counts the cells of each feature, what is read for them, and those of the table', () => {
    const { graph } = defineFeatures(definitions);
    expect(workOf(experimentOf({ transfer: 3, transient: 5 }), graph)).toEqual({
      features: [
        { feature: 'gm', layer: 1, from: 'transfer', cells: 3 },
        { feature: 'peak', layer: 1, from: 'transient', cells: 5 },
        { feature: 'tau', layer: 1, from: 'transient', cells: 5 },
        { feature: 'ratio', layer: 2, from: 'features', cells: 5 },
        { feature: 'twice', layer: 3, from: 'features', cells: 5 },
      ],
      cells: 3 + 5 + 5,
      bytes: 3 * SWEEP + 5 * TRACE,
      tableCells: 5 * 5,
    });
  });

  it('reads the rows that are asked for, and counts what is shown', () => {
    const { graph } = defineFeatures(definitions, { selected: ['peak'] });
    expect(workOf(experimentOf({ transfer: 3, transient: 5 }), graph)).toEqual({
      features: [{ feature: 'peak', layer: 1, from: 'transient', cells: 5 }],
      cells: 5,
      bytes: (5 * TRACE) / 2,
      tableCells: 5,
    });
  });

  it('leaves out what an earlier file has', () => {
    const { graph } = defineFeatures(definitions, { selected: ['gm'] });
    const taken = { steps: 2, columns: new Map(), remarks: [] };
    const takenOver = { features: new Map([['gm', taken]]), digests: {} };
    expect(workOf({ ...experimentOf({ transfer: 3 }), takenOver }, graph)).toEqual({
      features: [{ feature: 'gm', layer: 1, from: 'transfer', cells: 1 }],
      cells: 1,
      bytes: SWEEP,
      tableCells: 3,
    });
  });

  it('counts a feature of both sources where both have steps, and reads both', () => {
    const both = { ...extractedFeature('both', []), sources: ['transfer', 'transient'] } as const;
    const work = workOf(experimentOf({ transfer: 3, transient: 5 }), { layers: layersOf([both]), selected: ['both'] });
    expect(work).toEqual({
      features: [{ feature: 'both', layer: 1, from: 'both', cells: 3 }],
      cells: 3,
      bytes: 3 * (SWEEP + TRACE),
      tableCells: 5,
    });
  });

  it('has nothing to do for an experiment without steps', () => {
    const { features, ...sums } = workOf(experimentOf({}), defineFeatures(definitions).graph);
    expect(sums).toEqual({ cells: 0, bytes: 0, tableCells: 0 });
    expect(features.map(({ cells }) => cells)).toEqual([0, 0, 0, 0, 0]);
  });
});
