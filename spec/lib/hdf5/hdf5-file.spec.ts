import { chmodSync, copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isOectError } from '../../../lib/errors.js';
import { fileError, type Hdf5File, openHdf5 } from '../../../lib/hdf5/hdf5-file.js';
import { type BadFile, goodFile, writeBadFile } from '../../support/bad-files.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();

describe('openHdf5', () => {
  it.each([
    ['empty', 'not-hdf5'],
    ['text', 'not-hdf5'],
    ['truncated', 'file-truncated'],
    ['flipped in the header', 'data-corrupt'],
    ['zeroed in its texts', 'data-corrupt'],
  ] as const satisfies [BadFile, string][])('refuses a file that is %s: %s', async (kind, code) => {
    const file = writeBadFile(folder, kind);
    await expect(openHdf5(file)).rejects.toMatchObject({ code, file, message: expect.stringContaining(file) });
  });

  it('refuses what is not there, and what is not a file', async () => {
    const missing = join(folder, 'missing.h5');
    const directory = join(folder, 'directory.h5');
    mkdirSync(directory);
    await expect(openHdf5(missing)).rejects.toMatchObject({ code: 'file-not-found', file: missing });
    await expect(openHdf5(join(goodFile(), 'x.h5'))).rejects.toMatchObject({ code: 'file-not-found' });
    await expect(openHdf5(directory)).rejects.toMatchObject({ code: 'not-hdf5', file: directory });
  });

  it.skipIf(process.getuid?.() === 0)('refuses a file that may not be read', async () => {
    const file = join(folder, 'secret.h5');
    copyFileSync(goodFile(), file);
    chmodSync(file, 0);
    await expect(openHdf5(file)).rejects.toMatchObject({ code: 'permission-denied', file });
  });

  it('opens a file whose name is not ASCII', async () => {
    const file = join(folder, '#Gerät µ-test_1.h5');
    copyFileSync(goodFile(), file);
    const hdf5 = await openHdf5(file);
    expect(hdf5.kindOf('/transfer')).toBe('group');
    hdf5.close();
  });

  it('prints nothing', async () => {
    const written: unknown[] = [];
    const write = process.stderr.write;
    process.stderr.write = ((text: unknown) => written.push(text) > 0) as typeof write;
    try {
      await openHdf5(writeBadFile(folder, 'truncated')).catch(() => {});
    } finally {
      process.stderr.write = write;
    }
    expect(written).toEqual([]);
  });
});

describe('fileError', () => {
  it.each([
    ['ENOENT', 'file-not-found'],
    ['EACCES', 'permission-denied'],
    ['EPERM', 'permission-denied'],
    ['EISDIR', 'not-hdf5'],
    ['EIO', 'permission-denied'],
  ])('turns %s into %s', (errno, code) => {
    const cause = Object.assign(new Error(errno), { code: errno });
    expect(fileError('a.h5', cause)).toMatchObject({ code, file: 'a.h5', cause });
  });
});

describe('an open file', () => {
  let types: Hdf5File;
  beforeAll(async () => {
    types = await openHdf5(fileURLToPath(new URL('../../fixtures/hdf5/types.h5', import.meta.url)));
  });
  afterAll(() => types.close());

  it('knows what stands where', () => {
    const paths = ['/', '/group', '/table', '/nope', '/nope/nope', '/table/nope', '/dangling'];
    expect(paths.map((path) => types.kindOf(path))).toEqual([
      'group',
      'group',
      'dataset',
      undefined,
      undefined,
      undefined,
      'other',
    ]);
    expect(types.namesIn('/group')).toEqual(['inner']);
  });

  it('decodes attributes of every type', () => {
    const values = Object.fromEntries(types.attributes('/').map(({ name, values }) => [name, values]));
    expect(values).toEqual({
      bool: [true],
      empty: [],
      fixed: ['chip #1'],
      float32: [0.5],
      float64_be: [0.1],
      int16_be: [-300],
      int32: [-70000],
      int64: [2 ** 53 - 1],
      int64_large: [2n ** 60n + 1n],
      int8: [-5],
      numbers: [1, 2, 3],
      opaque: undefined,
      text: ['Gerät µ'],
      texts: ['a', 'ü'],
      uint32: [4e9],
      uint64_large: [2n ** 64n - 1n],
      uint8: [250],
    });
  });

  const COLUMNS = {
    i1: [1, -128],
    i2: [-2, 300],
    i4: [3, -3],
    u4: [4, 2 ** 32 - 1],
    i8: [2n ** 62n, -7],
    u8: [5, 2n ** 63n],
    f4: [0.5, -1.5],
    f8: [0.25, 1e300],
    s: ['µA', 'plain text'],
  };

  it.each([
    ['/table', { ...COLUMNS, b: [true, false], v: ['variabel ä', ''] }],
    ['/table_be', COLUMNS],
    ['/table_mixed', COLUMNS],
    ['/table_all_be', { i4: [-3, 7], f8: [0.25, -1e300] }],
  ])('decodes the columns of %s, whatever their byte order', (path, columns) => {
    const names = Object.keys(columns);
    expect(Object.fromEntries(types.dataset(path).readColumns(names))).toEqual(columns);
  });

  it('reads only the columns that are asked for and there', () => {
    expect([...types.dataset('/table').readColumns(['f8', 'nope']).keys()]).toEqual(['f8']);
  });

  it('reads scalars and lists of text', () => {
    expect(types.dataset('/scalar').readValues()).toEqual(['{"a": "ü"}']);
    expect(types.dataset('/words').readValues()).toEqual(['eins', 'zwei µ']);
    expect(types.dataset('/nodata')).toMatchObject({ shape: undefined });
    expect(types.dataset('/nodata').readValues()).toEqual([]);
  });

  it('reads a part of a cube, big-endian as it is, into memory of its own', () => {
    const part = types.dataset('/cube_be').readFloat64({ offset: [1, 0, 1], count: [1, 2, 3] });
    expect([...part]).toEqual([13, 14, 15, 17, 18, 19]);
    expect(part.buffer.byteLength).toBe(part.byteLength);
  });

  it.each([
    ['a missing data set', () => types.dataset('/nope'), 'wrong-layout', 'is missing'],
    ['a group', () => types.dataset('/group'), 'wrong-layout', 'is a group'],
    ['a link that leads nowhere', () => types.dataset('/dangling'), 'wrong-layout', 'neither group nor dataset'],
    [
      'float32 read as float64',
      () => types.dataset('/float32').readFloat64({ offset: [0], count: [1] }),
      'wrong-layout',
      'float32',
    ],
    ['numbers read as a table', () => types.dataset('/float32').readColumns(['a']), 'wrong-layout', 'float32'],
    ['a column of arrays', () => types.dataset('/table_odd').readColumns(['pair']), 'wrong-layout', 'pair'],
    ['an unknown filter', () => types.dataset('/lzf').readValues(), 'wrong-layout', 'lzf'],
    [
      'a selection outside',
      () => types.dataset('/cube_be').readFloat64({ offset: [2, 0, 0], count: [1, 3, 4] }),
      'bad-argument',
      '[2,3,4]',
    ],
    [
      'a selection of another rank',
      () => types.dataset('/cube_be').readFloat64({ offset: [0], count: [1] }),
      'bad-argument',
      '[2,3,4]',
    ],
  ] as const)('refuses %s', (_, read, code, found) => {
    const error = thrownBy(read);
    expect(isOectError(error, code)).toBe(true);
    expect(error).toMatchObject({ file: types.file, message: expect.stringContaining(found) });
  });

  it('may be closed twice', async () => {
    const hdf5 = await openHdf5(goodFile());
    hdf5.close();
    hdf5.close();
  });
});

describe('damage', () => {
  it.each([
    ['flipped in a transfer chunk', '/transfer/measurement_data', '/transient/measurement_data'],
    ['flipped in a transient chunk', '/transient/measurement_data', '/transfer/measurement_data'],
  ] as const)('%s is an error, and other data can be read', async (kind, damaged, sound) => {
    const hdf5 = await openHdf5(writeBadFile(folder, kind));
    const error = thrownBy(() => hdf5.dataset(damaged).verify());
    expect(error).toMatchObject({ code: 'data-corrupt', path: damaged, file: hdf5.file });
    hdf5.dataset(sound).verify();
    hdf5.close();
  });

  it('that crashes HDF5 spoils no file that is opened afterwards', async () => {
    const before = await openHdf5(goodFile());
    const crashing = await openHdf5(writeBadFile(folder, 'crashing'));
    expect(thrownBy(() => crashing.attributes('/'))).toMatchObject({ code: 'data-corrupt' });
    expect(crashing.usable).toBe(false);
    expect(before.usable).toBe(false);
    expect(thrownBy(() => before.attributes('/'))).toMatchObject({ code: 'internal' });

    const after = await openHdf5(goodFile());
    expect(after.usable).toBe(true);
    expect(after.attributes('/').find(({ name }) => name === 'chip_id')?.values).toEqual(['#20250804008']);
    after.close();
    before.close();
    crashing.close();
  });
});

describe.runIf(process.platform === 'linux')('hundreds of files, good and bad', () => {
  const descriptors = () => readdirSync('/proc/self/fd').length;

  it('leave no file descriptor open and the memory as it was', async () => {
    const bad = (['truncated', 'text', 'flipped in the header', 'flipped in a transient chunk'] as const).map((kind) =>
      writeBadFile(folder, kind),
    );
    const readAll = async (file: string) => {
      const hdf5 = await openHdf5(file);
      try {
        hdf5.attributes('/');
        for (const path of ['/transfer/measurement_data', '/transient/measurement_data']) hdf5.dataset(path).verify();
        hdf5.dataset('/transient/step_info_table').readColumns(['start_data_index']);
      } finally {
        hdf5.close();
      }
    };
    const round = async () => {
      await readAll(goodFile());
      for (const file of bad) await expect(readAll(file)).rejects.toMatchObject({ name: 'OectError' });
    };
    await round();
    const openBefore = descriptors();
    for (let i = 0; i < 50; i++) await round();
    const memoryBefore = process.memoryUsage().rss;
    for (let i = 0; i < 50; i++) await round();
    expect(descriptors()).toBe(openBefore);
    expect(process.memoryUsage().rss - memoryBefore).toBeLessThan(100 * 2 ** 20);
  });

  it('leave no file descriptor open after a crash of HDF5', async () => {
    const crashing = writeBadFile(folder, 'crashing');
    const openBefore = descriptors();
    for (let i = 0; i < 3; i++) {
      const other = await openHdf5(goodFile());
      const hdf5 = await openHdf5(crashing);
      expect(thrownBy(() => hdf5.attributes('/'))).toMatchObject({ code: 'data-corrupt' });
      hdf5.close();
      other.close();
    }
    expect(descriptors()).toBe(openBefore);
  });
});

function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
