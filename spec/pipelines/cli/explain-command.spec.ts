import { appendFileSync, copyFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Explanation } from '../../../pipelines/explain-experiments.js';
import { goodFile } from '../../support/bad-files.js';
import { writeEdition } from '../../support/editions.js';
import { featureFilesIn, namesIn } from '../../support/feature-files.js';
import { oect } from '../../support/oect.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();
const CONFIG = 'features:\n  - name: gm\n    extractor: transfer.gm_max\n';

describe('oect explain', () => {
  beforeAll(async () => {
    copyFileSync(goodFile(), join(folder, 'a-test_1.h5'));
    await writeEdition(join(folder, 'b-test_1.h5'), { transfer: 4, transient: 2 });
    writeFileSync(join(folder, 'mine.yaml'), `name: mine\n${CONFIG}`);
  });

  const explain = (...args: readonly string[]) => oect(['explain', ...args, '--workers', '0'], folder);

  it('says that all is new, and makes nothing', async () => {
    const { code, stdout, stderr } = await explain('.', '--config', 'mine.yaml');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      'a-test_1.h5: new, 4 tasks',
      '  there is no feature file of it',
      'b-test_1.h5: new, 4 tasks',
      '  there is no feature file of it',
      '2 experiments: 2 new; 8 tasks to compute, 0 already there',
      '',
    ]);
    expect(namesIn(folder)).not.toContain('features');
  });

  it('says what changed since, in the order of the files; what is touched did not', async () => {
    const first = await oect(['extract', '.', '--config', 'mine.yaml', '--workers', '0'], folder);
    expect(first.stdout).toMatch(/^2 experiments -> features: 8 steps, 8 values/);
    utimesSync(join(folder, 'a-test_1.h5'), new Date(0), new Date(0));
    await writeEdition(join(folder, 'b-test_1.h5'), { transfer: 7, transient: 2 });
    const { code, stdout } = await explain('.', '--config', 'mine.yaml');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^a-test_1\.h5: up to date \(features\/.*\.parquet\)\nb-test_1\.h5: extended, 3 of 7 tasks; the others are in features\/.*\n {2}3 transfer steps were added \(4 -> 7\)\n2 experiments: 1 up to date, 1 extended; 3 tasks to compute, 8 already there\n$/,
    );
    writeFileSync(join(folder, 'mine.yaml'), `name: mine\n${CONFIG}    params: { direction: reverse }\n`);
    const changed = await explain('a-test_1.h5', '--config', 'mine.yaml');
    expect(changed.stdout).toMatch(
      /^a-test_1\.h5: recomputed, 4 tasks\n {2}parameter direction of feature gm changed \("forward" -> "reverse"\)\n/,
    );
  });

  it('is what extract then does, and says', async () => {
    writeFileSync(join(folder, 'mine.yaml'), `name: mine\n${CONFIG}`);
    const extract = (...args: readonly string[]) =>
      oect(['extract', '.', '--config', 'mine.yaml', '--workers', '0', ...args], folder);
    expect((await extract()).stdout).toMatch(
      /^1 experiment -> features, 1 up to date: 7 steps, 7 values, 0 nulls in .*; 3 tasks computed, 4 taken over from older files; 1 older file superseded\n$/,
    );
    expect((await extract()).stdout).toMatch(
      /^2 experiments up to date in features, nothing to compute; \d\.\d\d s\n$/,
    );
    expect((await extract('--force')).stdout).toMatch(
      /^2 experiments -> features: 11 steps.*; 2 older files superseded\n$/,
    );
    expect(featureFilesIn(join(folder, 'features'))).toHaveLength(5);
  });

  it('names a file that it does not believe, and tells of files that cannot be read by its exit code', async () => {
    for (const file of featureFilesIn(join(folder, 'features'))) appendFileSync(file, 'more');
    const damaged = await explain('a-test_1.h5', '--config', 'mine.yaml');
    expect(damaged.code).toBe(0);
    expect(damaged.stdout).toMatch(
      /^a-test_1\.h5: recomputed, 4 tasks\n {2}.*\/features\/.*\.parquet is not a complete Parquet file: .*; it is not used\n/,
    );
    writeFileSync(join(folder, 'c-test_1.h5'), 'no HDF5');
    const { code, stdout } = await explain('.', '--config', 'mine.yaml', '--json');
    const explanations: readonly Explanation[] = JSON.parse(stdout);
    expect(code).toBe(1);
    expect(explanations.map(({ decision }) => decision)).toEqual(['recompute', 'recompute', 'unreadable']);
  });

  it('has examples in its help, and exit code 2 for what it is not given rightly', async () => {
    const help = await explain('--help');
    expect(help.stdout).toContain('oect explain data --config v2_transfer_basic');
    expect(await explain('.', '--config', 'v2_transfer_basik')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('v2_transfer_basic'),
    });
  });
});
