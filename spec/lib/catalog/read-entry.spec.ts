import { appendFileSync, copyFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { experimentEntry, readEntry } from '../../../lib/catalog/read-entry.js';
import { fingerprint } from '../../../lib/experiment/fingerprint.js';
import { readHead } from '../../../lib/experiment/read-head.js';
import { flattenWorkflow } from '../../../lib/experiment/workflow.js';
import type { FeatureTable } from '../../../lib/table/feature-table.js';
import { describeTable } from '../../../lib/table/metadata.js';
import { writeTable } from '../../../lib/table/write-table.js';
import { goodFile } from '../../support/bad-files.js';
import { writeExperiment } from '../../support/experiment-file.js';
import { provenance } from '../../support/provenance.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();
const emptyTable: FeatureTable = {
  rows: 2,
  columns: [{ kind: 'index', name: 'step_index' }],
  remarks: [],
  metadata: {},
};

describe('readEntry', () => {
  it('keeps of an experiment what its head says, with the workflow as flat keys', async () => {
    const file = goodFile();
    const head = await readHead(file);
    const entry = await readEntry({ kind: 'experiment', file });
    expect(entry).toMatchObject({
      kind: 'experiment',
      file,
      stamp: head.stamp,
      attributes: head.attributes,
      workflow: flattenWorkflow(head.workflow ?? []),
      steps: { transfer: 4, transient: 4 },
      warnings: [],
    });
    expect(JSON.parse(JSON.stringify(entry))).toEqual(entry);
  });

  it('takes the hash of a small file, and leaves that of a large one', async () => {
    const file = join(folder, 'small.h5');
    await writeExperiment(file, { transfer: { data: { shape: [1, 2, 3] } } });
    expect(await readEntry({ kind: 'experiment', file })).toMatchObject({ hash: fingerprint(file) });
    appendFileSync(file, Buffer.alloc(2 ** 16));
    expect(await readEntry({ kind: 'experiment', file })).not.toHaveProperty('hash');
  });

  it.each(['parquet', 'arrow'] as const)('keeps of a feature file (%s) what it was made of', async (format) => {
    const file = join(folder, `x-feat_1.${format}`);
    await writeTable(describeTable(emptyTable, provenance), file, format);
    const { config, source, extractors, counts, createdAt } = provenance;
    expect(await readEntry({ kind: 'features', file })).toEqual({
      kind: 'features',
      file,
      stamp: expect.anything(),
      chip: '#1',
      config: { name: config.name, version: config.version, hash: config.hash },
      source,
      extractors,
      counts,
      createdAt,
    });
  });

  it.each([
    ['features', 'no-table.parquet', 'wrong-layout'],
    ['features', 'no-table.arrow', 'wrong-layout'],
    ['experiment', 'no-table.h5', 'not-hdf5'],
  ] as const)('refuses a file that is none: %s %s', async (kind, name, code) => {
    const file = join(folder, name);
    writeFileSync(file, 'step,Vg,Id');
    await expect(readEntry({ kind, file })).rejects.toMatchObject({ code, file });
    await expect(readEntry({ kind, file: join(folder, `missing-${name}`) })).rejects.toMatchObject({
      code: 'file-not-found',
    });
  });

  it('takes an experiment for no feature file', async () => {
    const file = join(folder, 'x-feat_2.parquet');
    copyFileSync(goodFile(), file);
    await expect(readEntry({ kind: 'features', file })).rejects.toThrow(basename(file));
  });
});

describe('experimentEntry', () => {
  it('is JSON, whatever the attributes are', () => {
    const attributes = { big: 2n ** 60n, none: Number.NaN, list: [1, Number.POSITIVE_INFINITY], yes: true, text: 'x' };
    const head = { file: '/x', stamp: { inode: 1, size: 2, mtimeMs: 3 }, attributes, warnings: [] };
    const entry = experimentEntry(head);
    expect(entry.attributes).toEqual({
      big: '1152921504606846976',
      none: 'NaN',
      list: [1, 'Infinity'],
      yes: true,
      text: 'x',
    });
    expect(JSON.parse(JSON.stringify(entry))).toEqual(entry);
  });
});
