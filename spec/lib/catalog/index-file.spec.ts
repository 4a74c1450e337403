import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CatalogEntry } from '../../../lib/catalog/entry.js';
import { type CatalogIndex, readIndex, writeIndex } from '../../../lib/catalog/index-file.js';
import { DEFAULT_SETTINGS } from '../../../lib/catalog/settings.js';
import { experimentOf, featuresOf } from '../../support/catalog-entries.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();
const file = join(folder, 'index.json');

/** An index whose files lie in a folder. */
function indexIn(data: string): CatalogIndex {
  const entries: readonly CatalogEntry[] = [
    experimentOf({
      file: join(data, 'a', '#1-test_1.h5'),
      attributes: { chip_id: '#1', baudrate: 9600, sync_mode: false },
    }),
    experimentOf({ file: join(data, '#1-test_2.h5'), workflow: { workflow_step_1_type: 'loop' }, hash: 'abc' }),
    featuresOf({ file: join(data, 'f', 'x.parquet'), chip: '#1', stamp: { inode: 7, size: 8, mtimeMs: 9.125 } }),
    {
      kind: 'damaged',
      file: join(data, 'bad-test_3.h5'),
      stamp: { inode: 1, size: 0, mtimeMs: 1 },
      as: 'experiment',
      error: { code: 'not-hdf5', message: 'bad-test_3.h5 is empty' },
    },
  ];
  return { settings: { ...DEFAULT_SETTINGS, roots: [data], featureRoots: [join(data, 'f')] }, entries };
}

describe('readIndex', () => {
  beforeEach(() => writeIndex(file, indexIn(folder)));

  it('gives what was written', async () => {
    expect(await readIndex(file)).toEqual({ kind: 'index', index: indexIn(folder) });
  });

  it('gives it where the folder has been moved to', async () => {
    const before = join(folder, 'before');
    mkdirSync(before);
    await writeIndex(join(before, 'index.json'), indexIn(before));
    const after = join(folder, 'after');
    renameSync(before, after);
    expect(await readIndex(join(after, 'index.json'))).toEqual({ kind: 'index', index: indexIn(after) });
  });

  it('says that there is none', async () => {
    expect(await readIndex(join(folder, 'none.json'))).toEqual({ kind: 'missing' });
  });

  it.each([
    ['another version', (text: string) => text.replace('"version":1', '"version":99'), /of version 99/],
    ['a value that has changed', (text: string) => text.replace('9600', '9601'), /checksum/],
    ['half of it missing', (text: string) => text.slice(0, text.length / 2), /checksum/],
    ['its first line alone', (text: string) => text.slice(0, text.indexOf('\n')), /damaged/],
    ['its first line cut', (text: string) => text.slice(0, 40), /damaged/],
  ])('does not use one with %s', async (_, change, reason) => {
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    expect(await readIndex(file)).toEqual({ kind: 'unusable', reason: expect.stringMatching(reason) });
  });

  it.each(['', '{}', 'step,Vg,Id', '{"format":"other"}\n{}'])('knows %j to be something else', async (text) => {
    writeFileSync(file, text);
    expect(await readIndex(file)).toEqual({ kind: 'foreign' });
  });
});
