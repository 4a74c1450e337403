import fc from 'fast-check';
import { from, lastValueFrom, map, of, take, tap, toArray } from 'rxjs';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { type Configuration, defineFeatures } from '../../lib/config/configuration.js';
import type { OectError } from '../../lib/errors.js';
import type { Experiment } from '../../lib/experiment/experiment.js';
import { builtInExtractors } from '../../lib/extractors/built-in.js';
import { loadRegistry } from '../../lib/extractors/registry.js';
import type { FeatureDefinition } from '../../lib/graph/definition.js';
import { inlinePool } from '../../lib/pool/inline-pool.js';
import type { StepPool } from '../../lib/pool/step-pool.js';
import { threadPool } from '../../lib/pool/thread-pool.js';
import type { Column } from '../../lib/table/column.js';
import type { FeatureTable } from '../../lib/table/feature-table.js';
import { consumeExperiments } from '../../operators/consume-experiments.js';
import { openExperiments } from '../../operators/open-experiments.js';
import { type ExtractFeaturesOptions, extractFeatures } from '../../pipelines/extract-features.js';
import { writeBadFile } from '../support/bad-files.js';
import { experimentOf } from '../support/experiments.js';
import { goldenCases } from '../support/golden.js';
import { inTurn, marblePool } from '../support/marble-pool.js';
import { marbles } from '../support/marbles.js';
import { plainLoop } from '../support/plain-loop.js';
import { descriptorsOf, tellsDescriptors } from '../support/pools.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const folder = temporaryFolder();
const golden = goldenCases().map(({ file }) => file);
const pools: readonly StepPool[] = [inlinePool(), ...[1, 2, 3].map((size) => threadPool({ size }))];
afterAll(async () => {
  for (const pool of pools) await pool[Symbol.asyncDispose]();
});

const MODES = ['step', 'experiment'] as const;

/** Every built-in extractor as it is, and some with parameters that change the shape of the result. */
const extracted: fc.Arbitrary<FeatureDefinition> = fc.constantFrom<FeatureDefinition>(
  ...builtInExtractors.map(({ name }) => ({ extractor: name })),
  { extractor: 'transfer.gm_max', params: { direction: 'both' } },
  { extractor: 'transfer.Von', params: { direction: 'reverse' } },
  { extractor: 'transient.cycles', params: { n_cycles: 3 } },
  { extractor: 'transient.cycles', params: { n_cycles: 5, method: 'fixed_interval' } },
);

const FUNCTIONS = {
  rowSums: (...inputs: readonly Column[]) => inputs.map(rowSums).reduce(sum),
  firstOverLast: (first: Column, ...others: readonly Column[]) => {
    const last = rowSums(others.at(-1) ?? first);
    return rowSums(first).map((value, row) => value / (last[row] ?? Number.NaN));
  },
  same: (column: Column) => column,
  mean: (column: Column) => [column.values.reduce((total, value) => total + value, 0) / column.values.length],
  fails: () => {
    throw new Error('this function always fails');
  },
};

function rowSums({ shape, values }: Column): Float64Array {
  const width = values.length / shape[0] || 0;
  return Float64Array.from({ length: shape[0] }, (_, row) =>
    values.subarray(row * width, (row + 1) * width).reduce((total, value) => total + value, 0),
  );
}

function sum(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, row) => value + (b[row] ?? Number.NaN));
}

const features = fc.record({
  extracted: fc.array(extracted, { minLength: 1, maxLength: 5 }),
  /** Functions of features before them, given by where those stand. */
  derived: fc.array(
    fc.record({
      func: fc.constantFrom(...(Object.keys(FUNCTIONS) as (keyof typeof FUNCTIONS)[])),
      inputs: fc.array(fc.nat(9), { minLength: 1, maxLength: 3 }),
    }),
    { maxLength: 4 },
  ),
  layout: fc.constantFrom('expanded' as const, 'lists' as const),
});

type Generated<A> = A extends fc.Arbitrary<infer T> ? T : never;

function configure({ extracted, derived, layout }: Generated<typeof features>) {
  const definitions: Record<string, FeatureDefinition> = {};
  for (const [i, definition] of extracted.entries()) definitions[`e${i}`] = definition;
  for (const [i, { func, inputs }] of derived.entries()) {
    const before = Object.keys(definitions);
    const input = inputs.map((at) => before[at % before.length] as string);
    definitions[`d${i}`] = { func: FUNCTIONS[func], input };
  }
  return defineFeatures(definitions, { layout });
}

const runs = fc.record({
  features,
  files: fc.shuffledSubarray(golden, { minLength: 1 }),
  /** Which of the pools. */
  pool: fc.nat(pools.length - 1),
  maxOpen: fc.integer({ min: 1, max: 5 }),
  options: fc.record(
    {
      mode: fc.constantFrom(...MODES),
      stepsPerTask: fc.integer({ min: 1, max: 5 }),
      concurrency: fc.integer({ min: 1, max: 8 }),
    },
    { requiredKeys: ['mode'] },
  ),
});

describe('extractFeatures', () => {
  it.each([
    ['step', ['^--!', '^-!', '--^!', '---^!'], '---a(b|)'],
    ['experiment', ['^--!', '---^-!', '-----^!', '------^!'], '-----a-(b|)'],
  ] as const)('emits each experiment when its last task is done, in mode %s', (mode, running, expected) => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const [a, b] = [experimentOf('a', { transfer: 2 }), experimentOf('b', { transfer: 2 })];
      const runs = [cold('---(r|)'), cold('--(r|)'), cold('-(r|)'), cold('-(r|)')];
      const experiments = cold('(ab|)', { a, b });
      const subscribed = '      (^!)';
      const largest = defineFeatures({ largest: { extractor: 'transfer.absI_max' } });
      const options = { mode, stepsPerTask: 1, ...(mode === 'step' && { concurrency: 2 }) };
      const completed = experiments.pipe(
        extractFeatures(largest, marblePool(inTurn(...runs)), options),
        map(({ file }) => file),
      );
      expectObservable(completed).toBe(expected);
      expectSubscriptions(experiments.subscriptions).toBe(subscribed);
      for (const [i, run] of runs.entries()) expectSubscriptions(run.subscriptions).toBe(running[i] as string);
    });
  });

  it('gives the tables of a plain loop, bit for bit, however the work is cut up and spread', async () => {
    await fc.assert(
      fc.asyncProperty(runs, async ({ features, files, pool, maxOpen, options }) => {
        const configuration = configure(features);
        const { opened, tables } = await run(files, configuration, pools[pool] as StepPool, { ...options, maxOpen });
        expect([...tables.keys()].toSorted()).toEqual(files.toSorted());
        expect(opened.map(({ file }) => file).toSorted()).toEqual(files.toSorted());
        expect(opened.map(({ lease }) => lease.state)).toEqual(files.map(() => 'closed'));
        for (const [file, table] of tables) expect(table).toEqual((await plainLoop(file, configuration)).table);
      }),
      { numRuns: 40 },
    );
  });

  describe('with extractors that build on earlier features', async () => {
    const registry = await loadRegistry([new URL('../fixtures/modules/hostile-extractors.mjs', import.meta.url).href]);

    it.each(MODES)('gives them what those are in each step, whoever computed it: mode %s', async (mode) => {
      const configuration = defineFeatures(
        {
          last: { extractor: 'transient.building_batch', input: ['middle', 'transient', 'cycles'] },
          middle: { extractor: 'transfer.building', input: ['shifted', 'lists'] },
          shifted: { func: FUNCTIONS.firstOverLast, input: ['gm', 'gm_mean'] },
          gm_mean: { func: FUNCTIONS.mean, input: 'gm' },
          gm: { extractor: 'transfer.gm_max' },
          lists: { extractor: 'transfer.shared', params: { dynamic: true } },
          cycles: { extractor: 'transient.cycles', params: { n_cycles: 3 } },
        },
        { registry },
      );
      expect(configuration.graph.layers).toHaveLength(5);
      for (const pool of pools) {
        for (const options of [{}, { stepsPerTask: 2 }]) {
          const { tables } = await run(golden, configuration, pool, { mode, maxOpen: 2, ...options });
          for (const [file, table] of tables) expect(table).toEqual((await plainLoop(file, configuration)).table);
        }
      }
    });

    it('fails where a function has turned out to give another shape than they take, and says so', async () => {
      const configuration = defineFeatures(
        {
          cycles: { extractor: 'transient.cycles', params: { n_cycles: 3 } },
          same: { func: FUNCTIONS.same, input: 'cycles' },
          wrong: { extractor: 'transient.building', input: ['same', 'cycles'] },
          batch: { extractor: 'transient.building_batch', input: ['same', 'cycles'] },
        },
        { registry },
      );
      for (const pool of pools.slice(0, 2)) {
        const { tables } = await run(golden.slice(0, 1), configuration, pool, { maxOpen: 1 });
        const [{ remarks, rows }] = [...tables.values()] as [FeatureTable];
        const steps = Array.from({ length: rows }, (_, step) => step);
        const reason = (name: string) =>
          `input "same" gives numbers of shape [3]; extractor transient.${name} takes a number for "number"`;
        expect(remarks.filter(({ kind }) => kind === 'failure')).toEqual([
          { feature: 'batch', kind: 'failure', reason: reason('building_batch'), steps },
          { feature: 'wrong', kind: 'failure', reason: reason('building'), steps },
        ]);
      }
    });
  });

  it.each(MODES)('counts every (feature, row) once: mode %s', async (mode) => {
    const configuration = defineFeatures({
      gm: { extractor: 'transfer.gm_max' },
      peak: { extractor: 'transient.peak_current' },
      ratio: { func: FUNCTIONS.firstOverLast, input: ['gm', 'peak'] },
      broken: { func: FUNCTIONS.fails, input: 'ratio' },
    });
    const [pool] = pools as [StepPool];
    const counted = await lastValueFrom(
      from(golden).pipe(
        openExperiments(),
        extractFeatures(configuration, pool, { mode }),
        consumeExperiments(({ counts, table }) => [[counts.values + counts.nulls + counts.failures, 4 * table.rows]]),
        toArray(),
      ),
    );
    expect(counted.length).toBe(golden.length);
    for (const [found, expected] of counted) expect(found).toBe(expected);
  });

  const configuration = defineFeatures({
    gm: { extractor: 'transfer.gm_max' },
    cycles: { extractor: 'transient.cycles', params: { n_cycles: 4 } },
    relative: { func: FUNCTIONS.firstOverLast, input: ['gm', 'cycles'] },
  });
  const everyWay = pools.flatMap((pool, i) =>
    MODES.map((mode) => [i === 0 ? 'inline' : `${pool.size} threads`, mode, pool] as const),
  );

  describe.each(everyWay)('with files that cannot be read (%s, mode %s)', (_, mode, pool) => {
    const unopenable = writeBadFile(folder, 'text');
    const unreadable = writeBadFile(folder, 'flipped in a transfer chunk');
    const files = [unopenable, ...golden, unreadable, `${folder}/missing.h5`];

    it('tells of each once and goes on with the others', async () => {
      const told: [string, string][] = [];
      const onUnreadable = ({ code }: OectError, file: string) => void told.push([file, code]);
      const options = { mode, onUnreadable, stepsPerTask: 1, maxOpen: 2 };
      const { opened, tables } = await run(files, configuration, pool, options);
      expect([...tables.keys()].toSorted()).toEqual(golden.toSorted());
      for (const [file, table] of tables) expect(table).toEqual((await plainLoop(file, configuration)).table);
      expect(told.toSorted()).toEqual(
        [
          [unopenable, 'not-hdf5'],
          [unreadable, 'data-corrupt'],
          [`${folder}/missing.h5`, 'file-not-found'],
        ].toSorted(),
      );
      expect(opened.map(({ lease }) => lease.state)).toEqual([...golden, unreadable].map(() => 'closed'));
    });

    it('ends in the error if nobody takes it, and closes what is open', async () => {
      const opened: Experiment[] = [];
      const tables = from([...golden, unreadable]).pipe(
        openExperiments(),
        tap((experiment) => opened.push(experiment)),
        extractFeatures(configuration, pool, { mode }),
        consumeExperiments(({ table }) => of(table)),
      );
      await expect(lastValueFrom(tables)).rejects.toMatchObject({ code: 'data-corrupt', file: unreadable });
      expect(opened.map(({ lease }) => lease.state)).toEqual(opened.map(() => 'closed'));
    });
  });

  it.each(everyWay)('closes everything when it is unsubscribed from (%s, mode %s)', async (_, mode, pool) => {
    const opened: Experiment[] = [];
    const first = from([...golden, ...golden, ...golden]).pipe(
      openExperiments({ maxOpen: 5 }),
      tap((experiment) => opened.push(experiment)),
      extractFeatures(configuration, pool, { mode, stepsPerTask: 1 }),
      take(1),
    );
    await lastValueFrom(first);
    expect(opened.length).toBeGreaterThan(0);
    expect(opened.map(({ lease }) => lease.state)).toEqual(opened.map(() => 'closed'));
    const many = opened.length;
    if (tellsDescriptors) {
      await vi.waitFor(() => expect(golden.map(descriptorsOf)).toEqual(golden.map(() => 0)), 5000);
    }
    expect(opened.length).toBe(many);
  });

  it.each(MODES)('computes extractors of modules in threads: mode %s', async (mode) => {
    const module = new URL('../fixtures/modules/hostile-extractors.mjs', import.meta.url).href;
    const registry = await loadRegistry([module]);
    const custom = defineFeatures(
      {
        odd: { extractor: 'transfer.hostile', params: { steps: [1] } },
        pair: { extractor: 'transfer.shared' },
        list: { extractor: 'transfer.shared', params: { dynamic: true } },
      },
      { registry, layout: 'lists' },
    );
    for (const pool of pools) {
      const { tables } = await run(golden, custom, pool, { mode, maxOpen: 4 });
      for (const [file, table] of tables) expect(table).toEqual((await plainLoop(file, custom)).table);
    }
  });
});

async function run(
  files: readonly string[],
  configuration: Configuration,
  pool: StepPool,
  { maxOpen, ...options }: ExtractFeaturesOptions & { readonly maxOpen: number },
) {
  const opened: Experiment[] = [];
  const { onUnreadable } = options;
  const tables = from(files).pipe(
    openExperiments({ maxOpen, pool, ...(onUnreadable && { onUnreadable }) }),
    tap((experiment) => opened.push(experiment)),
    extractFeatures(configuration, pool, options),
    consumeExperiments(({ file, table }) => of([file, table] as const)),
    toArray(),
  );
  const found = await lastValueFrom(tables);
  expect(new Set(found.map(([file]) => file)).size).toBe(found.length);
  return { opened, tables: new Map<string, FeatureTable>(found) };
}
