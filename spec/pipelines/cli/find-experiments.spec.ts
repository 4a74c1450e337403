import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findExperiments } from '../../../pipelines/cli/find-experiments.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();

/** A folder with these files in it, all empty. */
function folderOf(name: string, files: readonly string[]): string {
  const made = join(folder, name);
  for (const file of files) {
    mkdirSync(dirname(join(made, file)), { recursive: true });
    writeFileSync(join(made, file), '');
  }
  return made;
}

describe('findExperiments', () => {
  it('searches a folder and those below it for experiment files, as people count', async () => {
    const data = folderOf('a chip (new) [1] #7', [
      '#1-10-a-test_1.h5',
      '#1-2-a-test_1.h5',
      'below/it/#1-1-a-test_1.h5',
      'notes.h5',
      '#1-2-a-test_1.json',
    ]);
    const found = await findExperiments([data]);
    expect(found.map((file) => relative(data, file))).toEqual([
      '#1-2-a-test_1.h5',
      '#1-10-a-test_1.h5',
      join('below', 'it', '#1-1-a-test_1.h5'),
    ]);
  });

  it('takes a file as it is, whatever it is called', async () => {
    const data = folderOf('odd', ['notes [1] {a,b} (x) !*.h5']);
    const file = join(data, 'notes [1] {a,b} (x) !*.h5');
    expect(await findExperiments([file, relative(process.cwd(), file)])).toEqual([file]);
  });

  it('takes a glob, with # and spaces in it', async () => {
    const data = folderOf('with #8 in it', ['#8-1-a b-test_1.h5', '#8-2-a b-test_1.h5', '#9-1-a b-test_1.h5']);
    const expected = ['#8-1-a b-test_1.h5', '#8-2-a b-test_1.h5'].map((name) => join(data, name));
    expect(await findExperiments([join(data, '#8-*a b-test_?.h5')])).toEqual(expected);
    expect(await findExperiments([join(relative(process.cwd(), data), '#8-*')])).toEqual(expected);
    expect(await findExperiments([join(data, '#8-{1,2}-*'), data, join(data, '#8-1-a b-test_1.h5')])).toHaveLength(3);
  });

  it.skipIf(process.platform === 'win32')('follows links, also one that leads round in a circle', async () => {
    const data = folderOf('linked', ['real/#1-1-a-test_1.h5']);
    symlinkSync('..', join(data, 'real', 'round'));
    symlinkSync(folderOf('elsewhere', ['#1-2-a-test_1.h5']), join(data, 'other'));
    const found = await findExperiments([data]);
    expect(found.map((file) => file.split('/').at(-1))).toEqual(
      expect.arrayContaining(['#1-1-a-test_1.h5', '#1-2-a-test_1.h5']),
    );
    expect(new Set(found).size).toBe(found.length);
  });

  it('refuses a path that stands for nothing, and says what to give', async () => {
    const empty = folderOf('empty', ['notes.h5']);
    await expect(findExperiments([empty])).rejects.toMatchObject({
      code: 'bad-argument',
      message: expect.stringContaining(`in folder ${empty} or below it; give a glob`),
    });
    await expect(findExperiments([empty, join(empty, '*.hdf5')])).rejects.toMatchObject({
      code: 'bad-argument',
      message: expect.stringMatching(/./),
    });
    await expect(findExperiments([join(empty, '*.hdf5')])).rejects.toMatchObject({
      message: expect.stringContaining(`${join(empty, '*.hdf5')} is no file, no folder, and no file matches it; give`),
    });
  });
});
