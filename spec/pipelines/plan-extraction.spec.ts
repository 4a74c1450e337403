import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { lastValueFrom, toArray } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Configuration, defineFeatures } from '../../lib/config/configuration.js';
import { loadConfiguration } from '../../lib/config/load-configuration.js';
import { createExperiment } from '../../lib/experiment/experiment.js';
import { readHead } from '../../lib/experiment/read-head.js';
import { openStepReader } from '../../lib/experiment/step-reader.js';
import { inlinePool } from '../../lib/pool/inline-pool.js';
import { threadPool } from '../../lib/pool/thread-pool.js';
import { simulateChip } from '../../lib/simulation/simulate-chip.js';
import type { FeatureWork } from '../../lib/task/experiment-work.js';
import { planLayer } from '../../lib/task/plan-layer.js';
import { type BatchOptions, batchEvents } from '../../pipelines/batch-events.js';
import { planExtraction } from '../../pipelines/plan-extraction.js';
import { writeBadFile } from '../support/bad-files.js';
import { goldenCases } from '../support/golden.js';
import { descriptorsOf, tellsDescriptors } from '../support/pools.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const folder = temporaryFolder();
const files: string[] = goldenCases().map(({ file }) => file);
const threads = threadPool({ size: 2 });
const all = await loadConfiguration('v2_all');
const derived = defineFeatures({
  gm: { extractor: 'transfer.gm_max' },
  peak: { extractor: 'transient.peak_current' },
  ratio: { func: 'lambda gm, peak: gm / peak', input: ['gm', 'peak'] },
});

/** Long enough to see something, short enough for a spec. */
const calibrationMs = 50;

beforeAll(async () => {
  for await (const event of simulateChip(join(folder, 'data'), { experiments: 3, steps: 7, cycles: 3 })) {
    if (event.kind === 'file') files.push(event.file);
  }
});
afterAll(() => threads[Symbol.asyncDispose]());

/** What a run does, counted by what it tells. */
async function run(configuration: Configuration, options: Partial<BatchOptions> & Pick<BatchOptions, 'directory'>) {
  const events = await lastValueFrom(batchEvents(files, configuration, { pool: threads, ...options }).pipe(toArray()));
  const cells = new Map<string, number>();
  let [tasks, bytes] = [0, 0];
  for (const event of events) {
    if (event.kind !== 'task') continue;
    tasks += event.cells;
    bytes += event.bytes;
    const [start, stop] = event.steps;
    for (const feature of event.features) cells.set(feature, (cells.get(feature) ?? 0) + stop - start);
  }
  const finished = events.at(-1);
  if (finished?.kind !== 'finished') throw new Error('the run did not finish');
  return { cells, tasks, bytes, report: finished.report };
}

const ofSteps = (features: readonly FeatureWork[]) =>
  new Map(
    features.filter(({ from, cells }) => from !== 'features' && cells > 0).map((each) => [each.feature, each.cells]),
  );

describe('planExtraction', () => {
  it.each([
    ['all built-in features', all, 'step'],
    ['derived features', derived, 'experiment'],
  ] as const)('counts what the run that follows does: %s', async (name, configuration, mode) => {
    const options = { pool: threads, directory: join(folder, name), mode } as const;
    const plan = await planExtraction(files, configuration, { ...options, calibrationMs });
    const { cells, tasks, bytes, report } = await run(configuration, options);
    expect(plan.extracted_tasks).toBe(tasks);
    expect(plan.total_tasks).toBe(report.total_tasks);
    expect(plan.measurement_bytes).toBe(bytes);
    expect(ofSteps(plan.features)).toEqual(cells);
    expect(plan.experiments.map(({ file, experiment }) => [file, experiment])).toEqual(
      report.successful.map(({ file, experiment }) => [file, experiment]),
    );
    for (const [index, planned] of plan.experiments.entries()) {
      const { values = 0, nulls = 0, failures = 0, computed } = report.successful[index] ?? {};
      expect([planned.total_tasks, planned.extracted_tasks]).toEqual([values + nulls + failures, computed]);
    }
    expect(plan).toMatchObject({ workers: 2, mode, failed: [], skipped: [] });
  });

  it('counts the bytes that are read of the files', async () => {
    const plan = await planExtraction(files, derived, { pool: threads, format: 'none', calibrationMs });
    let read = 0;
    for (const file of files) {
      const experiment = createExperiment(await readHead(file));
      const take = (length: number) => {
        read += 8 * length;
        return new Float64Array(length);
      };
      const reader = await openStepReader(file, experiment.head.stamp, { take });
      for (const { plans, features } of planLayer(
        experiment,
        derived.graph.layers[0] as (typeof derived.graph.layers)[0],
      )) {
        if (features.length > 0) for (const plan of plans) reader.read(plan);
      }
      reader.close();
    }
    expect(plan.measurement_bytes).toBe(read);
  });

  it('leaves out what feature files have already, as the run does', async () => {
    const directory = join(folder, 'extended');
    const { gm } = { gm: { extractor: 'transfer.gm_max' } };
    await run(defineFeatures({ gm }), { directory });
    const again = await planExtraction(files, defineFeatures({ gm }), { pool: threads, directory, calibrationMs });
    expect(again).toMatchObject({ experiments: [], extracted_tasks: 0, total_tasks: 0, measurement_bytes: 0 });
    expect(again.skipped.map(({ file }) => file)).toEqual(files);

    const more = defineFeatures({ gm, Von: { extractor: 'transfer.Von' } });
    const plan = await planExtraction(files, more, { pool: threads, directory, calibrationMs });
    const { cells, tasks, bytes, report } = await run(more, { directory });
    expect(plan.extracted_tasks).toBe(tasks);
    expect(plan.measurement_bytes).toBe(bytes);
    expect(plan.total_tasks).toBe(report.total_tasks);
    expect(ofSteps(plan.features)).toEqual(cells);
    expect(cells.has('gm')).toBe(false);

    const forced = await planExtraction(files, more, { pool: threads, directory, existing: 'ignore', calibrationMs });
    expect(forced.extracted_tasks).toBe(2 * tasks);
  });

  it('expects some time and memory, by steps that it has computed, and writes nothing', async () => {
    const directory = join(folder, 'nothing');
    const { expected, file_bytes } = await planExtraction(files, all, { pool: threads, directory, calibrationMs });
    const { time_ms, open_ms, compute_ms, write_ms } = expected;
    expect(Math.abs(open_ms + compute_ms + write_ms - time_ms)).toBeLessThan(0.3);
    for (const part of [open_ms, compute_ms, write_ms, expected.cpu_ms, expected.calibration.time_ms]) {
      expect(part).toBeGreaterThan(0);
    }
    expect(expected.memory_bytes).toBeGreaterThan(1e7);
    expect(expected.calibration.measurement_bytes).toBeGreaterThan(0);
    expect(file_bytes).toBeGreaterThan(1e5);
    expect(existsSync(directory)).toBe(false);
  });

  it('works in this thread as well, with nothing written and with nothing to do', async () => {
    await using pool = inlinePool();
    const plan = await planExtraction(files, derived, { pool, format: 'none', calibrationMs });
    expect(plan.expected).toMatchObject({ write_ms: 0, compute_ms: expect.any(Number) });
    const none = await planExtraction([], derived, { pool, calibrationMs });
    expect(none).toMatchObject({ experiments: [], features: [], total_tasks: 0, file_bytes: 0 });
    expect(none.expected.compute_ms).toBe(0);
  });

  it('names files that cannot be opened, and goes on where measurements cannot be read', async () => {
    const bad = [writeBadFile(folder, 'truncated'), join(folder, 'lost.h5')];
    const flipped = writeBadFile(folder, 'flipped in a transfer chunk');
    const plan = await planExtraction([...bad, flipped], derived, { pool: threads, format: 'none', calibrationMs });
    expect(plan.failed.map(({ file, error }) => [file, error.code])).toEqual([
      [bad[0], 'file-truncated'],
      [bad[1], 'file-not-found'],
    ]);
    expect(plan.experiments.map(({ file }) => file)).toEqual([flipped]);
  });

  it('stops when it is told to, and leaves nothing open', async () => {
    const stopped = AbortSignal.abort();
    const options = { pool: threads, format: 'none', calibrationMs } as const;
    await expect(planExtraction(files, all, { ...options, signal: stopped })).rejects.toMatchObject({
      code: 'aborted',
    });
    const controller = new AbortController();
    let opened = 0;
    const onOpened = () => {
      opened++;
      if (opened === files.length) controller.abort();
    };
    const { signal } = controller;
    await expect(planExtraction(files, all, { ...options, signal, onOpened })).rejects.toMatchObject({
      code: 'aborted',
    });
    if (tellsDescriptors) await expect.poll(() => files.map(descriptorsOf)).toEqual(files.map(() => 0));
  });
});
