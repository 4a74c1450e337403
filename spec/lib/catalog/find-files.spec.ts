import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findFiles } from '../../../lib/catalog/find-files.js';
import { type CatalogSettings, DEFAULT_SETTINGS } from '../../../lib/catalog/settings.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();

function folderOf(name: string, files: readonly string[]): string {
  const made = join(folder, name);
  mkdirSync(made, { recursive: true });
  for (const file of files) {
    mkdirSync(dirname(join(made, file)), { recursive: true });
    writeFileSync(join(made, file), file);
  }
  return made;
}

async function found(root: string, settings: Partial<CatalogSettings> = {}): Promise<readonly string[]> {
  const { files } = await findFiles({ ...DEFAULT_SETTINGS, roots: [root], ...settings });
  return files.map(({ kind, file }) => `${kind} ${relative(root, file)}`).sort();
}

describe('findFiles', () => {
  it('finds experiment and feature files, each with its stamp', async () => {
    const root = folderOf('a chip [1] {x} (new) #7', [
      'x-test_1.h5',
      'deep/er/y-test_2.h5',
      'out/x-feat_1.parquet',
      'x.h5',
    ]);
    expect(await found(root)).toEqual([
      'experiment deep/er/y-test_2.h5',
      'experiment x-test_1.h5',
      'features out/x-feat_1.parquet',
    ]);
    const { files } = await findFiles({ ...DEFAULT_SETTINGS, roots: [root] });
    for (const { file, stamp } of files) {
      const { ino, size, mtimeMs } = statSync(file);
      expect(stamp).toEqual({ inode: ino, size, mtimeMs });
    }
  });

  it('passes over what is hidden, temporary or begins with _, folders too', async () => {
    const root = folderOf('ignored', [
      '.x-test_1.h5',
      '_x-test_1.h5',
      '.h/x-test_1.h5',
      '_d/e/x-test_1.h5',
      'x-test_1.h5.tmp',
      'x-test_1.h5',
    ]);
    expect(await found(root)).toEqual(['experiment x-test_1.h5']);
    expect(await found(root, { ignore: ['x-*'] })).toEqual(['experiment .x-test_1.h5', 'experiment _x-test_1.h5']);
  });

  it('goes as deep as it may', async () => {
    const root = folderOf('deep', ['x-test_0.h5', '1/x-test_1.h5', '1/2/x-test_2.h5']);
    expect(await found(root, { maxDepth: 0 })).toEqual(['experiment x-test_0.h5']);
    expect(await found(root, { maxDepth: 1 })).toEqual(['experiment 1/x-test_1.h5', 'experiment x-test_0.h5']);
    expect(await found(root, { maxDepth: 2 })).toHaveLength(3);
  });

  it('takes a file once that two roots have, and other names', async () => {
    const root = folderOf('twice', ['in/x-test_1.h5', 'in/run7.hdf5', 'in/run7.table']);
    expect(await found(root, { roots: [root, join(root, 'in')] })).toEqual(['experiment in/x-test_1.h5']);
    const patterns = { experiment: ['*.hdf5'], features: ['run*'] };
    expect(await found(root, { patterns })).toEqual(['experiment in/run7.hdf5', 'features in/run7.table']);
  });

  it('refuses a root that is not there, but for one of features', async () => {
    const root = folderOf('there', ['x-test_1.h5']);
    const missing = join(root, 'missing');
    await expect(found(missing)).rejects.toMatchObject({
      code: 'bad-argument',
      message: expect.stringContaining(`${missing} does not exist`),
    });
    await expect(found(join(root, 'x-test_1.h5'))).rejects.toThrow(/is no folder/);
    expect(await found(root, { featureRoots: [missing] })).toHaveLength(1);
  });

  it.skipIf(process.platform === 'win32')(
    'follows links, and passes over those that lead nowhere or in a circle',
    async () => {
      const root = folderOf('linked', ['real/x-test_1.h5']);
      symlinkSync('..', join(root, 'real', 'round'));
      symlinkSync('nowhere', join(root, 'y-test_2.h5'));
      symlinkSync(folderOf('elsewhere', ['z-test_3.h5']), join(root, 'other'));
      const { files } = await findFiles({ ...DEFAULT_SETTINGS, roots: [root] });
      expect(files.map(({ file }) => file.split('/').at(-1)).sort()).toEqual(['x-test_1.h5', 'z-test_3.h5']);
    },
  );

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'says which folders it may not look into',
    async () => {
      const root = folderOf('locked', ['in/x-test_1.h5', 'x-test_2.h5']);
      chmodSync(join(root, 'in'), 0);
      const { files, unreadable } = await findFiles({ ...DEFAULT_SETTINGS, roots: [root] });
      chmodSync(join(root, 'in'), 0o700);
      expect(files).toHaveLength(1);
      expect(unreadable).toEqual([
        { folder: expect.stringContaining('in'), message: expect.stringContaining('EACCES') },
      ]);
    },
  );
});
