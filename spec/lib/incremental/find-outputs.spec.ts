import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { OutputFolder } from '../../../lib/incremental/find-outputs.js';
import { buildTable } from '../../../lib/table/feature-table.js';
import { type FeatureFileName, featureFileName } from '../../../lib/table/file-name.js';
import { describeTable, type Provenance } from '../../../lib/table/metadata.js';
import type { ReuseRecord } from '../../../lib/table/reuse-record.js';
import { writeTable } from '../../../lib/table/write-table.js';
import { provenance } from '../../support/provenance.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();
const reuse: ReuseRecord = {
  recipes: {},
  columns: {},
  source: { steps: { transfer: 0, transient: 0 }, digests: {} },
};
const table = buildTable({ features: [], columns: new Map(), rows: 0, layout: 'expanded', remarks: [] });

const nameOf = (changes: Partial<FeatureFileName>) =>
  featureFileName({
    chip: '#1',
    device: '2',
    config: 'mine',
    configHash: 'c0ffee00',
    time: new Date(0),
    format: 'parquet',
    ...changes,
  });

async function write(
  directory: string,
  changes: Partial<FeatureFileName>,
  made: Provenance = { ...provenance, reuse },
) {
  const file = join(directory, nameOf(changes));
  await writeTable(describeTable(table, made), file, changes.format ?? 'parquet');
  return file;
}

it('finds the files of a device by their names, the latest first, in both formats', async () => {
  const directory = join(folder, 'good');
  const first = await write(directory, {});
  const later = await write(directory, { time: new Date(5000) });
  const arrow = await write(directory, { time: new Date(9000), format: 'arrow' });
  await write(directory, { device: '22' });
  await write(directory, { chip: '#' });
  copyFileSync(first, join(directory, 'renamed.parquet'));
  writeFileSync(join(directory, '#1-2-notes.txt'), 'notes');
  mkdirSync(join(directory, '#1-2-folder'));
  const at = await OutputFolder.at(relative(process.cwd(), directory));
  const { outputs, damaged } = await at.outputsOf({ chip: '#1', device: '2' });
  expect(outputs.map(({ file, format }) => [file, format])).toEqual([
    [arrow, 'arrow'],
    [later, 'parquet'],
    [first, 'parquet'],
  ]);
  expect(outputs[0]?.metadata).toMatchObject({ config: { name: 'v1' }, reuse });
  expect(damaged).toEqual([]);
});

it('says which files it cannot believe, and why', async () => {
  const directory = join(folder, 'bad');
  await write(directory, {}, provenance);
  writeFileSync(join(directory, nameOf({ time: new Date(1000) })), 'PAR1');
  writeFileSync(join(directory, nameOf({ time: new Date(2000), format: 'arrow' })), '');
  mkdirSync(join(directory, nameOf({ time: new Date(3000) })));
  const { outputs, damaged } = await (await OutputFolder.at(directory)).outputsOf({ chip: '#1', device: '2' });
  expect(outputs).toEqual([]);
  expect(damaged.map(({ file, message }) => `${/-(\d{6})_/.exec(file)?.[1]}: ${message}`)).toEqual([
    expect.stringMatching(/000003: .*not a complete Parquet file/),
    expect.stringMatching(/000002: .*empty/),
    expect.stringMatching(/000001: .*not a complete Parquet file/),
    '000000: it does not say what of it could be taken over',
  ]);
});

it('finds nothing in a folder that is not there, and nothing that came after it was looked at', async () => {
  const directory = join(folder, 'later');
  const before = await OutputFolder.at(directory);
  await write(directory, {});
  expect(await before.outputsOf({ chip: '#1', device: '2' })).toEqual({ outputs: [], damaged: [] });
  expect((await (await OutputFolder.at(directory)).outputsOf({ chip: '#1', device: '2' })).outputs).toHaveLength(1);
});
