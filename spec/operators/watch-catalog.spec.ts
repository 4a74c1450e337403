import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Subscription } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openCatalog } from '../../lib/catalog/open-catalog.js';
import { type CatalogChange, watchCatalog } from '../../operators/watch-catalog.js';
import { writeRun } from '../support/laboratory.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const folder = temporaryFolder();
const QUICK = { settleMs: 60, rescanMs: 150 };
const PATIENT = { timeout: 25_000, interval: 20 };

let data = '';
let changes: CatalogChange[] = [];
let watching: Subscription | undefined;
let failed: unknown;
let made = 0;

beforeEach(() => {
  data = join(folder, `${made++}`);
  mkdirSync(data);
  changes = [];
  failed = undefined;
});
afterEach(() => watching?.unsubscribe());

async function watch(
  options: Parameters<typeof watchCatalog>[1] = {},
  roots: readonly string[] = [data],
): Promise<void> {
  const catalog = await openCatalog({ roots, scan: 'never' });
  watching = watchCatalog(catalog, { ...QUICK, ...options }).subscribe({
    next: (change) => changes.push(change),
    error: (error) => {
      failed = error;
    },
  });
}

const told = () => changes.map(({ kind, file }) => `${kind} ${/test_\w+/.exec(basename(file))?.[0]}`);

/** Waits until so many changes have been told, and then for what should not come. */
async function toldAfter(count: number): Promise<readonly string[]> {
  await vi.waitFor(() => expect(changes.length).toBeGreaterThanOrEqual(count), PATIENT);
  await delay(4 * QUICK.rescanMs);
  return told();
}

/** Writes a file as something else might: in pieces, with pauses. Only with the last piece it can be read. */
async function writeSlowly(bytes: Buffer, file: string, order: 'forwards' | 'first piece last'): Promise<void> {
  const size = Math.ceil(bytes.length / 5);
  const pieces = [0, 1, 2, 3, 4].map((i) => ({ at: i * size, bytes: bytes.subarray(i * size, (i + 1) * size) }));
  const [first, ...others] = pieces;
  const ordered = order === 'forwards' ? pieces : [...others.reverse(), first];
  const descriptor = openSync(file, 'w');
  for (const piece of ordered) {
    if (piece !== undefined) writeSync(descriptor, piece.bytes, 0, piece.bytes.length, piece.at);
    await delay(Math.random() * 3 * QUICK.settleMs);
  }
  closeSync(descriptor);
}

describe('watchCatalog', () => {
  it('tells once of each experiment that is written slowly, in pieces and out of order', async () => {
    const elsewhere = join(folder, 'elsewhere');
    const devices = [1, 2, 3, 4, 5, 6];
    const files = await Promise.all(
      devices.map((device) => writeRun(elsewhere, { chip: '#1', device, test: `test_${device}` })),
    );
    await watch();
    mkdirSync(join(data, 'new', 'folder'), { recursive: true });
    await Promise.all(
      files.map((file, i) => {
        const target = join(data, i % 2 === 0 ? '' : 'new/folder', basename(file));
        return writeSlowly(readFileSync(file), target, i % 3 === 0 ? 'first piece last' : 'forwards');
      }),
    );
    expect([...(await toldAfter(6))].sort()).toEqual(devices.map((device) => `added test_${device}`));
    for (const change of changes) expect(change).toMatchObject({ experiment: { steps: { transfer: 3 } } });
  }, 60_000);

  it('tells of changes and of what has gone, and of nothing that the catalog knows', async () => {
    const run = { chip: '#1', device: 1, test: 'test_1' };
    const file = await writeRun(data, run);
    const other = await writeRun(data, { ...run, device: 2, test: 'test_2' });
    const catalog = await openCatalog({ roots: [data] });
    watching = watchCatalog(catalog, QUICK).subscribe((change) => changes.push(change));
    expect(await toldAfter(0)).toEqual([]);
    await writeRun(data, { ...run, status: 'failed' });
    expect(await toldAfter(1)).toEqual(['changed test_1']);
    expect(changes[0]).toMatchObject({ experiment: { attributes: { status: 'failed' } } });
    rmSync(file);
    renameSync(other, join(data, '#1-2-renamed-test_3.h5'));
    expect([...(await toldAfter(4))].sort()).toEqual([
      'added test_3',
      'changed test_1',
      'removed test_1',
      'removed test_2',
    ]);
    expect(catalog.experiments).toHaveLength(1);
  }, 60_000);

  it('tells of a damaged file when nobody writes to it any more, and of it as new when it is whole', async () => {
    const elsewhere = await writeRun(join(folder, 'whole'), { chip: '#1', device: 1, test: 'test_1' });
    await watch({ patienceMs: 200 });
    const file = join(data, basename(elsewhere));
    writeFileSync(file, readFileSync(elsewhere).subarray(0, 1000));
    expect(await toldAfter(1)).toEqual(['damaged test_1']);
    expect(changes[0]).toMatchObject({ file, error: { code: 'file-truncated' } });
    writeFileSync(file, readFileSync(elsewhere));
    expect(await toldAfter(2)).toEqual(['damaged test_1', 'added test_1']);
  }, 60_000);

  it('waits for a folder that goes away, whose experiments have not gone', async () => {
    await writeRun(data, { chip: '#1', device: 1, test: 'test_1' });
    await watch();
    expect(await toldAfter(1)).toEqual(['added test_1']);
    renameSync(data, `${data} away`);
    expect(await toldAfter(1)).toEqual(['added test_1']);
    await writeRun(`${data} away`, { chip: '#1', device: 2, test: 'test_2' });
    renameSync(`${data} away`, data);
    expect(await toldAfter(2)).toEqual(['added test_1', 'added test_2']);
    expect(failed).toBeUndefined();
  }, 60_000);

  it('is told of a file again that was only touched, for whoever listens to decide', async () => {
    const file = await writeRun(data, { chip: '#1', device: 1, test: 'test_1' });
    await watch();
    await toldAfter(1);
    utimesSync(file, new Date(), new Date());
    expect(await toldAfter(2)).toEqual(['added test_1', 'changed test_1']);
  }, 60_000);

  it('fails where there is no folder to watch, and for times that are none', async () => {
    await watch({}, [join(data, 'nowhere')]);
    await vi.waitFor(() => expect(failed).toMatchObject({ code: 'bad-argument' }), PATIENT);
    await expect(watch({ settleMs: -1 })).rejects.toThrow('settleMs is -1; give milliseconds');
  });

  it('leaves nothing behind', async () => {
    const watches = () => process.getActiveResourcesInfo().filter((kind) => kind === 'FSEventWrap').length;
    const before = watches();
    await watch({ rescanMs: 600_000 });
    await vi.waitFor(() => expect(watches()).toBeGreaterThan(before), PATIENT);
    watching?.unsubscribe();
    await vi.waitFor(() => expect(watches()).toBe(before), PATIENT);
    await writeRun(data, { chip: '#1', device: 1, test: 'test_1' });
    await delay(3 * QUICK.settleMs);
    expect(changes).toEqual([]);
  });
});
