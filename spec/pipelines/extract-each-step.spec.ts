import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { defineFeatures } from '../../lib/config/configuration.js';
import { inlinePool } from '../../lib/pool/inline-pool.js';
import { threadPool } from '../../lib/pool/thread-pool.js';
import type { ExperimentRow } from '../../pipelines/consume-steps.js';
import { extractEachStep } from '../../pipelines/extract-each-step.js';
import { observedPool } from '../../pipelines/observed-pool.js';
import { writeBadFile } from '../support/bad-files.js';
import { goldenCases } from '../support/golden.js';
import { plainRows, sorted } from '../support/plain-rows.js';
import { descriptorsOf, tellsDescriptors } from '../support/pools.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const folder = temporaryFolder();
const golden = goldenCases().map(({ file }) => file);
const configuration = defineFeatures({
  gm: { extractor: 'transfer.gm_max' },
  peak: { extractor: 'transient.peak_current' },
});
const pools = [
  ['inline', inlinePool()],
  ['of threads', threadPool({ size: 2 })],
] as const;
afterAll(async () => {
  for (const [, pool] of pools) await pool[Symbol.asyncDispose]();
});

async function expectNoneOpen(files: readonly string[]): Promise<void> {
  if (tellsDescriptors) await vi.waitFor(() => expect(files.map(descriptorsOf)).toEqual(files.map(() => 0)), 5000);
}

describe.each(pools)('extractEachStep, on a pool %s', (_, pool) => {
  it('gives the row of each step of each file', async () => {
    const rows: ExperimentRow[] = [];
    for await (const row of extractEachStep(golden, configuration, { pool, maxOpen: 2 })) rows.push(row);
    for (const file of golden) {
      const found = rows.filter(({ experiment }) => experiment.file === file);
      expect(sorted(found)).toEqual(sorted(await plainRows(file, configuration)));
    }
    await expectNoneOpen(golden);
  });

  it('computes no more ahead of a slow loop than may wait', async () => {
    let computed = 0;
    let taken = 0;
    const counted = observedPool(pool, ({ cells }) => {
      computed += cells;
    });
    const [file = ''] = golden;
    const options = { pool: counted, features: ['gm'], stepsPerTask: 1, concurrency: 1 };
    for await (const _ of extractEachStep([file], configuration, options)) {
      taken += 1;
      await delay(5);
      expect(computed - taken).toBeLessThanOrEqual(0);
    }
    expect(taken).toBe(computed);
  });

  it('stops everything when the loop is left, and when its signal is aborted', async () => {
    for await (const _ of extractEachStep(golden, configuration, { pool })) break;
    await expectNoneOpen(golden);
    const stop = new AbortController();
    const loop = async () => {
      for await (const _ of extractEachStep(golden, configuration, { pool, signal: stop.signal })) stop.abort();
    };
    await expect(loop()).rejects.toMatchObject({ code: 'aborted' });
    await expectNoneOpen(golden);
  });

  it('throws in the loop: files that cannot be read, features that cannot be had', async () => {
    const bad = writeBadFile(folder, 'truncated');
    await expect(extractEachStep([bad], configuration, { pool }).next()).rejects.toMatchObject({
      code: 'file-truncated',
    });
    const wrong = extractEachStep(golden, configuration, { pool, features: ['gn'] });
    await expect(wrong.next()).rejects.toMatchObject({ code: 'bad-argument' });
    expect(await wrong.next()).toEqual({ done: true, value: undefined });
  });
});
