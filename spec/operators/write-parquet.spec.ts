import { statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  concatWith,
  firstValueFrom,
  from,
  lastValueFrom,
  map,
  NEVER,
  type Observable,
  of,
  Subject,
  toArray,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { defineFeatures } from '../../lib/config/configuration.js';
import { createExperiment } from '../../lib/experiment/experiment.js';
import { readFeatureMetadata } from '../../lib/parquet/read-metadata.js';
import { threadPool } from '../../lib/pool/thread-pool.js';
import type { FeatureFileJob } from '../../lib/table/write-features.js';
import type { WrittenFile } from '../../lib/table/write-file.js';
import type { CompletedExperiment } from '../../lib/task/complete-experiment.js';
import type { WrittenExperiment } from '../../operators/write-files.js';
import { writeParquet } from '../../operators/write-parquet.js';
import { namesIn, readParquet } from '../support/feature-files.js';
import { goldenCases } from '../support/golden.js';
import { marbles, promiseOf } from '../support/marbles.js';
import { plainLoop } from '../support/plain-loop.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const folder = temporaryFolder();
const configuration = defineFeatures({ largest: { extractor: 'transfer.absI_max' } });
const originals = await Promise.all(goldenCases().map(({ file }) => plainLoop(file, configuration)));

/** Completed experiments of the golden files, newly opened. */
function completed(): readonly CompletedExperiment[] {
  return originals.map((original) => ({ ...original, ...leaseOf(original) }));
}

function leaseOf({ head }: CompletedExperiment) {
  const { id, lease, close } = createExperiment(head);
  return { id, lease, close };
}

function states(experiments: readonly CompletedExperiment[]) {
  return new Set(experiments.map(({ lease }) => lease.state));
}

/** Does what writing does, in virtual time. */
function writer(writing: Readonly<Record<string, Observable<WrittenFile>>>) {
  return {
    fingerprint: () => promiseOf(of('abc')),
    write: ({ source }: FeatureFileJob) => promiseOf(writing[basename(source)] ?? NEVER),
  };
}

describe('writeParquet', () => {
  it('emits each experiment when it is written, and closes it then', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const [a, b] = completed() as readonly [CompletedExperiment, CompletedExperiment];
      const written = (file: string) => ({ file, bytes: 1 });
      const writing = {
        a: cold('---(a|)', { a: written('a.parquet') }),
        b: cold('-(b|)', { b: written('b.parquet') }),
      };
      const pool = writer({ [basename(a.file)]: writing.a, [basename(b.file)]: writing.b });
      const experiments = cold('-ab---|', { a, b });
      const subscribed = '      ^-----!';
      const expected = '        ---ba-|';
      const outputs = experiments.pipe(
        writeParquet('out', { pool }),
        map(({ experiment, output }) => `${basename(experiment.file)} -> ${output}`),
      );
      expectObservable(outputs).toBe(expected, {
        a: `${basename(a.file)} -> a.parquet`,
        b: `${basename(b.file)} -> b.parquet`,
      });
      expectSubscriptions(experiments.subscriptions).toBe(subscribed);
      expectSubscriptions(writing.a.subscriptions).toBe('-^--!');
      expectSubscriptions(writing.b.subscriptions).toBe('--^!');
    });
  });

  it('writes files that have the table and tell what it was made of, with or without a pool', async () => {
    await using pool = threadPool({ size: 1 });
    for (const options of [{}, { pool }]) {
      const directory = join(folder, `written ${Object.keys(options).join()}`, 'below');
      const experiments = completed();
      const written = await lastValueFrom(from(experiments).pipe(writeParquet(directory, options), toArray()));
      expect(new Set(written.map(({ experiment }) => experiment))).toEqual(new Set(experiments));
      expect(states(experiments)).toEqual(new Set(['closed']));
      for (const { experiment, output, bytes } of written) {
        expect(dirname(output)).toBe(directory);
        expect(bytes).toBe(statSync(output).size);
        const { step_index, largest } = await readParquet(output);
        expect(step_index).toHaveLength(experiment.table.rows);
        const values = [...(experiment.columns.get('largest')?.values ?? [])];
        // The recording without a transfer group has a row for each of its transient steps all the same.
        const absent = Array<null>(experiment.table.rows - values.length).fill(null);
        expect(largest).toEqual([...values, ...absent]);
        expect(await readFeatureMetadata(output)).toMatchObject({
          config: { name: configuration.name },
          source: { file: basename(experiment.file) },
          counts: experiment.counts,
        });
      }
      expect(namesIn(directory)).toEqual(written.map(({ output }) => basename(output)).sort());
    }
  });

  it('writes an experiment as soon as it comes', async () => {
    const [experiment] = completed() as readonly [CompletedExperiment];
    const stream = of(experiment).pipe(concatWith(NEVER), writeParquet(join(folder, 'endless')));
    expect((await firstValueFrom(stream)).experiment).toBe(experiment);
  });

  it('ends in the error of a file that cannot be written, and closes all that it has', async () => {
    const directory = join(folder, 'in the way');
    writeFileSync(directory, '');
    const experiments = completed();
    await expect(lastValueFrom(from(experiments).pipe(writeParquet(directory)))).rejects.toMatchObject({
      code: 'write-failed',
      message: expect.stringContaining(directory),
    });
    expect(states(experiments)).toEqual(new Set(['closed']));
  });

  it('closes what it has when it is unsubscribed from', () => {
    const experiments = completed();
    const source = new Subject<CompletedExperiment>();
    const emitted: WrittenExperiment[] = [];
    const pool = { fingerprint: () => promiseOf(of('abc')), write: () => new Promise<WrittenFile>(() => {}) };
    const subscription = source.pipe(writeParquet('out', { pool })).subscribe((written) => emitted.push(written));
    for (const experiment of experiments) source.next(experiment);
    expect(states(experiments)).toEqual(new Set(['taken']));
    subscription.unsubscribe();
    expect(states(experiments)).toEqual(new Set(['closed']));
    expect(source.observed).toBe(false);
    expect(emitted).toEqual([]);
  });
});
