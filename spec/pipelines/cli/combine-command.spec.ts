import { mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { beforeAll, describe, expect, it } from 'vitest';
import { readParquet } from '../../support/feature-files.js';
import { makeFeatures } from '../../support/made-features.js';
import { oect } from '../../support/oect.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();

beforeAll(async () => {
  mkdirSync(join(folder, 'features'));
  for (const [device, config] of [
    ['1', 'v1'],
    ['2', 'v1'],
    ['2', 'v2'],
  ] as const) {
    const file = join(folder, 'features', `#1-${device}-${config}-feat_20250905-143000_c0ffee00.parquet`);
    await makeFeatures(file, config === 'v1' ? { gm: [1, 2] } : { Von: [3, 4] }, { device, config });
  }
});

const combine = (...args: string[]) => oect(['combine', ...args], folder);

describe('oect combine', () => {
  it('puts all files of a folder into one Parquet file', async () => {
    expect(await combine('features', '--out', 'new/all.parquet')).toEqual({
      code: 0,
      stdout: '2 experiments, 4 steps -> new/all.parquet\n',
      stderr: '',
    });
    expect(await readParquet(join(folder, 'new/all.parquet'))).toEqual({
      ...{ experiment: ['x', 'x', 'x', 'x'], chip_id: ['#1', '#1', '#1', '#1'], device_id: ['1', '1', '2', '2'] },
      ...{ test_id: [null, null, null, null], step_index: [0n, 1n, 0n, 1n] },
      ...{ gm: [1, 2, 1, 2], Von: [null, null, 3, 4] },
    });
  });

  it('takes features, configurations and globs, writes Arrow, and is quiet if it is told so', async () => {
    const quiet = await combine(
      'features/*-2-*',
      '--out',
      'some.arrow',
      '--features',
      'gm, Von',
      '--config',
      'v2,v1',
      '-q',
    );
    expect(quiet).toEqual({ code: 0, stdout: '', stderr: '' });
    const table = tableFromIPC(readFileSync(join(folder, 'some.arrow')));
    expect([table.numRows, table.getChild('device_id')?.get(0), table.getChild('Von')?.get(1)]).toEqual([2, '2', 4]);
  });

  it('tells of damaged files, combines the others, and ends with exit code 1', async () => {
    mkdirSync(join(folder, 'bad'));
    const bad = await makeFeatures(join(folder, 'bad', 'x-feat_1.parquet'), { gm: [1] });
    truncateSync(bad, 100);
    expect(await combine('features', 'bad', '--out', 'rest.parquet')).toEqual({
      code: 1,
      stdout: '2 experiments, 4 steps -> rest.parquet\n',
      stderr: expect.stringMatching(
        /^left out: \S+x-feat_1\.parquet is not a complete Parquet file: .* \[wrong-layout\]\n$/,
      ),
    });
  });

  it.each([
    [
      'a feature that there is not',
      ['features', '--out', 'x.parquet', '--features', 'gmm'],
      /no file has a feature "gmm"; did you mean "gm"/,
    ],
    [
      'a configuration that there is not',
      ['features', '--out', 'x.parquet', '--config', 'v11'],
      /"v11"; did you mean "v1"/,
    ],
    ['no names', ['features', '--out', 'x.parquet', '--features', 'a,,b'], /"a,,b" is not a list of names/],
    ['an ending that says nothing', ['features', '--out', 'x.csv'], /x\.csv: its ending must say what to write/],
    ['no file to write', ['features'], /required option '-o, --out <file>' not specified/],
    ['a folder without feature files', ['.git', '--out', 'x.parquet'], /^oect: \.git is no file, no folder/],
  ])('refuses %s with exit code 2', async (_, args, message) => {
    const { code, stdout, stderr } = await combine(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});
