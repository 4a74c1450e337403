import { appendFileSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastValueFrom, toArray } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readEntry } from '../../../lib/catalog/read-entry.js';
import { defineFeatures } from '../../../lib/config/configuration.js';
import { OectError } from '../../../lib/errors.js';
import { createExperiment } from '../../../lib/experiment/experiment.js';
import { readHead } from '../../../lib/experiment/read-head.js';
import { loadRegistry } from '../../../lib/extractors/registry.js';
import type { Layer } from '../../../lib/graph/layers.js';
import { inlinePool } from '../../../lib/pool/inline-pool.js';
import type { StepPool } from '../../../lib/pool/step-pool.js';
import { threadPool } from '../../../lib/pool/thread-pool.js';
import { withColumns } from '../../../lib/table/computed.js';
import { toDerivation } from '../../../lib/task/derivation.js';
import { derivedColumns } from '../../../lib/task/derive-columns.js';
import type { StepTask } from '../../../lib/task/step-task.js';
import { goodFile, writeBadFile } from '../../support/bad-files.js';
import { writeExperiment } from '../../support/experiment-file.js';
import { layerOf } from '../../support/experiments.js';
import { goldenCases } from '../../support/golden.js';
import { plainLoop } from '../../support/plain-loop.js';
import { answersPerCell, descriptorsOf, joined, runAll, tasksOfFile, tellsDescriptors } from '../../support/pools.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const features = defineFeatures({
  gm: { extractor: 'transfer.gm_max', params: { direction: 'both' } },
  von: { extractor: 'transfer.Von' },
  largest: { extractor: 'transfer.absI_max' },
  coords: { extractor: 'transfer.gm_max_coords' },
  peak: { extractor: 'transient.peak_current' },
  cycles: { extractor: 'transient.cycles', params: { n_cycles: 7 } },
});
const layer = features.graph.layers[0] as Layer;
const hostileModule = new URL('../../fixtures/modules/hostile-extractors.mjs', import.meta.url).href;

const POOLS: readonly (readonly [string, () => StepPool])[] = [
  ['inlinePool()', inlinePool],
  ['threadPool({ size: 1 })', () => threadPool({ size: 1 })],
  ['threadPool({ size: 3 })', () => threadPool({ size: 3 })],
];

describe.each(POOLS)('a StepPool: %s', (_, createPool) => {
  const folder = temporaryFolder();
  const good = goodFile();
  let pool: StepPool;
  beforeAll(() => {
    pool = createPool();
  });
  afterAll(() => pool[Symbol.asyncDispose]());

  it('reads the head of a file', async () => {
    expect(await pool.open(good)).toEqual(await readHead(good));
  });

  it('reads for a catalog what this thread reads, and says what is wrong with a file', async () => {
    const file = { kind: 'experiment', file: good } as const;
    expect(await pool.catalog(file)).toEqual(await readEntry(file));
    const bad = writeBadFile(folder, 'crashing');
    await expect(pool.catalog({ kind: 'experiment', file: bad })).rejects.toMatchObject({
      code: 'data-corrupt',
      file: bad,
    });
    await expect(pool.catalog({ kind: 'features', file: good })).rejects.toMatchObject({ code: 'wrong-layout' });
    expect(await pool.catalog(file)).toMatchObject(file);
    if (tellsDescriptors) expect(descriptorsOf(good)).toBe(0);
  });

  it.each(goldenCases())('gives what a plain loop gives, bit for bit, however $name is cut up', async ({ file }) => {
    const expected = await plainLoop(file, features);
    for (const options of [{}, { stepsPerTask: 1 }, { stepsPerTask: 3 }]) {
      const tasks = await tasksOfFile(file, layer, options);
      const results = await runAll(pool, tasks);
      expect(answersPerCell(tasks, results).every((answers) => answers === 1)).toBe(true);
      expect(results.reduce((cells, result) => cells + result.cells, 0)).toBe(tasks[0]?.totalCells);
      const { columns, remarks } = joined(layer, results);
      expect(columns).toEqual(expected.columns);
      expect(remarks).toEqual(expected.remarks);
    }
  });

  it('evaluates the expressions of derived features as this thread does', async () => {
    const { layers } = defineFeatures({
      gm: { extractor: 'transfer.gm_max', params: { direction: 'both' } },
      drift: { func: 'lambda gm: gm[:, 0] / gm[0, 0]', input: 'gm' },
      impossible: { func: 'lambda gm: gm[:, 2]', input: 'gm' },
    }).graph;
    const gm = { shape: [3, 2] as const, values: Float64Array.of(1, 2, 3, 4, Number.NaN, 6) };
    const experiment = withColumns(createExperiment(await readHead(good)), [['gm', gm]], []);
    const derived = layers[1]?.derived ?? [];
    expect(await pool.derive(toDerivation(experiment, derived))).toEqual(derivedColumns(experiment.columns, derived));
  });

  it('gives nulls with the reason for the steps in which an extractor throws', async () => {
    const registry = await loadRegistry([hostileModule]);
    const definitions = { odd: { extractor: 'transfer.hostile', params: { steps: [1, 2] } } };
    const configuration = defineFeatures(definitions, { registry });
    const [odd] = configuration.graph.layers as [Layer];
    const tasks = await tasksOfFile(good, odd);
    const { columns, remarks } = joined(odd, await runAll(pool, tasks));
    expect(columns.get('odd')?.values).toEqual(Float64Array.of(0, Number.NaN, Number.NaN, 3));
    expect(remarks).toEqual([{ feature: 'odd', kind: 'failure', reason: 'I never liked this step', steps: [1, 2] }]);
  });

  it('runs a task again for each subscriber, and not before there is one', async () => {
    const [task] = (await tasksOfFile(good, layer)) as [StepTask];
    const missing = { ...task, experiment: { ...task.experiment, file: join(folder, 'missing.h5') } };
    const run = pool.run(missing);
    copyFileSync(good, missing.experiment.file);
    const stamped = {
      ...missing,
      experiment: { ...missing.experiment, head: await readHead(missing.experiment.file) },
    };
    await expect(lastValueFrom(run)).rejects.toMatchObject({ code: 'file-changed' });
    const again = pool.run(stamped).pipe(toArray());
    const [first, second] = [await lastValueFrom(again), await lastValueFrom(again)];
    const ofTransfer = { ...layer, extracted: task.features };
    expect(joined(ofTransfer, first).columns).toEqual(joined(ofTransfer, second).columns);
  });

  it.runIf(tellsDescriptors)('closes a file when it is released, and opens it again when it is needed', async () => {
    const file = join(folder, 'released.h5');
    copyFileSync(good, file);
    const tasks = await tasksOfFile(file, layer, { stepsPerTask: 1 });
    await runAll(pool, tasks);
    expect(descriptorsOf(file)).toBeGreaterThan(0);
    pool.release(file);
    await vi.waitFor(() => expect(descriptorsOf(file)).toBe(0));
    await runAll(pool, tasks);
    pool.release(file);
    await vi.waitFor(() => expect(descriptorsOf(file)).toBe(0));
  });

  it('keeps the file open for a task that runs when it is released', async () => {
    const tasks = await tasksOfFile(good, layer, { stepsPerTask: 1 });
    const results = runAll(pool, tasks);
    for (let i = 0; i < 30; i++) {
      pool.release(good);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(joined(layer, await results).columns).toEqual((await plainLoop(good, features)).columns);
  });

  it('works on more files at once than it keeps open', async () => {
    const files = Array.from({ length: 20 }, (_, i) => join(folder, `many-${i}.h5`));
    for (const file of files) copyFileSync(good, file);
    const tasks = (await Promise.all(files.map((file) => tasksOfFile(file, layer)))).flat();
    const [there, back] = await Promise.all([runAll(pool, tasks), runAll(pool, tasks.toReversed())]);
    if (tellsDescriptors) {
      const open = files.reduce((total, file) => total + descriptorsOf(file), 0);
      expect(open).toBeLessThanOrEqual(8 * pool.size);
    }
    const expected = (await plainLoop(good, features)).columns;
    for (const file of files) {
      for (const results of [there, back]) {
        const own = results.filter(({ task }) => task.experiment.file === file);
        expect(joined(layer, own).columns).toEqual(expected);
      }
      pool.release(file);
    }
  });

  describe('of a file that cannot be read', () => {
    it('says which and why', async () => {
      const missing = join(folder, 'not there.h5');
      await expect(pool.open(missing)).rejects.toSatisfy((error) => error instanceof OectError);
      await expect(pool.open(missing)).rejects.toMatchObject({ code: 'file-not-found', file: missing });
      const text = writeBadFile(folder, 'text');
      await expect(pool.open(text)).rejects.toMatchObject({ code: 'not-hdf5', file: text });
    });

    it('says where in the file', async () => {
      const path = '/transfer/measurement_data';
      const wrong = await writeExperiment(join(folder, 'wrong.h5'), { transfer: { data: { shape: [4, 3, 2] } } });
      await expect(pool.open(wrong)).rejects.toMatchObject({ code: 'wrong-layout', file: wrong, path });
      const corrupt = writeBadFile(folder, 'flipped in a transfer chunk');
      const tasks = await tasksOfFile(corrupt, layer);
      await expect(runAll(pool, tasks)).rejects.toMatchObject({ code: 'data-corrupt', file: corrupt, path });
    });

    it('notices that it is not the one whose head was read', async () => {
      const file = join(folder, 'changed.h5');
      copyFileSync(good, file);
      const tasks = await tasksOfFile(file, layer, { stepsPerTask: 1 });
      await runAll(pool, tasks);
      appendFileSync(file, 'more');
      await expect(runAll(pool, tasks)).rejects.toMatchObject({ code: 'file-changed', file });
      pool.release(file);
      await runAll(pool, await tasksOfFile(file, layer));
      pool.release(file);
    });
  });

  it('ends what runs and what waits when it is closed, and does nothing any more', async () => {
    const closing = createPool();
    const tasks = await tasksOfFile(good, layer, { stepsPerTask: 1 });
    const outcomes = Promise.allSettled([...tasks, ...tasks].map((task) => lastValueFrom(closing.run(task))));
    const opened = Promise.allSettled([closing.open(good)]);
    await closing[Symbol.asyncDispose]();
    await closing[Symbol.asyncDispose]();
    const codes = [...(await outcomes), ...(await opened)].map((outcome) =>
      outcome.status === 'rejected' ? outcome.reason.code : 'done',
    );
    expect(codes.filter((code) => code !== 'done' && code !== 'pool-closed')).toEqual([]);
    await expect(closing.open(good)).rejects.toMatchObject({ code: 'pool-closed' });
    await expect(runAll(closing, tasks)).rejects.toMatchObject({ code: 'pool-closed' });
    closing.release(good);
  });

  it('is closed by `await using`', async () => {
    let seen: StepPool;
    {
      await using own = createPool();
      seen = own;
      await own.open(good);
    }
    await expect(seen.open(good)).rejects.toMatchObject({ code: 'pool-closed' });
  });
});

describe('the pools', () => {
  it('tell an extractor of the program from a built-in one of the same name', async () => {
    const good = goodFile();
    const builtIn = (layer.extracted.find(({ name }) => name === 'largest') as { extractor: object }).extractor;
    const own = { ...builtIn, extract: () => 42 } as never;
    const ownLayer = layerOf({ own: { extractor: own } });
    const tasks = await tasksOfFile(good, ownLayer);
    await using here = inlinePool();
    expect(joined(ownLayer, await runAll(here, tasks)).columns.get('own')?.values).toEqual(
      Float64Array.of(42, 42, 42, 42),
    );
    await using threads = threadPool({ size: 1 });
    await expect(runAll(threads, tasks)).rejects.toMatchObject({
      code: 'bad-module',
      message: expect.stringContaining('inlinePool()'),
    });
  });
});
