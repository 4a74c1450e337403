import { appendFileSync, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { tableFromIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { stampOf } from '../../../lib/experiment/file-stamp.js';
import { fingerprint } from '../../../lib/experiment/fingerprint.js';
import { readFeatureMetadata } from '../../../lib/parquet/read-metadata.js';
import type { ExtractorIdentity } from '../../../lib/table/extractor-hashes.js';
import { buildTable } from '../../../lib/table/feature-table.js';
import type { ReuseRecord } from '../../../lib/table/reuse-record.js';
import { type FeatureFileJob, writeFeatures } from '../../../lib/table/write-features.js';
import { VERSION } from '../../../lib/version.js';
import { namesIn, readParquet } from '../../support/feature-files.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();
const table = buildTable({
  features: [{ name: 'gm', feature: 'gm', unit: 'S', description: 'slope' }],
  columns: new Map([['gm', { shape: [2], values: Float64Array.of(1, Number.NaN) }]]),
  rows: 2,
  layout: 'expanded',
  remarks: [{ feature: 'gm', kind: 'null', reason: 'flat', steps: [1] }],
});

const reuse: ReuseRecord = {
  recipes: { gm: { extractor: 'transfer.gm_max', params: {}, outputs: [{ name: '', shape: [] }] } },
  columns: { gm: { shape: [] } },
  source: { steps: { transfer: 2, transient: 0 }, digests: { transfer: 'd1' } },
};

const HASH = '0123456789abcdef'.repeat(4);
const CREATED = new Date();
const NAME = /^#1-2-mine-feat_\d{8}-\d{6}_01234567\.parquet$/;

/** A job for an experiment file of its own, which may hold anything. */
function jobOf(name: string, changes: Partial<FeatureFileJob> = {}): FeatureFileJob {
  const source = join(folder, `${name}.h5`);
  writeFileSync(source, `measurements of ${name}`);
  return {
    table,
    counts: { values: 1, nulls: 1, failures: 0 },
    directory: join(folder, `out of ${name}`),
    format: 'parquet',
    source,
    stamp: stampOf(source),
    sourceHash: fingerprint(source),
    identity: { chip: '#1', device: '2', test: 'test_3' },
    configuration: { name: 'mine', version: '4', text: 'name: mine', hash: HASH },
    extractors: [{ name: 'transfer.gm_max', version: 1 }],
    reuse,
    createdAt: CREATED,
    ...changes,
  };
}

describe('writeFeatures', () => {
  it('writes the table with what it was made of', async () => {
    const job = jobOf('plain');
    const { file, bytes } = await writeFeatures(job);
    expect(basename(file)).toMatch(NAME);
    expect(readFileSync(file)).toHaveLength(bytes);
    expect(await readParquet(file)).toEqual({ step_index: [0n, 1n], gm: [1, null] });
    const metadata = await readFeatureMetadata(file);
    expect(metadata).toEqual({
      chip: '#1',
      device: '2',
      test: 'test_3',
      config: { name: 'mine', version: '4', text: 'name: mine', hash: HASH },
      source: { file: 'plain.h5', hash: fingerprint(job.source) },
      extractors: { 'transfer.gm_max': expect.stringMatching(/^[0-9a-f]{64}$/) },
      reuse,
      counts: job.counts,
      programVersion: VERSION,
      createdAt: CREATED.toISOString(),
      columns: { gm: { feature: 'gm', unit: 'S', description: 'slope' } },
      remarks: table.remarks,
    });
  });

  it('writes Arrow with the same metadata', async () => {
    const { file } = await writeFeatures(jobOf('arrow', { format: 'arrow' }));
    expect(file).toMatch(/\.arrow$/);
    const arrow = tableFromIPC(readFileSync(file));
    expect(arrow.getChild('gm')?.toJSON()).toEqual([1, null]);
    expect(arrow.schema.metadata.get('test_id')).toBe('test_3');
  });

  it('writes a job that was posted to a thread', async () => {
    const { file } = await writeFeatures(structuredClone(jobOf('posted')));
    expect((await readParquet(file)).gm).toEqual([1, null]);
  });

  it('gives each of many jobs of one device a name of its own, replacing none', async () => {
    const job = jobOf('many');
    const written = await Promise.all(Array.from({ length: 12 }, () => writeFeatures(job)));
    const names = written.map(({ file }) => basename(file)).sort();
    expect(new Set(names).size).toBe(12);
    expect(namesIn(job.directory)).toEqual(names);
    for (const name of names) expect(name).toMatch(NAME);
  });

  it('refuses to write of a file that is not the one that was read', async () => {
    const [changed, replaced, gone] = [jobOf('changed'), jobOf('replaced'), jobOf('gone')];
    appendFileSync(changed.source, 'more');
    copyFileSync(replaced.source, `${replaced.source}.copy`);
    rmSync(replaced.source);
    copyFileSync(`${replaced.source}.copy`, replaced.source);
    rmSync(gone.source);
    await expect(writeFeatures(changed)).rejects.toMatchObject({ code: 'file-changed', file: changed.source });
    await expect(writeFeatures(replaced)).rejects.toMatchObject({ code: 'file-changed', file: replaced.source });
    await expect(writeFeatures(gone)).rejects.toMatchObject({ file: gone.source });
    for (const { directory } of [changed, replaced, gone]) expect(namesIn(directory)).toEqual([]);
  });

  it('gives an extractor another hash when its version or its module changes', async () => {
    const module = join(folder, 'mine.mjs');
    const hashOf = async (extractor: ExtractorIdentity) => {
      const { file } = await writeFeatures(jobOf('hashes', { extractors: [extractor] }));
      return (await readFeatureMetadata(file)).extractors[extractor.name];
    };
    const name = 'transfer.mine';
    const loaded = { name, version: 1, module: pathToFileURL(module).href };
    writeFileSync(module, 'export const one = 1;');
    const first = await hashOf(loaded);
    expect(await hashOf(loaded)).toBe(first);
    writeFileSync(module, 'export const one = 2;');
    const hashes = [
      first,
      await hashOf(loaded),
      await hashOf({ name, version: 1 }),
      await hashOf({ name, version: 2 }),
    ];
    expect(new Set(hashes).size).toBe(4);
  });

  it('says what it could not write, and leaves nothing behind', async () => {
    const directory = join(folder, 'a file');
    writeFileSync(directory, '');
    await expect(writeFeatures(jobOf('no folder', { directory }))).rejects.toMatchObject({
      code: 'write-failed',
      message: expect.stringContaining(directory),
    });
    expect(readFileSync(directory, 'utf8')).toBe('');
  });
});
