import { appendFileSync, copyFileSync, mkdirSync, readFileSync, renameSync, utimesSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { lastValueFrom, type Subscription, toArray } from 'rxjs';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openCatalog } from '../../lib/catalog/open-catalog.js';
import { defineFeatures } from '../../lib/config/configuration.js';
import { threadPool } from '../../lib/pool/thread-pool.js';
import { type ArrivalEvent, type ExtractArrivingOptions, extractArriving } from '../../pipelines/extract-arriving.js';
import { goodFile, writeBadFile } from '../support/bad-files.js';
import { featureFilesIn } from '../support/feature-files.js';
import { type Run, writeRun } from '../support/laboratory.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const folder = temporaryFolder();
const configuration = defineFeatures({ absI_max: { extractor: 'transfer.absI_max' } });
const pool = threadPool({ size: 1 });
const QUICK = { settleMs: 60, rescanMs: 150 };
const PATIENT = { timeout: 25_000, interval: 20 };
const RUN: Run = { chip: '#1', device: 1, test: 'test_1' };

let data = '';
let directory = '';
let events: ArrivalEvent[] = [];
let running: Subscription | undefined;
let made = 0;

beforeEach(() => {
  data = join(folder, `${made}`, 'data');
  directory = join(folder, `${made++}`, 'features');
  mkdirSync(data, { recursive: true });
  mkdirSync(directory);
  events = [];
});
afterEach(() => running?.unsubscribe());
afterAll(() => pool[Symbol.asyncDispose]());

async function arriving(options: Partial<ExtractArrivingOptions> = {}) {
  const catalog = await openCatalog({ roots: [data, directory], pool });
  await catalog.scan({ pool });
  return extractArriving(catalog, configuration, { pool, directory, ...QUICK, ...options });
}

async function start(): Promise<void> {
  running = (await arriving()).subscribe((event) => events.push(event));
}

/** How often something happened, when it has so many times, and a while later. */
async function count(kind: ArrivalEvent['kind'], atLeast: number): Promise<number> {
  const so = () => events.filter((event) => event.kind === kind).length;
  await vi.waitFor(() => expect(so()).toBeGreaterThanOrEqual(atLeast), PATIENT);
  await delay(4 * QUICK.rescanMs);
  return so();
}

describe('extractArriving', () => {
  it('extracts what is there and what comes, each once, and nothing again in the next run', async () => {
    await writeRun(data, RUN);
    await start();
    expect(await count('extracted', 1)).toBe(1);
    const elsewhere = await Promise.all(
      [2, 3, 4].map((device) => writeRun(folder, { ...RUN, device, test: `test_${device}` })),
    );
    await Promise.all(
      elsewhere.map(async (file) => {
        const bytes = readFileSync(file);
        for (let at = 0; at < bytes.length; at += 3000) {
          appendFileSync(join(data, basename(file)), bytes.subarray(at, at + 3000));
          await delay(Math.random() * 2 * QUICK.settleMs);
        }
      }),
    );
    expect(await count('extracted', 4)).toBe(4);
    expect(featureFilesIn(directory)).toHaveLength(4);
    expect(events.filter(({ kind }) => kind === 'failed' || kind === 'damaged')).toEqual([]);

    running?.unsubscribe();
    events = [];
    await writeRun(data, { ...RUN, device: 5, test: 'test_5' });
    await start();
    expect(await count('extracted', 1)).toBe(1);
    expect(featureFilesIn(directory)).toHaveLength(5);
  }, 120_000);

  it('extracts again what has changed, and not what was touched or copied', async () => {
    const file = await writeRun(data, RUN);
    await start();
    expect(await count('extracted', 1)).toBe(1);
    const later = new Date(Date.now() + 10_000);
    utimesSync(file, later, later);
    copyFileSync(file, join(data, 'copy-test_1.h5'));
    expect(await count('added', 1)).toBe(1);
    expect(await count('changed', 1)).toBe(1);
    expect(featureFilesIn(directory)).toHaveLength(1);
    await writeRun(data, { ...RUN, transferSteps: 4 });
    expect(await count('extracted', 2)).toBe(2);
    expect(events.at(-1)).toMatchObject({ kind: 'extracted', file, rows: 4, counts: { values: 4 } });
  }, 120_000);

  it('goes on when an experiment fails, and tries it again when it has changed', async () => {
    const file = join(data, 'x-test_bad.h5');
    renameSync(writeBadFile(folder, 'flipped in a transfer chunk'), file);
    await start();
    expect(await count('failed', 1)).toBe(1);
    expect(events).toContainEqual({ kind: 'failed', file, error: expect.objectContaining({ code: 'data-corrupt' }) });
    await writeRun(data, RUN);
    expect(await count('extracted', 1)).toBe(1);
    copyFileSync(goodFile(), file);
    expect(await count('extracted', 2)).toBe(2);
    expect(await count('failed', 1)).toBe(1);
  }, 120_000);

  it('stops in good order when told to', async () => {
    await writeRun(data, RUN);
    const stop = new AbortController();
    const all = lastValueFrom((await arriving({ signal: stop.signal })).pipe(toArray()));
    await vi.waitFor(() => expect(featureFilesIn(directory)).toHaveLength(1), PATIENT);
    stop.abort();
    expect((await all).map(({ kind }) => kind)).toContain('extracted');
  });
});
