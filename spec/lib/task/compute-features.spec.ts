import { describe, expect, it } from 'vitest';
import { defineFeatures } from '../../../lib/config/configuration.js';
import { loadConfiguration } from '../../../lib/config/load-configuration.js';
import { loadRegistry } from '../../../lib/extractors/registry.js';
import { computeFeatures } from '../../../lib/task/compute-features.js';
import { goldenCases, readGoldenSteps } from '../../support/golden.js';
import { plainLoop } from '../../support/plain-loop.js';

describe('computeFeatures', () => {
  it.each(['v2_all', 'v2_mixed', 'v2_ml_ready'])(
    'gives of the steps of a file the table of the file: %s',
    async (name) => {
      const configuration = await loadConfiguration(name);
      for (const golden of goldenCases()) {
        const { table, counts } = computeFeatures(configuration, await readGoldenSteps(golden));
        const expected = await plainLoop(golden.file, configuration);
        expect({ table, counts }).toEqual({ table: expected.table, counts: expected.counts });
      }
    },
  );

  it('gives extractors of several sources, and those that build on earlier features, what a file would', async () => {
    const registry = await loadRegistry([
      new URL('../../fixtures/modules/hostile-extractors.mjs', import.meta.url).href,
    ]);
    const configuration = defineFeatures(
      {
        points: { extractor: 'both.points' },
        cycles: { extractor: 'transient.cycles', params: { n_cycles: 3 } },
        building: { extractor: 'both.building_batch', input: ['points', 'cycles'] },
      },
      { registry },
    );
    for (const golden of goldenCases()) {
      const { table } = computeFeatures(configuration, await readGoldenSteps(golden));
      expect(table).toEqual((await plainLoop(golden.file, configuration)).table);
    }
  });

  it('has no rows without curves', () => {
    const features = defineFeatures({ gm: { extractor: 'transfer.gm_max' }, twice: { func: twice, input: 'gm' } });
    expect(computeFeatures(features, {})).toMatchObject({
      table: { rows: 0, columns: [{ name: 'step_index' }, { name: 'gm' }, { name: 'twice' }] },
      counts: { values: 0, nulls: 0, failures: 0 },
    });
  });

  it('says why a feature of a curve has no value, and computes the others', () => {
    const features = defineFeatures({ gm: { extractor: 'transfer.gm_max' }, twice: { func: twice, input: 'gm' } });
    const curves = [
      { Vg: [], Id: [] },
      { Vg: [0, 0.1, 0.2], Id: [1e-9, 2e-6, 8e-6] },
    ];
    const { table, counts } = computeFeatures(features, { transfer: curves });
    expect(table.columns.slice(1)).toMatchObject([
      { name: 'gm', values: Float64Array.of(Number.NaN, 6e-5) },
      { name: 'twice', values: Float64Array.of(Number.NaN, 12e-5) },
    ]);
    expect(table.remarks).toMatchObject([
      { feature: 'gm', kind: 'null', steps: [0] },
      { feature: 'twice', kind: 'null', reason: 'an input is null', steps: [0] },
    ]);
    expect(counts).toEqual({ values: 2, nulls: 2, failures: 0 });
  });

  it('names the curve that cannot be one', () => {
    const features = defineFeatures({ gm: { extractor: 'transfer.gm_max' } });
    const curves = [
      { Vg: [0], Id: [0] },
      { Vg: [0, 1], Id: [0] },
    ];
    expect(() => computeFeatures(features, { transfer: curves })).toThrow('transfer curve 1 has 2 numbers in Vg');
  });
});

function twice({ values }: { readonly values: Float64Array }): Float64Array {
  return values.map((value) => 2 * value);
}
