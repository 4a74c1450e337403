import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { from, lastValueFrom, take, toArray } from 'rxjs';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../lib/config/load-configuration.js';
import { inlinePool } from '../../lib/pool/inline-pool.js';
import { threadPool } from '../../lib/pool/thread-pool.js';
import { filesToParquet } from '../../pipelines/files-to-parquet.js';
import { observedPool } from '../../pipelines/observed-pool.js';
import { goodFile, writeBadFile } from '../support/bad-files.js';
import { namesIn, readParquet } from '../support/feature-files.js';
import { goldenCases } from '../support/golden.js';
import { descriptorsOf, tellsDescriptors } from '../support/pools.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const folder = temporaryFolder();
const configuration = await loadConfiguration('v2_transfer_basic');
const golden = goldenCases().map(({ file }) => file);
const threads = threadPool({ size: 2 });
afterAll(() => threads[Symbol.asyncDispose]());

describe('filesToParquet', () => {
  it('writes each experiment and emits it with its path, closed', async () => {
    const directory = join(folder, 'all');
    const urls = golden.map((file) => pathToFileURL(file));
    const written = await lastValueFrom(
      filesToParquet(urls, configuration, { directory, pool: threads }).pipe(toArray()),
    );
    expect(written.map(({ experiment }) => experiment.file).sort()).toEqual([...golden].sort());
    for (const { experiment, output } of written) {
      expect(experiment.lease.state).toBe('closed');
      expect((await readParquet(output)).step_index).toHaveLength(experiment.table.rows);
    }
    expect(namesIn(directory)).toHaveLength(golden.length);
  });

  it('ends in the error of a file that cannot be read, and leaves nothing open', async () => {
    const files = [...golden, writeBadFile(folder, 'flipped in a transfer chunk')];
    const options = { directory: join(folder, 'bad'), pool: threads, maxOpen: files.length };
    await expect(lastValueFrom(filesToParquet(files, configuration, options))).rejects.toMatchObject({
      code: 'data-corrupt',
    });
    if (tellsDescriptors) await expect.poll(() => files.map(descriptorsOf)).toEqual(files.map(() => 0));
  });

  it('goes on when somebody takes the files that cannot be read', async () => {
    const bad = [writeBadFile(folder, 'flipped in a transfer chunk'), writeBadFile(folder, 'truncated')];
    const told: string[] = [];
    const onUnreadable = (_: unknown, file: string) => void told.push(file);
    const options = { directory: join(folder, 'some bad'), pool: threads, onUnreadable };
    const written = await lastValueFrom(filesToParquet([...bad, ...golden], configuration, options).pipe(toArray()));
    expect(written).toHaveLength(golden.length);
    expect(told.sort()).toEqual(bad.sort());
  });

  it('opens no more files when it is unsubscribed from, and closes those that are open', async () => {
    const files = Array.from({ length: 6 }, (_, index) => join(folder, `#7-${index}.h5`));
    for (const file of files) copyFileSync(goodFile(), file);
    const opened: string[] = [];
    const pool = observedPool(inlinePool(), () => {});
    const open = (file: string) => {
      opened.push(file);
      return pool.open(file);
    };
    const directory = join(folder, 'first');
    const [written] = await lastValueFrom(
      filesToParquet(from(files), configuration, { directory, pool: { ...pool, open }, maxOpen: 1 }).pipe(
        take(1),
        toArray(),
      ),
    );
    expect(written?.experiment.file).toBe(files[0]);
    expect(opened).toEqual([files[0]]);
    if (tellsDescriptors) await expect.poll(() => files.map(descriptorsOf)).toEqual(files.map(() => 0));
    expect(namesIn(directory)).toHaveLength(1);
  });
});
