import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { from, lastValueFrom, take, tap, toArray } from 'rxjs';
import { afterAll, describe, expect, it } from 'vitest';
import { defineFeatures } from '../../lib/config/configuration.js';
import type { OectError } from '../../lib/errors.js';
import type { Experiment } from '../../lib/experiment/experiment.js';
import { inlinePool } from '../../lib/pool/inline-pool.js';
import type { StepPool } from '../../lib/pool/step-pool.js';
import { consumeExperiments } from '../../operators/consume-experiments.js';
import { openExperiments } from '../../operators/open-experiments.js';
import { type ReuseFeaturesOptions, reuseFeatures } from '../../operators/reuse-features.js';
import { batchExtract } from '../../pipelines/batch-extract.js';
import { writeEdition } from '../support/editions.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const folder = temporaryFolder();
const directory = join(folder, 'features');
const pool = inlinePool();
afterAll(() => pool[Symbol.asyncDispose]());

const configuration = defineFeatures({ gm: { extractor: 'transfer.gm_max' } });
const more = defineFeatures({ gm: { extractor: 'transfer.gm_max' }, Von: { extractor: 'transfer.Von' } });
const old = await writeEdition(join(folder, 'old-test_1.h5'), { transfer: 5, transient: 1 });
const other = await writeEdition(join(folder, 'other-test_2.h5'), {
  transfer: 3,
  transient: 1,
  attributes: { test_id: 'test_2' },
});
await batchExtract([old], configuration, { pool, directory });

/** Nothing but the head of a file may be read. */
const lazy: Pick<StepPool, 'fingerprint' | 'run'> = {
  fingerprint: async () => expect.unreachable('a fingerprint was taken'),
  run: () => expect.unreachable('steps were read'),
};

function run(files: readonly string[], options: Partial<ReuseFeaturesOptions> = {}, wanted = configuration) {
  const opened: Experiment[] = [];
  const stream = from(files).pipe(
    openExperiments({ pool }),
    tap((experiment) => opened.push(experiment)),
    reuseFeatures(wanted, { directory, pool, ...options }),
  );
  return { opened, stream };
}

describe('reuseFeatures', () => {
  it('closes what is up to date, and hands on all else with what need not be computed', async () => {
    const decided: string[] = [];
    const onDecided: ReuseFeaturesOptions['onDecided'] = ({ kind }, { file }) => void decided.push(`${kind} ${file}`);
    const { opened, stream } = run([old, other], { onDecided });
    const left = await lastValueFrom(
      stream.pipe(
        consumeExperiments((experiment) => [experiment]),
        toArray(),
      ),
    );
    expect(left.map(({ file, takenOver }) => [file, takenOver])).toEqual([[other, undefined]]);
    expect(decided.sort()).toEqual([`new ${other}`, `up-to-date ${old}`]);
    expect(opened.map(({ lease }) => lease.state)).toEqual(['closed', 'closed']);

    const extended = await lastValueFrom(
      run([old], {}, more).stream.pipe(consumeExperiments((experiment) => [experiment])),
    );
    expect([...(extended.takenOver?.features ?? [])].map(([name, { steps }]) => [name, steps])).toEqual([['gm', 5]]);
  });

  it('reads nothing where there is no feature file of the device', async () => {
    const empty = join(folder, 'nothing here');
    const { stream } = run([old], { directory: empty, pool: lazy });
    expect(await lastValueFrom(stream.pipe(consumeExperiments(({ file }) => [file])))).toBe(old);
  });

  it('closes a file that can no longer be read, and goes on without it, or ends in its error', async () => {
    const gone = join(folder, 'gone-test_1.h5');
    const failing = { ...pool, fingerprint: (head: Experiment['head']) => pool.fingerprint(head), run: pool.run };
    const going = (options: Partial<ReuseFeaturesOptions>) => {
      copyFileSync(other, gone);
      const fingerprint: StepPool['fingerprint'] = (head) => {
        if (head.file === gone) rmSync(gone, { force: true });
        return pool.fingerprint(head);
      };
      return run([gone, old], { pool: { ...failing, fingerprint }, ...options }, more);
    };
    const errors: OectError[] = [];
    const tolerant = going({ onUnreadable: (error) => void errors.push(error) });
    const left = await lastValueFrom(
      tolerant.stream.pipe(
        consumeExperiments(({ file }) => [file]),
        toArray(),
      ),
    );
    expect(left).toEqual([old]);
    expect(errors).toMatchObject([{ code: expect.stringMatching(/file-(not-found|changed)/) }]);
    expect(tolerant.opened.map(({ lease }) => lease.state)).toEqual(['closed', 'closed']);

    const strict = going({});
    await expect(lastValueFrom(strict.stream.pipe(consumeExperiments(() => [])))).rejects.toMatchObject({
      code: expect.stringMatching(/file-(not-found|changed)/),
    });
    expect(strict.opened.map(({ lease }) => lease.state)).toEqual(['closed', 'closed']);
  });

  it('leaves nothing open when it is unsubscribed from', async () => {
    const { opened, stream } = run([other, old], {}, more);
    await lastValueFrom(stream.pipe(take(1)));
    expect(opened.map(({ lease }) => lease.state)).toEqual(opened.map(() => 'closed'));
  });

  it('emits nothing of an experiment that is closed while it is being decided', async () => {
    const decided: string[] = [];
    const fingerprint: StepPool['fingerprint'] = (head) => {
      opened[0]?.close();
      return pool.fingerprint(head);
    };
    const { opened, stream } = run(
      [old],
      { pool: { fingerprint, run: pool.run }, onDecided: ({ kind }) => void decided.push(kind) },
      more,
    );
    expect([await lastValueFrom(stream.pipe(toArray())), decided]).toEqual([[], []]);
    expect(opened).toHaveLength(1);
  });
});
