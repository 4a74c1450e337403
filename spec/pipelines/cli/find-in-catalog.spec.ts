import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { simulateChip } from '../../../lib/simulation/simulate-chip.js';
import { writeBadFile } from '../../support/bad-files.js';
import { featureFilesIn, namesIn } from '../../support/feature-files.js';
import { oect } from '../../support/oect.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();
const experiments: string[] = [];

beforeAll(async () => {
  const options = { experiments: 3, steps: 2, points: 41, cycles: 2, periodPoints: 20 };
  for await (const event of simulateChip(join(folder, 'data'), options)) {
    if (event.kind === 'file') experiments.push(event.file);
  }
});

const extract = (...args: string[]) =>
  oect(['extract', '--config', 'v2_quick_analysis', '--workers', '0', ...args], folder);

const devices = (directory: string) =>
  featureFilesIn(join(folder, directory)).map((file) => Number(basename(file).split('-')[1]));

describe('oect extract, told what to search for', () => {
  it('extracts what a catalog finds that has no features yet, and what has come since', async () => {
    const { code, stdout } = await extract('--root', 'data', '--device', '1', '--missing', 'v2_quick_analysis');
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^1 experiment -> \S+data.features: 2 steps/),
    });
    expect(devices('data/features')).toEqual([1]);
    copyFileSync(experiments[0] ?? '', join(folder, 'data', '#new-9-new-test_9.h5'));

    const search = ['--root', 'data', '--missing', 'v2_quick_analysis'];
    expect((await extract(...search)).stdout).toMatch(/^2 experiments -> /);
    // The new one is a copy, and features are told from others by the content of what they were made of.
    expect(devices('data/features')).toEqual([1, 2, 3]);
    expect(await extract(...search)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^0 experiments -> /),
      stderr: 'no experiment meets all conditions\n',
    });
    const found = await oect(
      ['catalog', 'search', '--root', 'data', '--has', 'v2_quick_analysis', '--output', 'json'],
      folder,
    );
    expect(JSON.parse(found.stdout)).toHaveLength(4);
  });

  it('takes the folders of a catalog_config.yaml', async () => {
    writeFileSync(join(folder, 'catalog_config.yaml'), 'roots: { raw_data: data, features_v2: tables }\n');
    const { stdout } = await extract('--catalog', 'catalog_config.yaml', '--status', 'completed', '--limit', '2');
    expect(stdout).toMatch(/^2 experiments -> \S+tables: 4 steps/);
    expect(namesIn(join(folder, 'tables'))).toHaveLength(2);
  });

  it('says why nothing is found, and how many files are damaged', async () => {
    mkdirSync(join(folder, 'bad'));
    copyFileSync(writeBadFile(folder, 'truncated'), join(folder, 'bad', 'x-test_1.h5'));
    copyFileSync(experiments[0] ?? '', join(folder, 'bad', 'good-test_1.h5'));
    const { code, stderr } = await extract('--root', 'bad', '--chip', '#2025080400');
    expect(code).toBe(0);
    expect(stderr).toMatch(/^no experiment has chip_id "#2025080400"; did you mean "#20250804008"\?$/m);
    expect(stderr).toMatch(/^1 damaged file not searched \("oect catalog scan" names them\)$/m);
  });

  it.each([
    ['paths as well', ['data', '--chip', '#1'], /^oect: there are both paths and what to search for in a catalog/],
    ['neither', [], /^error: missing required argument 'path'; give files or folders, or what to search for/],
    ['a condition that is none', ['--where', 'workflow_x'], /^oect: "workflow_x" is no condition/],
    ['a folder that is none', ['--root', 'nowhere'], /nowhere does not exist/],
    ['a configuration that there is not', ['--root', 'data', '--missing', 'v2_quik_analysis'], /v2_quick_analysis/],
  ])('refuses %s with exit code 2', async (_, args, message) => {
    const { code, stdout, stderr } = await extract(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});
