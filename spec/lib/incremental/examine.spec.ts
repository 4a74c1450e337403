import { copyFileSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { tap } from 'rxjs';
import { afterAll, expect, it } from 'vitest';
import { defineFeatures } from '../../../lib/config/configuration.js';
import { createExperiment } from '../../../lib/experiment/experiment.js';
import { readHead } from '../../../lib/experiment/read-head.js';
import { examine } from '../../../lib/incremental/examine.js';
import { OutputFolder } from '../../../lib/incremental/find-outputs.js';
import { wantedOf } from '../../../lib/incremental/wanted.js';
import { inlinePool } from '../../../lib/pool/inline-pool.js';
import type { StepPool } from '../../../lib/pool/step-pool.js';
import { type Edition, writeEdition } from '../../support/editions.js';
import { featureFilesIn } from '../../support/feature-files.js';
import { runBatch } from '../../support/incremental-runs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();
const directory = join(folder, 'features');
mkdirSync(directory);
const inline = inlinePool();
afterAll(() => inline[Symbol.asyncDispose]());

const configuration = defineFeatures({ peak: { extractor: 'transient.peak_current' } });
const file = join(folder, 'x-test_1.h5');
await writeEdition(file, { transfer: 4, transient: 4 });
await runBatch([file], configuration, { pool: inline, directory });
const original = join(folder, 'original.h5');
copyFileSync(file, original);

/** What is decided of an edition, or of the original as it was, and what was read for that. */
async function examined(edition: Edition | 'original', from = directory) {
  if (edition === 'original') copyFileSync(original, file);
  else await writeEdition(file, edition);
  const read: string[] = [];
  const pool: Pick<StepPool, 'fingerprint' | 'run'> = {
    fingerprint: (head) => {
      read.push('the fingerprint');
      return inline.fingerprint(head);
    },
    run: (task) =>
      inline.run(task).pipe(
        tap(({ steps, digests = [] }) => {
          for (const { row } of digests) read.push(`${row} ${steps.start}-${steps.stop}`);
        }),
      ),
  };
  const experiment = createExperiment(await readHead(file));
  const options = { configuration, wanted: await wantedOf(configuration), folder: await OutputFolder.at(from), pool };
  return { ...(await examine(experiment, options)), read };
}

it('reads nothing but the head where there is no file of the device', async () => {
  const { decision, read } = await examined('original', folder);
  expect([decision.kind, read]).toEqual(['new', []]);
});

it('reads no step where the content is the same, or cannot only have grown', async () => {
  const same = await examined('original');
  expect([same.decision.kind, same.read]).toEqual(['up-to-date', ['the fingerprint']]);
  const changed = await examined({ transfer: 4, transient: 4, attributes: { device_type: 'P-type' } });
  expect([changed.decision.kind, changed.read]).toEqual(['recompute', ['the fingerprint']]);
  const fewer = await examined({ transfer: 9, transient: 3 });
  expect([fewer.decision.kind, fewer.read]).toEqual(['recompute', ['the fingerprint']]);
});

it('reads the first steps where there are more, and of them only what was read before', async () => {
  const { decision, takenOver, read } = await examined({ transfer: 4, transient: 7 });
  expect([decision.kind, read]).toEqual(['extend', ['the fingerprint', 'transient Id 0-4']]);
  expect([...(takenOver?.features.keys() ?? [])]).toEqual(['peak']);
});

it('goes by the content of a file, whatever it is called and whenever it was written', async () => {
  const elsewhere = join(folder, 'elsewhere');
  mkdirSync(elsewhere);
  const [output = ''] = featureFilesIn(directory);
  copyFileSync(output, join(elsewhere, basename(output).replace(/feat_.*_/, 'feat_20000101-000000_')));
  expect((await examined('original', elsewhere)).decision.kind).toBe('up-to-date');
});
