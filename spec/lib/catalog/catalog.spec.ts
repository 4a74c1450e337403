import { appendFileSync, copyFileSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Catalog } from '../../../lib/catalog/catalog.js';
import { openCatalog } from '../../../lib/catalog/open-catalog.js';
import { defineFeatures } from '../../../lib/config/configuration.js';
import { inlinePool } from '../../../lib/pool/inline-pool.js';
import { batchExtract } from '../../../pipelines/batch-extract.js';
import { writeBadFile } from '../../support/bad-files.js';
import { fileOf, type Run, writeRun } from '../../support/laboratory.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const RUNS: readonly Run[] = [
  { chip: '#1', device: 2, test: 'test_a', topTime: 10 },
  { chip: '#1', device: 10, test: 'test_b', topTime: 50 },
  { chip: '#2', device: 1, test: 'test_c', status: 'running', folder: 'below', transferSteps: 5 },
];

const basic = defineFeatures({ absI_max: { extractor: 'transfer.absI_max' } }, { name: 'basic' });
const other = defineFeatures({ gm: { extractor: 'transfer.gm_max' } }, { name: 'basic' });
/** Of the same content as `basic`. */
const renamed = defineFeatures({ absI_max: { extractor: 'transfer.absI_max' } }, { name: 'renamed' });

const pool = inlinePool();
const scan = (catalog: Catalog) => catalog.scan({ pool });
const names = (found: readonly { readonly file: string }[]) =>
  found.map(({ file }) => /test_\w+/.exec(basename(file))?.[0]);

describe('a catalog', () => {
  const folder = temporaryFolder();
  let data: string;
  let catalog: Catalog;
  let made = 0;

  beforeEach(async () => {
    data = join(folder, `laboratory ${made++}`);
    for (const run of RUNS) await writeRun(data, run);
    catalog = await openCatalog({ roots: [data], pool });
  });

  const file = (index: number) => fileOf(data, RUNS[index] as Run);

  it('has the heads of all experiments, in the order of their paths', () => {
    expect(names(catalog.experiments)).toEqual(['test_a', 'test_b', 'test_c']);
    expect(catalog.experiments[2]).toMatchObject({
      kind: 'experiment',
      file: file(2),
      attributes: { chip_id: '#2', device_number: '1', status: 'running' },
      workflow: { workflow_step_1_iterations: 5, workflow_step_1_2_param_topTime: 50 },
      steps: { transfer: 5, transient: 0 },
      warnings: [],
    });
  });

  it('finds by attributes and by workflow, ordered, in pages', async () => {
    expect(names(await catalog.search())).toEqual(['test_a', 'test_b', 'test_c']);
    expect(names(await catalog.search({ chip_id: '#1' }))).toEqual(['test_a', 'test_b']);
    expect(names(await catalog.search({ workflow_step_1_2_param_topTime: { min: 20 } }))).toEqual(['test_b', 'test_c']);
    expect(names(await catalog.search({ order_by: 'device_id', order_desc: true }))).toEqual([
      'test_b',
      'test_a',
      'test_c',
    ]);
    expect(names(await catalog.search({ order_desc: true }))).toEqual(['test_c', 'test_b', 'test_a']);
    expect(names(await catalog.search({ limit: 1, offset: 1 }))).toEqual(['test_b']);
    expect(await catalog.search({ limit: 0 })).toEqual([]);
    await expect(catalog.search({ workflow_step_1_2_param_toptime: 3 })).rejects.toThrow(
      /did you mean "workflow_step_1_2_param_topTime"/,
    );
  });

  it('says why it finds nothing', () => {
    expect(catalog.reasonsForNothing({ chip_id: '1', status: 'completed' })).toEqual([
      'no experiment has chip_id "1"; did you mean "#1"?',
    ]);
    expect(catalog.reasonsForNothing({ chip_id: '#2', status: 'completed' })).toEqual([]);
  });

  it('finds an experiment by its path, its name or its test', () => {
    for (const id of [file(1), basename(file(1)), basename(file(1), '.h5'), 'test_b']) {
      expect(names(catalog.find(id))).toEqual(['test_b']);
    }
    expect(catalog.find('test_x')).toEqual([]);
  });

  it('reads only what is new or has changed, and forgets what has gone', async () => {
    expect(await scan(catalog)).toMatchObject({ experiments: 3, read: 0, removed: 0 });
    await writeRun(data, { chip: '#3', device: 1, test: 'test_d' });
    rmSync(file(0));
    await writeRun(data, { ...(RUNS[1] as Run), status: 'failed' });
    expect(await scan(catalog)).toMatchObject({ experiments: 3, read: 2, removed: 1 });
    expect(names(await catalog.search())).toEqual(['test_b', 'test_d', 'test_c']);
    expect(names(await catalog.search({ status: 'failed' }))).toEqual(['test_b']);
  });

  it('gives the same after the index was removed', async () => {
    const before = await catalog.search();
    rmSync(catalog.indexFile);
    const again = await openCatalog({ roots: [data], pool });
    expect(await again.search()).toEqual(before);
    // And from the index.
    expect(await (await openCatalog({ roots: [data], pool })).search()).toEqual(before);
  });

  it('notices what has changed when it is used', async () => {
    await writeRun(data, { ...(RUNS[0] as Run), status: 'failed' });
    expect(names(await catalog.search({ status: 'completed' }))).toEqual(['test_b']);
    rmSync(file(1));
    expect(names(await catalog.search({ status: 'completed' }))).toEqual([]);
    expect(catalog.experiments.find(({ file: path }) => path === file(0))).toMatchObject({
      attributes: { status: 'failed' },
    });
  });

  it('fills a page anew when what would have been on it has changed', async () => {
    await writeRun(data, { ...(RUNS[0] as Run), status: 'failed' });
    expect(names(await catalog.search({ status: 'completed', limit: 1 }))).toEqual(['test_b']);
  });

  it('lists damaged files as damaged, until they change', async () => {
    const bad = join(data, 'x-test_bad.h5');
    renameSync(writeBadFile(folder, 'truncated'), bad);
    writeFileSync(join(data, 'x-feat_bad.parquet'), 'no table');
    expect(await scan(catalog)).toMatchObject({ experiments: 3, damaged: 2, read: 2 });
    expect(catalog.damaged).toMatchObject([
      { file: join(data, 'x-feat_bad.parquet'), as: 'features', error: { code: 'wrong-layout' } },
      { file: bad, as: 'experiment', error: { code: 'file-truncated', message: expect.stringContaining(bad) } },
    ]);
    expect(await scan(catalog)).toMatchObject({ damaged: 2, read: 0 });
    copyFileSync(file(0), bad);
    expect(await scan(catalog)).toMatchObject({ experiments: 4, damaged: 1, read: 1 });
    truncate(file(0));
    expect(names(await catalog.search({ test_id: 'test_a' }))).toEqual(['test_bad']);
    expect(catalog.damaged.map(({ file: path }) => path)).toContain(file(0));
  });

  it('refreshes single files, without an index', async () => {
    const added = await writeRun(data, { chip: '#3', device: 1, test: 'test_d' });
    const index = readFileSync(catalog.indexFile);
    expect(await catalog.refresh([{ kind: 'experiment', file: added }])).toHaveLength(1);
    expect(await catalog.refresh([{ kind: 'experiment', file: added }])).toEqual([]);
    expect(names(catalog.experiments)).toContain('test_d');
    expect(readFileSync(catalog.indexFile)).toEqual(index);
  });

  it.each([
    ['at once', (stop: AbortController) => stop.abort()],
    ['while it reads', () => {}],
  ])('stops a scan when told to %s, and all stays as it was', async (_, now) => {
    const index = readFileSync(catalog.indexFile);
    for (const device of [1, 2, 3]) await writeRun(data, { chip: '#3', device, test: 'test_d' });
    const stop = new AbortController();
    const scanning = catalog.scan({ pool, signal: stop.signal, onProgress: () => stop.abort() });
    now(stop);
    await expect(scanning).rejects.toMatchObject({ code: 'aborted' });
    expect(names(catalog.experiments)).toHaveLength(3);
    expect(readFileSync(catalog.indexFile)).toEqual(index);
  });

  describe('with features', () => {
    beforeEach(async () => {
      await extract([0, 1]);
      await scan(catalog);
    });

    async function extract(which: readonly number[]): Promise<void> {
      const report = await batchExtract(which.map(file), basic, { pool, directory: join(data, 'features') });
      expect(report.successful).toHaveLength(which.length);
    }

    const having = async (configuration = basic) => names(await catalog.search({ has_features: configuration }));
    const missing = async (configuration = basic) => names(await catalog.search({ missing_features: configuration }));

    it('finds experiments by them, by content and not by name', async () => {
      expect(await having()).toEqual(['test_a', 'test_b']);
      expect(await missing()).toEqual(['test_c']);
      expect(await having(renamed)).toEqual(['test_a', 'test_b']);
      expect(await having(other)).toEqual([]);
      expect(await missing(other)).toHaveLength(3);
      expect(await catalog.search({ missing_features: 'v2_transfer_basic' })).toHaveLength(3);
      await expect(catalog.search({ has_features: 'v2_transfer_basik' })).rejects.toThrow(
        /did you mean "v2_transfer_basic"/,
      );
      expect(
        names(await catalog.search({ has_features: basic, missing_features: other, chip_id: '#1', limit: 1 })),
      ).toEqual(['test_a']);
    });

    it('tells which are whose', () => {
      const [first, , third] = catalog.experiments;
      expect(catalog.featuresOf(first as never)).toMatchObject([
        { chip: '#1', device: '2', test: 'test_a', config: { name: 'basic' }, source: { file: basename(file(0)) } },
      ]);
      expect(catalog.featuresOf(third as never)).toEqual([]);
    });

    it('does not mind that an experiment was touched or renamed, but that it was changed', async () => {
      utimesSync(file(0), new Date(), new Date());
      renameSync(file(1), join(data, 'renamed-test_b.h5'));
      await scan(catalog);
      expect((await having()).sort()).toEqual(['test_a', 'test_b']);
      await writeRun(data, { ...(RUNS[0] as Run), status: 'failed' });
      expect(await having()).toEqual(['test_b']);
      expect(await missing()).toContain('test_a');
    });

    it('notices that a feature file has gone', async () => {
      rmSync(catalog.features[0]?.file as string);
      expect(await having()).toEqual(['test_b']);
      expect(await missing()).toEqual(['test_a', 'test_c']);
    });

    it('reads the content of a large experiment only when that decides', async () => {
      for (const index of [0, 1]) appendFileSync(file(index), Buffer.alloc(2 ** 17));
      await extract([0, 1]);
      await scan(catalog);
      const hashes = () => catalog.experiments.map(({ hash }) => hash !== undefined);
      expect(hashes()).toEqual([false, false, true]);
      expect(await having()).toEqual(['test_a', 'test_b']);
      expect(hashes()).toEqual([false, false, true]);

      const later = new Date(Date.now() + 60_000);
      utimesSync(file(0), later, later);
      appendFileSync(file(1), 'more');
      utimesSync(file(1), later, later);
      await scan(catalog);
      expect(await having()).toEqual(['test_a']);
      expect(hashes()).toEqual([true, true, true]);
    });
  });
});

function truncate(file: string): void {
  writeFileSync(file, readFileSync(file).subarray(0, 1000));
}
