import { cpSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { firstValueFrom, lastValueFrom, take, toArray } from 'rxjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { simulateChip } from '../../lib/simulation/simulate-chip.js';
import { ExperimentManager } from '../../pipelines/experiment-manager.js';
import { namesIn } from '../support/feature-files.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const folder = temporaryFolder();
const simulated = join(folder, 'simulated');
let places = 0;

beforeAll(async () => {
  const options = { experiments: 3, steps: 2, points: 41, cycles: 2, periodPoints: 20 };
  for await (const _ of simulateChip(simulated, options));
});

/** A laboratory of its own: experiments, and the configuration of their catalog. */
function laboratory(): { readonly path: string; readonly config: string } {
  places += 1;
  const path = join(folder, `lab ${places}`);
  cpSync(simulated, join(path, 'raw'), { recursive: true });
  const config = join(path, 'catalog_config.yaml');
  writeFileSync(config, 'roots: { raw_data: raw, features_v2: tables }\ndiscovery: { parallel_workers: 1 }\n');
  return { path, config };
}

const byDevice = (files: readonly string[]) => files.map((file) => basename(file).split('-')[1]).sort();

describe('ExperimentManager', () => {
  it('extracts what a search finds, into the folder of the catalog, and knows of it at once', async () => {
    const { path, config } = laboratory();
    const manager = await ExperimentManager.open(config);
    const found = await manager.search({ chip_id: '#20250804008', device_id: ['1', '3'] });
    const result = await manager.batchExtractFeatures({
      experiments: found,
      featureConfig: 'v2_transfer_basic',
      saveFormat: 'parquet',
      executionMode: 'step',
      nWorkers: 1,
      forceRecompute: false,
    });
    expect(result).toMatchObject({ failed: [], skipped: [] });
    expect(byDevice(result.successful.map(({ file }) => file))).toEqual(['1', '3']);
    expect(Object.keys(result.timings).sort()).toEqual(found.map(({ file }) => file).sort());
    expect(result.totalTasks).toBe(result.successful.reduce((sum, { values, nulls }) => sum + values + nulls, 0));
    expect(result.totalTimeMs).toBeGreaterThan(0);
    expect(byDevice(namesIn(join(path, 'tables')))).toEqual(['1', '3']);

    const missing = await manager.search({ missing_features: 'v2_transfer_basic' });
    expect(byDevice(missing.map(({ file }) => file))).toEqual(['2']);
    const has = await manager.search({ has_features: 'v2_transfer_basic' });
    expect(byDevice(has.map(({ file }) => file))).toEqual(['1', '3']);
  });

  it('computes nothing again, unless it is told to', async () => {
    const { config } = laboratory();
    const manager = await ExperimentManager.open(config);
    const options = { experiments: await manager.search(), featureConfig: 'v2_quick_analysis', nWorkers: 0 };
    expect((await manager.batchExtractFeatures(options)).successful).toHaveLength(3);
    const again = await manager.batchExtractFeatures(options);
    expect(again.skipped).toMatchObject([{ reason: 'up to date' }, { reason: 'up to date' }, { reason: 'up to date' }]);
    expect([again.successful, again.totalTasks]).toEqual([[], 0]);
    const forced = await manager.batchExtractFeatures({ ...options, forceRecompute: true });
    expect(forced.successful.map(({ computed }) => computed)).toEqual([6, 6, 6]);
  });

  it('tells of experiments as they are complete, and ends its threads when nobody listens', async () => {
    const { path, config } = laboratory();
    const manager = await ExperimentManager.open(config);
    const options = { experiments: await manager.search(), featureConfig: 'v2_quick_analysis', nWorkers: 2 };
    const events = await lastValueFrom(manager.extractionEvents({ ...options, saveFormat: 'arrow' }).pipe(toArray()));
    expect(events.filter(({ kind }) => kind === 'successful')).toHaveLength(3);
    expect(events.at(-1)).toMatchObject({ kind: 'finished', report: { workers: 2 } });
    expect(namesIn(join(path, 'tables')).every((name) => name.endsWith('.arrow'))).toBe(true);
    const first = await firstValueFrom(
      manager.extractionEvents({ ...options, outputDir: join(path, 'others') }).pipe(take(1)),
    );
    expect(first).toMatchObject({ kind: 'started', files: 3 });
  });

  it('takes paths and tells of those that fail', async () => {
    const { path, config } = laboratory();
    const manager = await ExperimentManager.open(config);
    const lost = join(path, 'raw', 'lost-test_1.h5');
    const [found] = await manager.search({ limit: 1 });
    const experiments = [lost, found?.file ?? ''];
    const { successful, failed } = await manager.batchExtractFeatures({
      ...{ experiments, featureConfig: 'v2_quick_analysis', saveFormat: 'none', nWorkers: 0 },
    });
    expect([successful.map(({ output }) => output), failed]).toMatchObject([
      [null],
      [{ file: lost, error: { code: 'file-not-found' } }],
    ]);
    await expect(
      manager.batchExtractFeatures({ experiments, featureConfig: 'v2_quik_analysis' }),
    ).rejects.toMatchObject({
      code: 'bad-configuration',
      message: expect.stringContaining('v2_quick_analysis'),
    });
  });

  it('finds configurations of yours by their names', async () => {
    const { path, config } = laboratory();
    mkdirSync(join(path, 'configurations'));
    writeFileSync(
      join(path, 'configurations', 'peak.yaml'),
      'features: { peak: { extractor: transient.peak_current } }\n',
    );
    const manager = await ExperimentManager.open({ config, directories: [join(path, 'configurations')] });
    const missing = await manager.search({ missing_features: 'peak' });
    const { successful } = await manager.batchExtractFeatures({
      experiments: missing,
      featureConfig: 'peak',
      nWorkers: 0,
    });
    expect(successful).toHaveLength(3);
    expect(await manager.search({ missing_features: 'peak' })).toEqual([]);
  });

  it('queries and combines what is there now, and tells of what is damaged', async () => {
    const { path, config } = laboratory();
    const manager = await ExperimentManager.open(config);
    const experiments = await manager.search();
    const { successful } = await manager.batchExtractFeatures({
      experiments,
      featureConfig: 'v2_quick_analysis',
      nWorkers: 0,
    });
    truncateSync(successful[0]?.output ?? '', 500);
    rmSync(successful[1]?.file ?? '');
    const { table, damaged } = await manager.sql(
      `select (select count(*) from experiments) as experiments, (select count(*) from steps) as steps,
         (select count(*) from v2_quick_analysis) as features`,
    );
    expect(table.get(0)?.toJSON()).toEqual({ experiments: 2n, steps: 8n, features: 4n });
    expect(damaged).toMatchObject([{ file: successful[0]?.output }]);
    const [, , third] = experiments;
    const combined = await manager.combined({
      experiments: [third as (typeof experiments)[number]],
      features: ['absI_max'],
    });
    expect([combined.table.numRows, combined.table.schema.fields.at(-1)?.name]).toEqual([2, 'absI_max']);
    const file = join(path, 'all.parquet');
    expect(await manager.writeCombined(file, { configs: ['v2_quick_analysis'] })).toMatchObject({
      file,
      experiments: 1,
    });
  });
});
