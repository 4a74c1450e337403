import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { type Configuration, type DefineFeaturesOptions, defineFeatures } from '../../lib/config/configuration.js';
import { loadConfiguration } from '../../lib/config/load-configuration.js';
import { loadRegistry } from '../../lib/extractors/registry.js';
import type { FeatureDefinitions } from '../../lib/graph/definition.js';
import { inlinePool } from '../../lib/pool/inline-pool.js';
import { threadPool } from '../../lib/pool/thread-pool.js';
import { simulateChip } from '../../lib/simulation/simulate-chip.js';
import { readFeatures } from '../../lib/table/read-features.js';
import { type Edition, writeEdition } from '../support/editions.js';
import { namesIn } from '../support/feature-files.js';
import { building, failing, runBatch } from '../support/incremental-runs.js';
import { plainLoop } from '../support/plain-loop.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const folder = temporaryFolder();
const inline = inlinePool();
const threads = threadPool({ size: 2 });
afterAll(() => Promise.all([inline[Symbol.asyncDispose](), threads[Symbol.asyncDispose]()]));

/** Two features of transfer and two of transient, one of which reads the time. */
const definitions = {
  gm: { extractor: 'transfer.gm_max', params: { direction: 'forward' } },
  absI: { extractor: 'transfer.absI_max' },
  peak: { extractor: 'transient.peak_current' },
  decay: { extractor: 'transient.decay_time' },
  gm_norm: { func: 'lambda gm: gm / gm.max()', input: 'gm' },
} satisfies FeatureDefinitions;

const configured = (changes: FeatureDefinitions = {}, options: DefineFeaturesOptions = {}) =>
  defineFeatures({ ...definitions, ...changes }, { name: 'mine', ...options });

const small: Edition = { transfer: 6, transient: 5 };
const ten: Edition = { transfer: 16, transient: 15 };

let places = 0;

/** A folder with the file of an experiment, and what a run with it does. */
function place() {
  places += 1;
  const here = join(folder, String(places));
  const directory = join(here, 'features');
  mkdirSync(directory, { recursive: true });
  const file = join(here, 'growing-test_1.h5');
  return {
    file,
    directory,
    run: (configuration: Configuration, options: Partial<Parameters<typeof runBatch>[2]> = {}, files = [file]) =>
      runBatch(files, configuration, { pool: inline, directory, ...options }),
  };
}

/** A place where an edition has been extracted. */
async function extracted(
  edition: Edition,
  configuration = configured(),
  options: Parameters<ReturnType<typeof place>['run']>[1] = {},
) {
  const there = place();
  await writeEdition(there.file, edition);
  const { report } = await there.run(configuration, options);
  const output = report.successful[0]?.output ?? '';
  expect(report.successful).toMatchObject([{ computed: expect.any(Number), taken_over: 0, supersedes: null }]);
  return { ...there, output };
}

async function expectFullTable(output: string | null | undefined, file: string, configuration: Configuration) {
  const { table, metadata } = await readFeatures(output ?? '');
  const full = await plainLoop(file, configuration);
  expect(table.columns).toEqual(full.table.columns);
  expect(table.remarks).toEqual(full.table.remarks);
  expect(metadata.counts).toEqual(full.counts);
}

describe('the tasks that are executed', () => {
  it('are none when nothing changed', async () => {
    const { run, file, output, directory } = await extracted(small);
    const { report, executed, events } = await run(configured());
    expect(executed).toEqual({});
    expect(report).toMatchObject({ successful: [], failed: [], total_tasks: 0 });
    expect(report.skipped).toEqual([{ file, reason: 'up to date', output }]);
    expect(events.map(({ kind }) => kind)).toEqual(['started', 'skipped', 'finished']);
    expect(namesIn(directory)).toHaveLength(1);
  });

  it('are none when files are touched, copied or renamed, or the configuration is', async () => {
    const { run, file, output } = await extracted(small);
    utimesSync(file, new Date(0), new Date(0));
    const copy = join(folder, 'copy.h5');
    copyFileSync(file, copy);
    const renamed = `${file}.renamed`;
    renameSync(file, renamed);
    const { report, executed } = await run(configured({}, { name: 'yours', description: 'of others' }), {}, [
      copy,
      renamed,
    ]);
    expect(executed).toEqual({});
    expect(report.skipped).toEqual([copy, renamed].map((file) => ({ file, reason: 'up to date', output })));
  });

  it('are those of a feature whose parameter changed', async () => {
    const { run, file, output } = await extracted(small);
    const changed = configured({ gm: { ...definitions.gm, params: { direction: 'reverse' } } });
    const { report, executed, events } = await run(changed);
    expect(executed).toEqual({ gm: 6 });
    expect(report.successful).toMatchObject([{ computed: 6, taken_over: 6 + 2 * 5, supersedes: output }]);
    expect(events).toContainEqual(
      expect.objectContaining({
        kind: 'opened',
        cells: 22,
        taken_over: 16,
        reasons: [{ kind: 'parameter-changed', feature: 'gm', parameter: 'direction', from: 'forward', to: 'reverse' }],
      }),
    );
    await expectFullTable(report.successful[0]?.output, file, changed);
  });

  it('are those of a feature that was added, and none when one was removed', async () => {
    const { run, file } = await extracted(small);
    const more = configured({ Von: { extractor: 'transfer.Von' }, Von_norm: { func: 'np.log10', input: 'Von' } });
    const { report, executed } = await run(more);
    expect(executed).toEqual({ Von: 6 });
    await expectFullTable(report.successful[0]?.output, file, more);
    const fewer = defineFeatures({ decay: definitions.decay }, { name: 'mine' });
    const after = await run(fewer);
    expect(after.executed).toEqual({});
    expect(after.report.successful).toMatchObject([{ computed: 0, taken_over: 5 }]);
    await expectFullTable(after.report.successful[0]?.output, file, fewer);
  });

  it('are those of ten steps that were appended', async () => {
    const { run, file, output } = await extracted(small);
    await writeEdition(file, ten);
    const { report, executed, firstStep } = await run(configured());
    expect(executed).toEqual({ gm: 10, absI: 10, peak: 10, decay: 10 });
    expect(firstStep).toBe(5);
    expect(report.successful).toMatchObject([{ computed: 40, taken_over: 22, supersedes: output, rows: 16 }]);
    await expectFullTable(report.successful[0]?.output, file, configured());
    expect((await run(configured())).executed).toEqual({});
  });

  it('are those of steps of one source alone, where only that has more', async () => {
    const { run, file } = await extracted(small);
    await writeEdition(file, { ...small, transient: 9 });
    const { report, executed } = await run(configured());
    expect(executed).toEqual({ peak: 4, decay: 4 });
    await expectFullTable(report.successful[0]?.output, file, configured());
  });

  it('are both when steps and features are added, and nothing of what was there before', async () => {
    const { run, file } = await extracted(small);
    await writeEdition(file, ten);
    const more = configured({ Von: { extractor: 'transfer.Von' } });
    const { report, executed } = await run(more);
    expect(executed).toEqual({ gm: 10, absI: 10, peak: 10, decay: 10, Von: 16 });
    await expectFullTable(report.successful[0]?.output, file, more);
  });

  const all = { gm: 6, absI: 6, peak: 5, decay: 5 };

  it.each<[string, Edition]>([
    ['a bit of a measurement', { ...small, turned: 4 }],
    ['a letter of an attribute that nothing depends on', { ...small, attributes: { description: 'growinh' } }],
    ['the type of the device', { ...small, attributes: { device_type: 'P-type' } }],
    ['the timing of a step', { ...small, topTime: 11 }],
  ])('are all when %s changed', async (_, edition) => {
    const { run, file, output } = await extracted(small);
    await writeEdition(file, edition);
    const { report, executed, events } = await run(configured());
    expect(executed).toEqual(all);
    expect(report.successful).toMatchObject([{ computed: 22, taken_over: 0, supersedes: output }]);
    expect(events).toContainEqual(expect.objectContaining({ kind: 'opened', reasons: [{ kind: 'source-changed' }] }));
    await expectFullTable(report.successful[0]?.output, file, configured());
  });

  it.each<[string, Edition]>([
    ['a bit of a step', { ...ten, turned: 3 }],
    ['the type of the device', { ...ten, attributes: { device_type: 'P-type' } }],
    ['the timing of the steps', { ...ten, topTime: 11 }],
  ])('are all when steps were appended and %s before them changed', async (_, edition) => {
    const { run, file } = await extracted(small);
    await writeEdition(file, edition);
    const { report, executed } = await run(configured());
    expect(executed).toEqual({ gm: 16, absI: 16, peak: 15, decay: 15 });
    await expectFullTable(report.successful[0]?.output, file, configured());
  });

  it('are all when steps are missing', async () => {
    const { run, file } = await extracted(ten);
    await writeEdition(file, small);
    expect((await run(configured())).executed).toEqual(all);
    await writeEdition(file, { transfer: 20, transient: 3 });
    expect((await run(configured())).executed).toEqual({ gm: 20, absI: 20, peak: 3, decay: 3 });
  });

  it('are all when it is asked for, and the older file is told', async () => {
    const { run, output } = await extracted(small);
    const { report, executed } = await run(configured(), { existing: 'ignore' });
    expect(executed).toEqual(all);
    expect(report.successful).toMatchObject([{ computed: 22, taken_over: 0, supersedes: output }]);
  });

  it('are the same for threads, and with files of the simulation', async () => {
    const { run } = place();
    const files: string[] = [];
    const chip = simulateChip(join(folder, 'chip'), { experiments: 3, steps: 30, cycles: 5 });
    for await (const event of chip) if (event.kind === 'file') files.push(event.file);
    const configuration = await loadConfiguration('v2_transfer_basic');
    const first = await run(configuration, { pool: threads }, files);
    expect(first.report.successful.map(({ computed }) => computed)).toEqual([150, 150, 150]);
    const again = await run(configuration, { pool: threads }, files);
    expect(again.executed).toEqual({});
    expect(again.report.skipped.map(({ output }) => output)).toEqual(
      first.report.successful.map(({ output }) => output),
    );
    const more = await run(await loadConfiguration('v2_ml_ready'), { pool: threads }, files);
    expect(more.report.successful.map(({ computed, taken_over }) => [computed, taken_over])).toEqual(
      files.map(() => [120, 150]),
    );
  });

  it('are those of an extractor whose version or code changed', async () => {
    const moduleOf = (name: string, version: number, sign: string) => {
      const module = join(folder, `${name}.mjs`);
      writeFileSync(
        module,
        `import * as v from ${JSON.stringify(pathToFileURL(join(process.cwd(), 'node_modules/valibot/dist/index.mjs')).href)};
         export const mine = { name: 'transfer.mine', source: 'transfer', description: '', version: ${version},
           params: v.strictObject({}), outputs: () => [{ name: '', shape: [], unit: '', description: '' }],
           extract: ({ index }) => ${sign}index };`,
      );
      return pathToFileURL(module).href;
    };
    const withModule = async (url: string) =>
      configured({ mine: { extractor: 'transfer.mine' } }, { registry: await loadRegistry([url]) });
    const { run } = await extracted(small, await withModule(moduleOf('one', 1, '')));
    expect((await run(await withModule(moduleOf('one-moved', 1, '')))).executed).toEqual({});
    const newer = await run(await withModule(moduleOf('two', 2, '')));
    expect(newer.executed).toEqual({ mine: 6 });
    const changed = await run(await withModule(moduleOf('three', 2, '-')));
    expect(changed.executed).toEqual({ mine: 6 });
    expect(changed.events).toContainEqual(
      expect.objectContaining({
        reasons: [expect.objectContaining({ kind: 'extractor-changed', feature: 'mine', extractor: 'transfer.mine' })],
      }),
    );
  });

  it('are none where only the layout, the selection, the functions or the format change', async () => {
    const { run, file } = await extracted(small);
    const other = configured({ gm_norm: { func: 'lambda gm: gm / gm.min()', input: 'gm' } });
    for (const [configuration, options] of [
      [other, {}],
      [configured({}, { layout: 'lists', selected: ['gm', 'absI', 'peak', 'decay'] }), {}],
      [configured(), { format: 'arrow' as const }],
    ] as const) {
      const { report, executed } = await run(configuration, options);
      expect(executed).toEqual({});
      expect(report.successful).toMatchObject([{ computed: 0, taken_over: 22 }]);
      await expectFullTable(report.successful[0]?.output, file, configuration);
    }
    expect((await run(configured(), { format: 'arrow' })).report.skipped).toHaveLength(1);
  });

  it('are those of features that a file does not have as they were extracted', async () => {
    const hidden = configured({}, { selected: ['gm_norm', 'peak'] });
    const { run, file } = await extracted(small, hidden);
    expect((await run(hidden)).executed).toEqual({});
    const shown = await run(configured());
    expect(shown.executed).toEqual({ gm: 6, absI: 6, decay: 5 });
    const filtered = configured(
      {},
      { postprocessing: [{ type: 'normalize', target: 'peak', params: { method: 'minmax' } }] },
    );
    const changed = await run(filtered);
    expect(changed.executed).toEqual({});
    await expectFullTable(changed.report.successful[0]?.output, file, filtered);
    // The latest file has the peak only as it was normalized, the one before it as it was extracted.
    expect((await run(configured({ Von: { extractor: 'transfer.Von' } }))).executed).toEqual({ Von: 6 });
  });

  it('are those of features that build on what is another now', async () => {
    const built = (definition: FeatureDefinitions[string] = definitions.peak) =>
      configured({
        peak: definition,
        built: { extractor: building, input: ['decay', 'gm'] },
        above: { extractor: building, input: ['peak', 'gm_norm'] },
      });
    const { run, file } = await extracted({ transfer: 4, transient: 6 }, built());
    const changed = await run(built({ extractor: 'transient.peak_current', params: { use_abs: false } }));
    expect(changed.executed).toEqual({ peak: 6, above: 6 });
    await writeEdition(file, { transfer: 5, transient: 8 });
    const grown = await run(built());
    // Steps 4 and 5 had no gm, of which `built` is computed as well; step 4 has one now.
    expect(grown.executed).toEqual({ gm: 1, absI: 1, peak: 2, decay: 2, built: 4, above: 8 });
    await expectFullTable(grown.report.successful[0]?.output, file, built());
  });

  it('are those of features that failed, for that may have had another cause', async () => {
    const failsFrom = (from: number) => ({ f: { extractor: failing, params: { from } } });
    const { run, file } = await extracted(small, configured(failsFrom(4)));
    expect((await run(configured(failsFrom(4)))).executed).toEqual({});
    const more = configured({ ...failsFrom(4), Von: { extractor: 'transfer.Von' } });
    const { report, executed } = await run(more);
    expect(executed).toEqual({ f: 6, Von: 6 });
    await expectFullTable(report.successful[0]?.output, file, more);
  });
});

describe('a feature file that cannot be trusted', () => {
  const all = { gm: 6, absI: 6, peak: 5, decay: 5 };

  it.each<['parquet' | 'arrow', string, (file: string) => void | Promise<void>]>(
    (['parquet', 'arrow'] as const).flatMap(
      (format): ['parquet' | 'arrow', string, (file: string) => void | Promise<void>][] => [
        [format, 'is cut short', (file) => truncateSync(file, 900)],
        [format, 'is empty', (file) => truncateSync(file, 0)],
        [format, 'is something else', (file) => writeFileSync(file, 'gm,absI\n1,2\n')],
        [format, 'has something behind it', (file) => appendFileSync(file, 'more')],
        [format, 'has a turned bit', turnBitOfValues],
      ],
    ),
  )('in %s that %s is not used, and is told as the reason', async (format, _, damage) => {
    const { run, file, output } = await extracted(small, configured(), { format });
    await damage(output);
    const { report, executed, events } = await run(configured(), { format });
    expect(executed).toEqual(all);
    expect(report.successful).toMatchObject([{ computed: 22, taken_over: 0 }]);
    expect(events).toContainEqual(
      expect.objectContaining({
        kind: 'opened',
        reasons: expect.arrayContaining([expect.objectContaining({ kind: 'output-damaged', file: output })]),
      }),
    );
    await expectFullTable(report.successful[0]?.output, file, configured());
    expect((await run(configured(), { format })).executed).toEqual({});
  });

  it('is not missed where another one is good', async () => {
    const { run, output } = await extracted(small);
    const { report } = await run(configured(), { existing: 'ignore' });
    await turnBitOfValues(report.successful[0]?.output ?? '');
    expect((await run(configured())).report.skipped).toMatchObject([{ reason: 'up to date', output }]);
  });

  it('may also be gone', async () => {
    const { run, output } = await extracted(small);
    rmSync(output);
    const { report, executed } = await run(configured());
    expect(executed).toEqual(all);
    expect(report.successful).toMatchObject([{ supersedes: null }]);
  });
});

/** Turns a bit in the middle of the values of a file, which are so few that they are not compressed. */
async function turnBitOfValues(file: string): Promise<void> {
  const { table } = await readFeatures(file);
  const [, column] = table.columns;
  if (column?.kind !== 'scalar') throw new Error('the first column is no number');
  const value = Buffer.alloc(8);
  value.writeDoubleLE(column.values[3]);
  const bytes = readFileSync(file);
  const at = bytes.indexOf(value);
  expect(at).toBeGreaterThan(0);
  bytes[at] = Number(bytes[at]) ^ 1;
  writeFileSync(file, bytes);
}
