import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { from, interval, map, take } from 'rxjs';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { defineFeatures } from '../../lib/config/configuration.js';
import { inlinePool } from '../../lib/pool/inline-pool.js';
import type { StepPool } from '../../lib/pool/step-pool.js';
import { threadPool } from '../../lib/pool/thread-pool.js';
import type { CompletedExperiment } from '../../lib/task/complete-experiment.js';
import { extract } from '../../pipelines/extract.js';
import { observedPool } from '../../pipelines/observed-pool.js';
import { goodFile, writeBadFile } from '../support/bad-files.js';
import { goldenCases } from '../support/golden.js';
import { plainLoop } from '../support/plain-loop.js';
import { descriptorsOf, tellsDescriptors } from '../support/pools.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const folder = temporaryFolder();
const golden = goldenCases().map(({ file }) => file);
const configuration = defineFeatures({
  gm: { extractor: 'transfer.gm_max' },
  peak: { extractor: 'transient.peak_current' },
  relative: { func: 'lambda gm: gm / gm[0]', input: 'gm' },
});
const pools: readonly (readonly [string, StepPool])[] = [
  ['inline', inlinePool()],
  ['of threads', threadPool({ size: 2 })],
];
afterAll(async () => {
  for (const [, pool] of pools) await pool[Symbol.asyncDispose]();
});

/** So many good files of their own. */
function goodFiles(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    const file = join(folder, `#8-${index}.h5`);
    copyFileSync(goodFile(), file);
    return file;
  });
}

async function expectNoneOpen(files: readonly string[]): Promise<void> {
  if (tellsDescriptors) await vi.waitFor(() => expect(files.map(descriptorsOf)).toEqual(files.map(() => 0)), 5000);
}

/** The pool, and the files that it was asked to open. */
function watched(pool: StepPool) {
  const opened: string[] = [];
  const open = (file: string) => {
    opened.push(file);
    return pool.open(file);
  };
  return { pool: { ...observedPool(pool, () => {}), open }, opened };
}

describe.each(pools)('extract, on a pool %s', (_, pool) => {
  it('gives each experiment once, with the table of a plain loop, and closes it', async () => {
    const found: CompletedExperiment[] = [];
    for await (const experiment of extract(golden, configuration, { pool, maxOpen: 2 })) {
      expect(experiment.lease.state).toBe('taken');
      found.push(experiment);
    }
    expect(found.map(({ file }) => file).sort()).toEqual(golden.toSorted());
    for (const { file, table, lease } of found) {
      expect(lease.state).toBe('closed');
      expect(table).toEqual((await plainLoop(file, configuration)).table);
    }
    await expectNoneOpen(golden);
  });

  it('takes lists, observables and async iterables', async () => {
    const [file = ''] = golden;
    async function* late() {
      yield file;
    }
    for (const files of [
      [file],
      from([file]),
      late(),
      interval(1).pipe(
        take(1),
        map(() => file),
      ),
    ]) {
      const found: string[] = [];
      for await (const experiment of extract(files, configuration, { pool })) found.push(experiment.file);
      expect(found).toEqual([file]);
    }
  });

  it('opens no more than maxOpen ahead of a slow loop', async () => {
    const { pool: counted, opened } = watched(pool);
    let done = 0;
    for await (const _ of extract(goodFiles(8), configuration, { pool: counted, maxOpen: 3 })) {
      await delay(5);
      expect(opened.length - done).toBeLessThanOrEqual(3);
      done += 1;
    }
    expect(done).toBe(8);
  });

  it('stops everything when the loop is left', async () => {
    const files = goodFiles(8);
    const { pool: counted, opened } = watched(pool);
    for await (const _ of extract(files, configuration, { pool: counted, maxOpen: 2 })) break;
    const many = opened.length;
    await expectNoneOpen(files);
    expect(opened.length).toBe(many);
    expect(many).toBeLessThanOrEqual(2);
  });

  it('throws the error of a file that cannot be read, and closes all', async () => {
    const files = [...golden, writeBadFile(folder, 'flipped in a transfer chunk')];
    const loop = async () => {
      for await (const _ of extract(files, configuration, { pool, maxOpen: files.length }));
    };
    await expect(loop()).rejects.toMatchObject({ code: 'data-corrupt', file: files.at(-1) });
    await expectNoneOpen(files);
  });

  it('goes on without the files that cannot be read when somebody takes them', async () => {
    const bad = writeBadFile(folder, 'truncated');
    const told: string[] = [];
    const found: string[] = [];
    const onUnreadable = (_: unknown, file: string) => void told.push(file);
    for await (const { file } of extract([bad, ...golden], configuration, { pool, onUnreadable })) found.push(file);
    expect(told).toEqual([bad]);
    expect(found.sort()).toEqual(golden.toSorted());
  });

  it('throws when its signal is aborted, and stops everything', async () => {
    const files = goodFiles(6);
    const { pool: counted, opened } = watched(pool);
    const stop = new AbortController();
    const found: string[] = [];
    const loop = async () => {
      const { signal } = stop;
      for await (const { file } of extract(files, configuration, { pool: counted, maxOpen: 2, signal })) {
        found.push(file);
        stop.abort(new Error('the operator has gone home'));
      }
    };
    await expect(loop()).rejects.toMatchObject({ code: 'aborted', message: expect.stringContaining('gone home') });
    expect(found).toHaveLength(1);
    const many = opened.length;
    await expectNoneOpen(files);
    expect(opened.length).toBe(many);
  });

  it('throws at once, and opens nothing, when its signal was aborted before', async () => {
    const { pool: counted, opened } = watched(pool);
    const experiments = extract(golden, configuration, { pool: counted, signal: AbortSignal.abort() });
    await expect(experiments.next()).rejects.toMatchObject({ code: 'aborted' });
    expect(opened).toEqual([]);
  });

  describe('as a stream of Node.js', () => {
    it('flows through a pipeline', async () => {
      const lines: string[] = [];
      await pipeline(
        Readable.from(extract(golden, configuration, { pool, maxOpen: 2 })),
        new Transform({
          writableObjectMode: true,
          transform: ({ file, table }: CompletedExperiment, _, done) => done(null, `${file} ${table.rows}\n`),
        }),
        new Writable({
          write: (line, _, done) => {
            lines.push(String(line));
            done();
          },
        }),
      );
      const expected = await Promise.all(
        golden.map(async (file) => `${file} ${(await plainLoop(file, configuration)).table.rows}\n`),
      );
      expect(lines.sort()).toEqual(expected.sort());
      await expectNoneOpen(golden);
    });

    it('opens a few ahead of a slow writer, and no more', async () => {
      const { pool: counted, opened } = watched(pool);
      let done = 0;
      const slow = new Writable({
        objectMode: true,
        highWaterMark: 1,
        write: (_, __, next) => {
          done += 1;
          // Being written, in the buffer of each of the two streams, and open.
          expect(opened.length - done).toBeLessThanOrEqual(2 + 2);
          setTimeout(next, 5);
        },
      });
      await pipeline(Readable.from(extract(goodFiles(12), configuration, { pool: counted, maxOpen: 2 })), slow);
      expect(done).toBe(12);
    });

    it('stops everything when it is destroyed, also while it waits', async () => {
      const files = goodFiles(4);
      const readable = Readable.from(extract(files, configuration, { pool, maxOpen: 1 }));
      const closed = new Promise((resolve) => readable.once('close', resolve));
      readable.read();
      readable.destroy();
      await closed;
      await expectNoneOpen(files);
    });

    it('fails with the error of the stream', async () => {
      const files = [writeBadFile(folder, 'empty')];
      const sink = new Writable({ objectMode: true, write: (_, __, done) => done() });
      await expect(pipeline(Readable.from(extract(files, configuration, { pool })), sink)).rejects.toMatchObject({
        code: 'not-hdf5',
      });
    });
  });
});
