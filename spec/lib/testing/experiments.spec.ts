import { join } from 'node:path';
import fc from 'fast-check';
import { from, lastValueFrom, map } from 'rxjs';
import { expect, it } from 'vitest';
import { defineFeatures } from '../../../lib/config/configuration.js';
import { stepCounts } from '../../../lib/experiment/head.js';
import { readHead } from '../../../lib/experiment/read-head.js';
import { inlinePool } from '../../../lib/pool/inline-pool.js';
import { experiments, featureDefinitions, writeExperimentFile } from '../../../lib/testing/index.js';
import { consumeExperiments } from '../../../operators/consume-experiments.js';
import { openExperiments } from '../../../operators/open-experiments.js';
import { extractFeatures } from '../../../pipelines/extract-features.js';
import { plainLoop } from '../../support/plain-loop.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();

it('draws experiments whose files say what was drawn', async () => {
  await fc.assert(
    fc.asyncProperty(experiments(), async (experiment) => {
      const file = await writeExperimentFile(join(folder, experiment.name), experiment);
      expect(file).toMatch(/-test_[^/]*\.h5$/);
      const head = await readHead(file);
      expect(head.attributes).toMatchObject(experiment.attributes ?? {});
      expect(head.workflow).toEqual(experiment.workflow ?? head.workflow);
      expect(stepCounts(head)).toEqual({
        transfer: experiment.transfer.length,
        transient: experiment.transient.length,
      });
    }),
    { numRuns: 30 },
  );
});

it('shrinks to an experiment with what it takes and no more', () => {
  const few = fc.property(
    experiments(),
    ({ transfer, attributes }) => transfer.length < 2 || attributes?.chip_id === undefined,
  );
  for (const seed of [1, 2, 3]) {
    const [smallest] = fc.check(few, { seed, numRuns: 1000 }).counterexample ?? [];
    expect(smallest).toMatchObject({ name: 'chip-NA-NA-test_NA.h5', attributes: { chip_id: 'chip' }, transient: [] });
    expect(smallest?.transfer.map(({ index, Vg }) => [index, Vg.length])).toEqual([
      [0, 8],
      [1, 8],
    ]);
    expect(smallest).not.toHaveProperty('workflow');
  }
});

it('gives for any experiment and any features what a plain loop gives', async () => {
  await using pool = inlinePool();
  await fc.assert(
    fc.asyncProperty(experiments(), featureDefinitions(), async (experiment, definitions) => {
      const configuration = defineFeatures(definitions);
      const file = await writeExperimentFile(join(folder, experiment.name), experiment);
      const expected = (await plainLoop(file, configuration)).table;
      const pipeline = from([file]).pipe(
        openExperiments(),
        extractFeatures(configuration, pool),
        consumeExperiments(({ table }) => [table]),
        map((table) => table),
      );
      expect(await lastValueFrom(pipeline)).toEqual(expected);
    }),
    { numRuns: 25 },
  );
});
