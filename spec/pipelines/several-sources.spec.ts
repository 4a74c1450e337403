import { from, lastValueFrom, of, toArray } from 'rxjs';
import { afterAll, describe, expect, it } from 'vitest';
import { defineFeatures } from '../../lib/config/configuration.js';
import { loadRegistry } from '../../lib/extractors/registry.js';
import { inlinePool } from '../../lib/pool/inline-pool.js';
import { threadPool } from '../../lib/pool/thread-pool.js';
import type { Column } from '../../lib/table/column.js';
import { consumeExperiments } from '../../operators/consume-experiments.js';
import { openExperiments } from '../../operators/open-experiments.js';
import { extractFeatures } from '../../pipelines/extract-features.js';
import { goldenCases } from '../support/golden.js';
import { plainLoop } from '../support/plain-loop.js';

const pools = [inlinePool(), threadPool({ size: 2 })];
afterAll(async () => {
  for (const pool of pools) await pool[Symbol.asyncDispose]();
});
const golden = goldenCases().map(({ file }) => file);
const registry = await loadRegistry([new URL('../fixtures/modules/hostile-extractors.mjs', import.meta.url).href]);

const configuration = defineFeatures(
  {
    last: { extractor: 'both.building_batch', input: ['joint', 'transient', 'same'] },
    joint: { extractor: 'both.building', input: ['points', 'transient', 'cycles', 'transfer'] },
    same: { func: (column: Column) => column, input: 'cycles' },
    points: { extractor: 'both.points' },
    gm: { extractor: 'transfer.gm_max' },
    cycles: { extractor: 'transient.cycles', params: { n_cycles: 3 } },
  },
  { registry },
);

describe.each(['step', 'experiment'] as const)('extractors of several sources, in mode %s', (mode) => {
  it.each([undefined, 2])('give what a plain loop gives, with %s steps in a task', async (stepsPerTask) => {
    for (const pool of pools) {
      const tables = from(golden).pipe(
        openExperiments({ maxOpen: 2, pool }),
        extractFeatures(configuration, pool, { mode, ...(stepsPerTask !== undefined && { stepsPerTask }) }),
        consumeExperiments(({ file, table, counts }) => of({ file, table, counts })),
        toArray(),
      );
      const found = await lastValueFrom(tables);
      expect(found).toHaveLength(golden.length);
      for (const { file, table, counts } of found) {
        const expected = await plainLoop(file, configuration);
        expect({ table, counts }).toEqual({ table: expected.table, counts: expected.counts });
        expect(counts.values + counts.nulls + counts.failures).toBe(table.rows * configuration.graph.features.length);
      }
    }
  });
});
