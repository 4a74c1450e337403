import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { type OpenCatalogOptions, openCatalog } from '../../../lib/catalog/open-catalog.js';
import { inlinePool } from '../../../lib/pool/inline-pool.js';
import { writeRun } from '../../support/laboratory.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();
const pool = inlinePool();
let [data, other, index] = ['', '', ''];
let made = 0;

beforeEach(async () => {
  data = join(folder, `${made}`, 'data');
  other = join(folder, `${made++}`, 'other');
  index = join(data, '.oect-catalog.json');
  await writeRun(data, { chip: '#1', device: 1, test: 'test_1' });
  await writeRun(other, { chip: '#2', device: 1, test: 'test_2' });
});

/** Opens a catalog, and says how many experiments it has and what was remarked. */
async function opened(options: OpenCatalogOptions) {
  const remarks: string[] = [];
  const catalog = await openCatalog({ pool, onRemark: (remark) => remarks.push(remark), ...options });
  return { experiments: catalog.experiments.length, remarks };
}

describe('openCatalog', () => {
  it('scans where there is no index, and uses the one that there is', async () => {
    expect(await opened({ roots: [data] })).toEqual({
      experiments: 1,
      remarks: [`there is no index ${index} yet; scanning`],
    });
    await writeRun(data, { chip: '#1', device: 2, test: 'test_3' });
    expect(await opened({ roots: [data] })).toEqual({ experiments: 1, remarks: [] });
  });

  it.each([
    ['of another version', (text: string) => text.replace('"version":1', '"version":0'), /of version 0.*; scanning/],
    ['damaged', (text: string) => text.slice(0, -5), /damaged.*; scanning/],
    ['of something else', () => '', /damaged; scanning/],
  ])('makes an index anew that is %s, and says so', async (_, change, remark) => {
    await opened({ roots: [data] });
    const good = readFileSync(index, 'utf8');
    writeFileSync(index, change(good));
    expect(await opened({ roots: [data] })).toEqual({ experiments: 1, remarks: [expect.stringMatching(remark)] });
    expect(readFileSync(index, 'utf8')).toBe(good);
  });

  it('does not scan when told not to', async () => {
    expect(await opened({ roots: [data], scan: 'never' })).toEqual({ experiments: 0, remarks: [] });
    const catalog = await openCatalog({ roots: [data], scan: 'never' });
    expect(await catalog.scan({ pool })).toMatchObject({ experiments: 1 });
    expect(await opened({ roots: [data], scan: 'never' })).toMatchObject({ experiments: 1 });
  });

  it('uses an index of more folders than asked for, and scans for others', async () => {
    await opened({ roots: [data, other], index });
    expect(await opened({ roots: [other], index })).toEqual({ experiments: 2, remarks: [] });
    expect(await opened({ index })).toEqual({ experiments: 2, remarks: [] });
    await opened({ roots: [data], index: join(folder, 'one.json') });
    expect(await opened({ roots: [data, other], index: join(folder, 'one.json') })).toEqual({
      experiments: 2,
      remarks: [expect.stringMatching(/is of other folders; scanning/)],
    });
  });

  it('does not write over the file of something else', async () => {
    const notes = join(data, 'notes.json');
    writeFileSync(notes, '{}');
    for (const scan of ['if-needed', 'never'] as const) {
      await expect(opened({ roots: [data], index: notes, scan })).rejects.toMatchObject({
        code: 'bad-argument',
        message: expect.stringContaining(`${notes} is no index of a catalog`),
      });
    }
    expect(readFileSync(notes, 'utf8')).toBe('{}');
  });

  it('refuses a root that is not there, and keeps the index of its files', async () => {
    const catalog = await openCatalog({ roots: [data, other], pool });
    rmSync(other, { recursive: true });
    await expect(catalog.scan({ pool })).rejects.toThrow(`${other} does not exist`);
    expect(await opened({ roots: [data, other] })).toEqual({ experiments: 2, remarks: [] });
    mkdirSync(other);
    expect(await catalog.scan({ pool })).toMatchObject({ experiments: 1, removed: 1 });
  });
});
