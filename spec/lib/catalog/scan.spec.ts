import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CatalogEntry } from '../../../lib/catalog/entry.js';
import { readEntry } from '../../../lib/catalog/read-entry.js';
import { type ScanOptions, scanFiles } from '../../../lib/catalog/scan.js';
import { DEFAULT_SETTINGS } from '../../../lib/catalog/settings.js';
import { OectError } from '../../../lib/errors.js';
import { inlinePool } from '../../../lib/pool/inline-pool.js';
import { threadPool } from '../../../lib/pool/thread-pool.js';
import { fileOf, type Run, writeRun } from '../../support/laboratory.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { threadsOfProcess } from '../../support/threads.js';

const folder = temporaryFolder();
const RUNS: readonly Run[] = Array.from({ length: 12 }, (_, i) => ({ chip: '#1', device: i, test: `test_${i}` }));
const settings = { ...DEFAULT_SETTINGS, roots: [folder] };
const none = new Map<string, CatalogEntry>();

beforeAll(async () => {
  for (const run of RUNS) await writeRun(folder, run);
});

async function scanned(options: ScanOptions): Promise<ReadonlyMap<string, CatalogEntry>> {
  const { entries } = await scanFiles(settings, none, options);
  return new Map(entries.map((entry) => [entry.file, entry]));
}

describe('scanFiles', () => {
  const threads = threadPool({ size: 3 });
  afterAll(() => threads[Symbol.asyncDispose]());

  it('gives the same with threads as in this one, and ends those that it has started', async () => {
    const here = await scanned({ pool: inlinePool() });
    expect(here.size).toBe(RUNS.length);
    expect(await scanned({ pool: threads })).toEqual(here);
    const before = threadsOfProcess();
    expect(await scanned({ workers: 2 })).toEqual(here);
    expect(threadsOfProcess()).toBe(before);
  });

  it('tells of its progress', async () => {
    const told: [number, number][] = [];
    await scanned({ pool: inlinePool(), onProgress: (...progress) => told.push(progress) });
    expect(told).toEqual(RUNS.map((_, i) => [i + 1, RUNS.length]));
  });

  it('leaves out a file that goes while it is on its way there', async () => {
    const gone = await writeRun(folder, { chip: '#2', device: 1, test: 'test_gone' });
    const pool = {
      size: 1,
      catalog: (file: Parameters<typeof readEntry>[0]) => {
        rmSync(gone, { force: true });
        return readEntry(file);
      },
    };
    expect((await scanned({ pool })).size).toBe(RUNS.length);
  });

  it('tries a file again that may not be read, since its stamp tells nothing of that', async () => {
    const file = fileOf(folder, RUNS[0] as Run);
    const denied = new OectError('permission-denied', `${file} may not be read`, { file });
    const pool = (fail: boolean) => ({
      size: 1,
      catalog: async (found: Parameters<typeof readEntry>[0]) => {
        if (fail && found.file === file) throw denied;
        return readEntry(found);
      },
    });
    const first = await scanned({ pool: pool(true) });
    expect(first.get(file)).toMatchObject({ kind: 'damaged', as: 'experiment', error: { code: 'permission-denied' } });
    const { report } = await scanFiles(settings, first, { pool: pool(false) });
    expect(report).toMatchObject({ read: 1, damaged: 0, experiments: RUNS.length });
  });

  it('ends in the error of a pool that is closed', async () => {
    const pool = inlinePool();
    await pool[Symbol.asyncDispose]();
    await expect(scanned({ pool })).rejects.toMatchObject({ code: 'pool-closed' });
  });

  it('reads nothing, and starts no thread, where nothing has changed', async () => {
    const known = await scanned({ pool: inlinePool() });
    writeFileSync(join(folder, 'notes.txt'), 'not an experiment');
    const { report } = await scanFiles(settings, known, {
      pool: { size: 1, catalog: () => Promise.reject(new Error('nothing should be read')) },
    });
    expect(report).toMatchObject({ read: 0, removed: 0, experiments: RUNS.length });
  });
});
