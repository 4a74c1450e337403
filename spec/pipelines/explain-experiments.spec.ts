import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastValueFrom, toArray } from 'rxjs';
import { afterAll, expect, it } from 'vitest';
import { defineFeatures } from '../../lib/config/configuration.js';
import { inlinePool } from '../../lib/pool/inline-pool.js';
import { explainExperiments } from '../../pipelines/explain-experiments.js';
import { type Edition, writeEdition } from '../support/editions.js';
import { namesIn } from '../support/feature-files.js';
import { runBatch } from '../support/incremental-runs.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const folder = temporaryFolder();
const directory = join(folder, 'features');
mkdirSync(directory);
const pool = inlinePool();
afterAll(() => pool[Symbol.asyncDispose]());

const definitions = {
  gm: { extractor: 'transfer.gm_max' },
  decay: { extractor: 'transient.decay_time' },
};
const before = defineFeatures(definitions, { name: 'mine' });
const now = defineFeatures({ ...definitions, Von: { extractor: 'transfer.Von' } }, { name: 'mine' });

const write = (test: string, edition: Edition) =>
  writeEdition(join(folder, `x-${test}.h5`), {
    ...edition,
    attributes: { test_id: test, device_number: test.slice(-1) },
  });

const steps = { transfer: 4, transient: 3 };

it('says of each experiment what a batch then does, and because of what', async () => {
  const old = [await write('test_1', steps), await write('test_2', steps), await write('test_3', steps)] as const;
  await runBatch(old, before, { pool, directory });
  const [added, grown, other] = old;
  await write('test_2', { transfer: 6, transient: 3 });
  await write('test_3', { ...steps, turned: 2 });
  const fresh = await write('test_4', steps);
  const done = await write('test_5', steps);
  await runBatch([done], now, { pool, directory });
  const bad = join(folder, 'x-test_6.h5');
  writeFileSync(bad, 'no HDF5');

  const files = [added, grown, other, fresh, done, bad];
  const written = namesIn(directory);
  const found = await lastValueFrom(explainExperiments(files, now, { pool, directory }).pipe(toArray()));
  expect(namesIn(directory)).toEqual(written);
  const byFile = new Map(found.map((explanation) => [explanation.file, explanation]));
  expect(files.map((file) => byFile.get(file))).toMatchObject([
    {
      decision: 'extend',
      experiment: 'chip-1-growing-test_1',
      computed: 4,
      taken_over: 7,
      reasons: [{ kind: 'feature-added', feature: 'Von' }],
      output: expect.stringContaining('chip-1-mine'),
    },
    {
      decision: 'extend',
      computed: 2 + 6,
      taken_over: 4 + 3,
      reasons: [
        { kind: 'steps-added', source: 'transfer', from: 4, to: 6 },
        { kind: 'feature-added', feature: 'Von' },
      ],
    },
    { decision: 'recompute', computed: 11, taken_over: 0, output: null },
    { decision: 'new', computed: 11, taken_over: 0, reasons: [{ kind: 'no-output' }], output: null },
    {
      decision: 'up-to-date',
      computed: 0,
      taken_over: 11,
      reasons: [],
      output: expect.stringContaining('chip-5-mine'),
    },
    { decision: 'unreadable', error: { code: 'not-hdf5' } },
  ]);

  const { report } = await runBatch(files, now, { pool, directory });
  expect(report.successful.map(({ file, computed, taken_over }) => [file, computed, taken_over])).toEqual([
    [added, 4, 7],
    [grown, 8, 7],
    [other, 11, 0],
    [fresh, 11, 0],
  ]);
  expect(report.skipped).toMatchObject([{ file: done, reason: 'up to date' }]);
  expect(report.failed).toMatchObject([{ file: bad, error: { code: 'not-hdf5' } }]);
});
