import { getEventListeners } from 'node:events';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  defer,
  from,
  interval,
  lastValueFrom,
  map,
  mergeMap,
  type Observable,
  take,
  takeUntil,
  timer,
  toArray,
} from 'rxjs';
import { afterAll, describe, expect, it } from 'vitest';
import { openCatalog } from '../../lib/catalog/open-catalog.js';
import { type Configuration, defineFeatures } from '../../lib/config/configuration.js';
import { isOectError } from '../../lib/errors.js';
import { loadRegistry } from '../../lib/extractors/registry.js';
import type { Layer } from '../../lib/graph/layers.js';
import { inlinePool } from '../../lib/pool/inline-pool.js';
import type { StepPool } from '../../lib/pool/step-pool.js';
import { threadPool } from '../../lib/pool/thread-pool.js';
import { abortOn } from '../../operators/abort-on.js';
import { consumeExperiments } from '../../operators/consume-experiments.js';
import { openExperiments } from '../../operators/open-experiments.js';
import { reuseFeatures } from '../../operators/reuse-features.js';
import { writeArrow } from '../../operators/write-arrow.js';
import { writeParquet } from '../../operators/write-parquet.js';
import { batchEvents } from '../../pipelines/batch-events.js';
import { consumeSteps } from '../../pipelines/consume-steps.js';
import { explainExperiments } from '../../pipelines/explain-experiments.js';
import { extract } from '../../pipelines/extract.js';
import { extractArriving } from '../../pipelines/extract-arriving.js';
import { extractEachStep } from '../../pipelines/extract-each-step.js';
import { extractFeatures } from '../../pipelines/extract-features.js';
import { extractLive } from '../../pipelines/extract-live.js';
import { extractSteps } from '../../pipelines/extract-steps.js';
import { filesToParquet } from '../../pipelines/files-to-parquet.js';
import { runLayer } from '../../pipelines/run-layer.js';
import { goodFile } from '../support/bad-files.js';
import { namesIn } from '../support/feature-files.js';
import { readSteps } from '../support/golden.js';
import { hostile } from '../support/hostile.js';
import { watchLeftovers } from '../support/leftovers.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { threadsOfProcess } from '../support/threads.js';

const folder = temporaryFolder();
const data = join(folder, 'data');
mkdirSync(data);
const files = Array.from({ length: 6 }, (_, index) => {
  const file = join(data, `#9-${index}-stability-test_${index}.h5`);
  copyFileSync(goodFile(), file);
  return file;
});
const configuration = defineFeatures({
  gm: { extractor: 'transfer.gm_max' },
  tau: { extractor: 'transient.tau_on_off' },
});
const sweeps = await readSteps(goodFile(), 'transfer');

const inline = inlinePool();
const threads = threadPool({ size: 2 });
afterAll(async () => {
  for (const pool of [inline, threads]) await pool[Symbol.asyncDispose]();
  expect(threadsOfProcess()).toBe(0);
});

interface Run {
  readonly pool: StepPool;
  /** Where feature files go, if any are written. */
  readonly directory: string;
  readonly configuration: Configuration;
}

function opened({ pool }: Run) {
  return from(files).pipe(openExperiments({ pool, maxOpen: 3 }));
}

/** Feature files of a part of what is wanted of half of the files. */
const finished = join(folder, 'finished');
const part = defineFeatures({ gm: { extractor: 'transfer.gm_max' } });
await lastValueFrom(filesToParquet(files.slice(3), part, { pool: inline, directory: finished }));

/** Every way through the package, each made of public operators and pipelines. */
const WAYS: Readonly<Record<string, (run: Run) => Observable<unknown>>> = {
  openExperiments: (run) => opened(run).pipe(consumeExperiments(() => timer(3))),
  runLayer: (run) => {
    const [layer] = run.configuration.graph.layers as [Layer];
    return opened(run).pipe(
      runLayer(layer, run.pool),
      consumeExperiments(() => [1]),
    );
  },
  extractFeatures: (run) =>
    opened(run).pipe(
      extractFeatures(run.configuration, run.pool),
      consumeExperiments(() => timer(3)),
    ),
  writeArrow: (run) => opened(run).pipe(extractFeatures(run.configuration, run.pool), writeArrow(run.directory, run)),
  filesToParquet: (run) => filesToParquet(files, run.configuration, run),
  batchEvents: (run) => batchEvents(files, run.configuration, run),
  reuseFeatures: (run) =>
    opened(run).pipe(
      reuseFeatures(run.configuration, { ...run, directory: finished }),
      extractFeatures(run.configuration, run.pool),
      writeParquet(run.directory, run),
    ),
  extractArriving: (run) =>
    defer(() => openCatalog({ roots: [data] })).pipe(
      mergeMap((catalog) => extractArriving(catalog, run.configuration, { ...run, settleMs: 1 })),
    ),
  explainExperiments: (run) => explainExperiments(files, run.configuration, { ...run, directory: finished }),
  extractSteps: (run) => opened(run).pipe(extractSteps(run.configuration, run.pool, { stepsPerTask: 1 })),
  consumeSteps: (run) => opened(run).pipe(consumeSteps(run.configuration, run.pool, () => timer(1))),
  extractLive: (run) =>
    interval(2).pipe(
      take(20),
      map((index) => ({ ...(sweeps[index % sweeps.length] as (typeof sweeps)[number]), index })),
      extractLive(run.configuration, run.pool),
    ),
};

/** The ways of {@link WAYS} that are loops. */
const LOOPS = {
  extract: (run: Run, signal: AbortSignal) => extract(files, run.configuration, { ...run, signal, maxOpen: 3 }),
  extractEachStep: (run: Run, signal: AbortSignal) =>
    extractEachStep(files, run.configuration, { ...run, signal, maxOpen: 3 }),
};

let directories = 0;

function newRun(pool: StepPool): Run {
  directories += 1;
  return { pool, configuration, directory: join(folder, `out ${directories}`) };
}

/** Files that are complete, and are there for readers. */
function complete({ directory }: Run): readonly string[] {
  return namesIn(directory).filter((name) => !name.endsWith('.tmp'));
}

const moments = fc.record({ pool: fc.constantFrom(inline, threads), afterMs: fc.integer({ min: 0, max: 60 }) });

describe('whatever is stopped at whatever moment leaves nothing running, and no file appears any more', () => {
  it.each(Object.entries(WAYS))('%s, unsubscribed from', async (_, way) => {
    await fc.assert(
      fc.asyncProperty(moments, async ({ pool, afterMs }) => {
        const run = newRun(pool);
        const nothingLeft = watchLeftovers(files);
        await lastValueFrom(way(run).pipe(takeUntil(timer(afterMs))), { defaultValue: undefined });
        const written = complete(run);
        await nothingLeft();
        await expect.poll(() => namesIn(run.directory)).toEqual(written);
      }),
      { numRuns: 6 },
    );
  });

  it.each(Object.entries(WAYS))('%s, aborted', async (_, way) => {
    await fc.assert(
      fc.asyncProperty(moments, async ({ pool, afterMs }) => {
        const run = newRun(pool);
        const nothingLeft = watchLeftovers(files);
        const stop = new AbortController();
        const clock = setTimeout(() => stop.abort(), afterMs);
        let written: readonly string[] | undefined;
        try {
          await lastValueFrom(way(run).pipe(abortOn(stop.signal)));
        } catch (error) {
          if (!isOectError(error, 'aborted')) throw error;
          written = complete(run);
        }
        clearTimeout(clock);
        await nothingLeft();
        expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
        await expect.poll(() => namesIn(run.directory)).toEqual(written ?? complete(run));
      }),
      { numRuns: 4 },
    );
  });

  it.each(Object.entries(LOOPS))('%s, left or aborted', async (_, loop) => {
    const endings = fc.record({
      pool: fc.constantFrom(inline, threads),
      by: fc.constantFrom('break', 'exception', 'abort', 'return while it waits'),
      at: fc.nat(5),
    });
    await fc.assert(
      fc.asyncProperty(endings, async ({ pool, by, at }) => {
        const nothingLeft = watchLeftovers(files);
        const stop = new AbortController();
        const iterator: AsyncIterableIterator<unknown> = loop(newRun(pool), stop.signal);
        const enough = new Error('enough');
        let seen = 0;
        const go = async () => {
          for await (const _ of iterator) {
            if (seen++ < at) continue;
            if (by === 'break') break;
            if (by === 'exception') throw enough;
            if (by === 'abort') stop.abort(enough);
            else setImmediate(() => iterator.return?.());
          }
        };
        await go().catch((error) => {
          if (error !== enough && !(isOectError(error, 'aborted') && error.cause === enough)) throw error;
        });
        await nothingLeft();
        expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });

  it.each(['extractFeatures', 'extractSteps', 'extractLive'])(
    '%s, unsubscribed from while an extractor loops for ever: its thread is free for others soon',
    async (name) => {
      // Nothing else would end the loop.
      await using pool = threadPool({ size: 1, timeoutMs: 0 });
      const registry = await loadRegistry([
        new URL('../fixtures/modules/hostile-extractors.mjs', import.meta.url).href,
      ]);
      const everyStep = Array.from({ length: 20 }, (_, step) => step);
      const looping = defineFeatures({ loop: hostile('loop', everyStep) }, { registry });
      const way = WAYS[name] as (run: Run) => Observable<unknown>;
      const nothingLeft = watchLeftovers(files);
      const run = { ...newRun(pool), configuration: looping };
      // Long enough for the thread to start and get caught; if it is not, there is less to stop.
      await lastValueFrom(way(run).pipe(takeUntil(timer(800))), { defaultValue: undefined });
      const rows = from(sweeps).pipe(
        extractLive(defineFeatures({ gm: { extractor: 'transfer.gm_max' } }), pool),
        toArray(),
      );
      expect(await lastValueFrom(rows)).toHaveLength(sweeps.length);
      await nothingLeft();
      expect(threadsOfProcess()).toBeLessThanOrEqual(1 + threads.size);
    },
  );
});
