import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { tap } from 'rxjs';
import { afterAll, expect, it } from 'vitest';
import { createExperiment } from '../../../lib/experiment/experiment.js';
import { readHead } from '../../../lib/experiment/read-head.js';
import { DIGEST_ROWS } from '../../../lib/experiment/step-digests.js';
import { inlinePool } from '../../../lib/pool/inline-pool.js';
import { readDigests } from '../../../lib/pool/read-digests.js';
import { threadPool } from '../../../lib/pool/thread-pool.js';
import type { StepTask } from '../../../lib/task/step-task.js';
import { type Edition, writeEdition } from '../../support/editions.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();
const inline = inlinePool({ blockBytes: 1000 });
const threads = threadPool({ size: 2, blockBytes: 1000 });
afterAll(() => Promise.all([inline[Symbol.asyncDispose](), threads[Symbol.asyncDispose]()]));

async function digestsOf(edition: Edition, steps: { transfer: number; transient: number }, pool = inline) {
  const file = await writeEdition(join(folder, `${JSON.stringify(edition).replace(/\W/g, '')}.h5`), edition);
  const experiment = createExperiment(await readHead(file));
  const requests = [
    { source: 'transfer', rows: ['Vg', 'Id'], steps: { start: 0, stop: steps.transfer } },
    { source: 'transient', rows: ['time', 'Id'], steps: { start: 0, stop: steps.transient } },
  ] as const;
  await readDigests(experiment, requests, pool);
  return experiment.digests;
}

it('gives the first steps of a longer file the digests of a shorter one, whoever reads them', async () => {
  const steps = { transfer: 7, transient: 5 };
  const short = await digestsOf(steps, steps);
  for (const pool of [inline, threads]) {
    const long = await digestsOf({ transfer: 20, transient: 11 }, steps, pool);
    for (const row of DIGEST_ROWS) {
      const count = row === 'transfer' ? 7 : 5;
      expect(short.ofFirst(row)).toMatch(/^[0-9a-f]{64}$/);
      expect(long.ofFirst(row, count)).toBe(short.ofFirst(row));
      expect(long.ofFirst(row)).toBeUndefined();
    }
  }
});

it('has none of a file that cannot be read', async () => {
  const file = await writeEdition(join(folder, 'gone.h5'), { transfer: 4, transient: 2 });
  const experiment = createExperiment(await readHead(file));
  rmSync(file);
  const request = { source: 'transfer', rows: ['Vg'], steps: { start: 0, stop: 4 } } as const;
  await readDigests(experiment, [request], inline);
  expect(experiment.digests.ofFirst('transfer')).toBeUndefined();
});

it('is given up when the experiment is closed', async () => {
  const file = await writeEdition(join(folder, 'closed.h5'), { transfer: 24, transient: 2 });
  const experiment = createExperiment(await readHead(file));
  const pool = {
    run: (task: StepTask) => inline.run(task).pipe(tap(() => experiment.close())),
  };
  const requests = [
    { source: 'transfer', rows: ['Vg'], steps: { start: 0, stop: 24 } },
    { source: 'transient', rows: ['Id'], steps: { start: 0, stop: 2 } },
  ] as const;
  await readDigests(experiment, requests, pool);
  expect(experiment.digests.ofFirst('transfer')).toBeUndefined();
  expect(experiment.digests.ofFirst('transient Id')).toBeUndefined();
});
