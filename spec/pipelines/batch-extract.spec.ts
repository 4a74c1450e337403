import { spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { lastValueFrom, tap } from 'rxjs';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../lib/config/load-configuration.js';
import { inlinePool } from '../../lib/pool/inline-pool.js';
import { threadPool } from '../../lib/pool/thread-pool.js';
import { temporaryName } from '../../lib/table/temporary-file.js';
import type { BatchEvent } from '../../pipelines/batch-event.js';
import { type BatchOptions, batchEvents } from '../../pipelines/batch-events.js';
import { batchExtract } from '../../pipelines/batch-extract.js';
import type { BatchReport } from '../../pipelines/batch-report.js';
import { goodFile, writeBadFile } from '../support/bad-files.js';
import { featureFilesIn, namesIn, readParquet } from '../support/feature-files.js';
import { descriptorsOf, tellsDescriptors } from '../support/pools.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const folder = temporaryFolder();
const configuration = await loadConfiguration('v2_transfer_basic');
const threads = threadPool({ size: 2 });
afterAll(() => threads[Symbol.asyncDispose]());

/** A good file of this name; all of them are of the same device. */
function good(name: string): string {
  const file = join(folder, `${name}.h5`);
  copyFileSync(goodFile(), file);
  return file;
}

function goodFiles(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => good(`good ${index}`));
}

let outputs = 0;

/** A new folder for feature files. */
function newDirectory(): string {
  outputs += 1;
  return join(folder, `out ${outputs}`);
}

/** Runs a batch and writes down what it tells. */
async function recorded(
  files: readonly string[],
  { onEvent = () => {}, ...options }: Partial<BatchOptions> & { readonly onEvent?: (event: BatchEvent) => void } = {},
) {
  const events: BatchEvent[] = [];
  const told = batchEvents(files, configuration, { pool: threads, ...options }).pipe(
    tap((event) => {
      events.push(event);
      onEvent(event);
    }),
  );
  const last = await lastValueFrom(told);
  if (last.kind !== 'finished') throw new Error(`the last event is ${last.kind}`);
  return { report: last.report, events };
}

function fileOf(event: BatchEvent): string | undefined {
  return 'file' in event ? event.file : undefined;
}

function allFiles({ successful, failed, skipped }: BatchReport): readonly string[] {
  return [...successful, ...failed, ...skipped].map(({ file }) => file).sort();
}

describe('batchExtract', () => {
  it('gives the report alone', async () => {
    const files = goodFiles(2);
    const report = await batchExtract(files, configuration, { pool: threads, format: 'none' });
    expect(report.successful.map(({ file }) => file)).toEqual(files);
  });
});

describe('batchEvents', () => {
  it('reports each file exactly once, in the order in which they were given', async () => {
    const bad = (['truncated', 'empty', 'flipped in a transfer chunk'] as const).map((kind) =>
      writeBadFile(folder, kind),
    );
    const [a = '', b = '', c = ''] = goodFiles(3);
    const [x = '', y = '', z = ''] = bad;
    const nowhere = join(folder, 'nowhere.h5');
    const directory = newDirectory();
    const { report } = await recorded([c, z, nowhere, a, relative(process.cwd(), c), x, b, a, y], { directory });
    expect(report.successful.map(({ file }) => file)).toEqual([c, a, b]);
    expect(report.failed.map(({ file, error }) => [file, error.code])).toEqual([
      [z, 'data-corrupt'],
      [nowhere, 'file-not-found'],
      [x, 'file-truncated'],
      [y, 'not-hdf5'],
    ]);
    expect(report.skipped).toEqual([]);
    expect(report).toMatchObject({ total_tasks: 3 * 28, workers: 2, mode: 'step' });
    expect(namesIn(directory)).toEqual(report.successful.map(({ output }) => basename(output ?? '')).sort());
  });

  it('gives two tests of one device a file each', async () => {
    const directory = newDirectory();
    const { report } = await recorded(goodFiles(6), { directory });
    expect(new Set(report.successful.map(({ output }) => output)).size).toBe(6);
    expect(featureFilesIn(directory)).toHaveLength(6);
    expect(namesIn(directory)).toHaveLength(6);
  });

  it.each(['step', 'experiment'] as const)(
    'tells what happens, in an order that makes sense, in mode %s',
    async (mode) => {
      const bad = writeBadFile(folder, 'flipped in a transfer chunk');
      const files = [...goodFiles(3), bad];
      const { report, events } = await recorded(files, { directory: newDirectory(), mode, maxOpen: 2 });
      for (const file of files) {
        const kinds = events.filter((event) => fileOf(event) === file).map(({ kind }) => kind);
        expect(kinds[0]).toBe('opened');
        expect(kinds.at(-1)).toBe(file === bad ? 'failed' : 'successful');
        expect(new Set(kinds.slice(1, -1))).toEqual(file === bad ? new Set() : new Set(['task', 'layer']));
      }
      const entries = events.flatMap((event) => (event.kind === 'successful' ? [event.entry] : []));
      expect(new Set(entries)).toEqual(new Set(report.successful));
      expect(mostOpen(events)).toBe(2);
    },
  );

  it('has a file fail alone that changes before its features are written', async () => {
    const [changing = '', other = ''] = goodFiles(2);
    const directory = newDirectory();
    const onEvent = (event: BatchEvent) => {
      if (event.kind === 'task' && fileOf(event) === changing) appendFileSync(changing, 'more');
    };
    const { report } = await recorded([changing, other], { directory, onEvent });
    expect(report.successful).toMatchObject([{ file: other }]);
    expect(report.failed).toMatchObject([{ file: changing, error: { code: 'file-changed' } }]);
    expect(namesIn(directory)).toHaveLength(1);
  });

  it.each([
    ['inline', () => inlinePool()],
    ['of threads', () => threads],
  ])('reports those that cannot be written, and leaves nothing open, on a pool %s', async (_, pool) => {
    const files = goodFiles(3);
    const directory = join(folder, 'a file, not a folder');
    writeFileSync(directory, '');
    const { report } = await recorded(files, { directory, pool: pool() });
    expect(report.failed.map(({ file, error }) => [file, error.code])).toEqual(
      files.map((file) => [file, 'write-failed']),
    );
    if (tellsDescriptors) await expect.poll(() => files.map(descriptorsOf)).toEqual([0, 0, 0]);
  });

  it('only computes when nothing is to be written', async () => {
    const directory = newDirectory();
    const { report } = await recorded(goodFiles(1), { directory, format: 'none', pool: inlinePool() });
    expect(report.successful).toMatchObject([{ output: null, rows: 4, values: 28, nulls: 0, failures: 0 }]);
    expect(report.workers).toBe(inlinePool().size);
    expect(namesIn(directory)).toEqual([]);
  });

  it('has nothing to do for no file', async () => {
    const { report, events } = await recorded([], { directory: newDirectory() });
    expect(report).toMatchObject({ successful: [], failed: [], skipped: [], total_tasks: 0 });
    expect(events.map(({ kind }) => kind)).toEqual(['started', 'finished']);
  });

  it('removes what a writer that was killed has left', async () => {
    const directory = newDirectory();
    mkdirSync(directory);
    const { pid } = spawnSync(process.execPath, ['--version']);
    const left = temporaryName().replace(`-${process.pid}-`, `-${pid}-`);
    const own = temporaryName();
    for (const name of [left, own]) writeFileSync(join(directory, name), 'half a file');
    await recorded(goodFiles(1), { directory });
    expect(namesIn(directory)).not.toContain(left);
    expect(namesIn(directory)).toContain(own);
  });

  it('ends in an error of a listener, and leaves nothing open', async () => {
    const files = goodFiles(4);
    const directory = newDirectory();
    const onEvent = ({ kind }: BatchEvent) => {
      if (kind === 'successful') throw new Error('no more of this');
    };
    await expect(recorded(files, { directory, onEvent, maxOpen: 2 })).rejects.toThrow('no more of this');
    if (tellsDescriptors) await expect.poll(() => files.map(descriptorsOf)).toEqual([0, 0, 0, 0]);
  });
});

describe('batchEvents, aborted', () => {
  it.each([
    ['inline, step by step', () => inlinePool(), 'step'],
    ['by threads, step by step', () => threads, 'step'],
    ['inline, by experiment', () => inlinePool(), 'experiment'],
    ['by threads, by experiment', () => threads, 'experiment'],
  ] as const)('finishes what is being written and skips the rest, %s', async (_, pool, mode) => {
    const files = goodFiles(8);
    const directory = newDirectory();
    const controller = new AbortController();
    const onEvent = ({ kind }: BatchEvent) => {
      if (kind === 'successful') controller.abort();
    };
    const { signal } = controller;
    const { report } = await recorded(files, { directory, pool: pool(), mode, maxOpen: 3, signal, onEvent });
    expect(allFiles(report)).toEqual([...files].sort());
    expect(report.failed).toEqual([]);
    expect(report.successful.length).toBeGreaterThanOrEqual(1);
    expect(report.successful.length).toBeLessThanOrEqual(3);
    expect(new Set(report.skipped.map(({ reason }) => reason))).toEqual(new Set(['interrupted']));
    expect(namesIn(directory)).toEqual(report.successful.map(({ output }) => basename(output ?? '')).sort());
    for (const { output } of report.successful) expect((await readParquet(output ?? '')).step_index).toHaveLength(4);
    if (tellsDescriptors) await expect.poll(() => files.map(descriptorsOf)).toEqual(files.map(() => 0));
  });

  it('before it begins, opens nothing', async () => {
    // So many that stopping one inside the other would be too deep.
    const files = Array.from({ length: 20_000 }, (_, index) => join(folder, `never opened ${index}.h5`));
    const { report, events } = await recorded(files, { directory: newDirectory(), signal: AbortSignal.abort() });
    expect(events.map(({ kind }) => kind)).toEqual(['started', 'finished']);
    expect(report.skipped.map(({ file }) => file)).toEqual(files);
  });

  it('when thousands of files are waiting, stops', async () => {
    const files = [...goodFiles(1), ...Array.from({ length: 20_000 }, (_, index) => join(folder, `waits ${index}.h5`))];
    const controller = new AbortController();
    const onEvent = ({ kind }: BatchEvent) => {
      if (kind === 'successful') controller.abort();
    };
    const { report } = await recorded(files, { format: 'none', maxOpen: 1, signal: controller.signal, onEvent });
    expect(report.successful).toHaveLength(1);
    expect(report.skipped).toHaveLength(20_000);
  });
});

/** How many experiments were open at the same time, as the events tell. */
function mostOpen(events: readonly BatchEvent[]): number {
  let [open, most] = [0, 0];
  for (const { kind } of events) {
    if (kind === 'opened') open += 1;
    if (kind === 'successful' || kind === 'failed') open -= 1;
    most = Math.max(most, open);
  }
  return most;
}
