import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { type Configuration, defineFeatures } from '../../lib/config/configuration.js';
import type { FeatureDefinitions } from '../../lib/graph/definition.js';
import { inlinePool } from '../../lib/pool/inline-pool.js';
import { readFeatures } from '../../lib/table/read-features.js';
import { type Edition, MOST_STEPS, writeEdition } from '../support/editions.js';
import { building, failing, joint, ragged, runBatch } from '../support/incremental-runs.js';
import { plainLoop } from '../support/plain-loop.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const folder = temporaryFolder();
const pool = inlinePool();
afterAll(() => pool[Symbol.asyncDispose]());

/** All that an experiment and what is wanted of it can be. */
interface State {
  readonly edition: Edition;
  readonly direction: 'forward' | 'reverse' | 'both';
  readonly most: number;
  readonly failsFrom: number;
  readonly features: readonly string[];
  readonly selected: readonly string[];
  readonly layout: 'expanded' | 'lists';
  readonly format: 'parquet' | 'arrow';
  readonly filtered: boolean;
}

const names = ['gm', 'ragged', 'failing', 'peak', 'decay', 'tau', 'norm', 'built', 'above', 'joint'] as const;

function configurationOf(state: State): Configuration {
  const all: FeatureDefinitions = {
    gm: { extractor: 'transfer.gm_max', params: { direction: state.direction } },
    ragged: { extractor: ragged, params: { most: state.most } },
    failing: { extractor: failing, params: { from: state.failsFrom } },
    peak: { extractor: 'transient.peak_current' },
    decay: { extractor: 'transient.decay_time' },
    tau: { extractor: 'transient.tau_on_off' },
    built: { extractor: building, input: ['decay', 'failing'] },
    above: { extractor: building, input: ['failing', 'norm'] },
    joint: { extractor: joint },
    norm: { func: 'lambda peak: peak / peak.max()', input: 'peak' },
  };
  const features = new Set([...state.features, 'peak']);
  if (features.has('built')) for (const input of ['decay', 'failing']) features.add(input);
  if (features.has('above')) for (const input of ['failing', 'norm']) features.add(input);
  const defined = Object.fromEntries(Object.entries(all).filter(([name]) => features.has(name)));
  const selected = state.selected.filter((name) => features.has(name));
  return defineFeatures(defined, {
    name: 'mine',
    layout: state.layout,
    selected: selected.length === 0 ? ['peak'] : selected,
    ...(state.filtered && {
      postprocessing: [{ type: 'filter', target: selected[0] ?? 'peak', params: { method: 'iqr' } }],
    }),
  });
}

const someNames = fc.subarray([...names], { minLength: 1 });
const counts = { transfer: fc.nat(MOST_STEPS), transient: fc.integer({ min: 1, max: MOST_STEPS }) };

/** What is different the next time; most often there are more steps. */
const edits: fc.Arbitrary<(state: State) => State> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.tuple(fc.nat(6), fc.nat(6)).map(([sweeps, traces]) => (state: State) => ({
      ...state,
      edition: {
        ...state.edition,
        transfer: Math.min(MOST_STEPS, state.edition.transfer + sweeps),
        transient: Math.min(MOST_STEPS, state.edition.transient + traces),
      },
    })),
  },
  fc.record(counts).map((fewer) => (state: State) => ({ ...state, edition: { ...state.edition, ...fewer } })),
  fc.nat(MOST_STEPS).map((turned) => (state: State) => ({ ...state, edition: { ...state.edition, turned } })),
  fc.constantFrom('N-type', 'P-type').map((device_type) => (state: State) => ({
    ...state,
    edition: { ...state.edition, attributes: { device_type } },
  })),
  fc.record({ direction: fc.constantFrom('forward', 'reverse', 'both') }).map(changed),
  fc.record({ most: fc.integer({ min: 1, max: 4 }) }).map(changed),
  fc.record({ failsFrom: fc.constantFrom(3, 1000) }).map(changed),
  { weight: 2, arbitrary: fc.record({ features: someNames }).map(changed) },
  fc.record({ selected: someNames }).map(changed),
  fc.record({ layout: fc.constantFrom('expanded', 'lists') }).map(changed),
  fc.record({ format: fc.constantFrom('parquet', 'arrow') }).map(changed),
  fc.record({ filtered: fc.boolean() }).map(changed),
);

function changed(changes: Partial<State>) {
  return (state: State): State => ({ ...state, ...changes });
}

const first: fc.Arbitrary<State> = fc.record({
  edition: fc.record({ transfer: fc.nat(8), transient: fc.integer({ min: 1, max: 8 }) }),
  direction: fc.constant('forward'),
  most: fc.constant(3),
  failsFrom: fc.constantFrom(3, 1000),
  features: someNames,
  selected: fc.constant(names),
  layout: fc.constantFrom('expanded', 'lists'),
  format: fc.constantFrom('parquet', 'arrow'),
  filtered: fc.constant(false),
});

it('after whatever edits, a table is the one that a plain loop over all steps makes, bit for bit', async () => {
  let takenOver = 0;
  let upToDate = 0;
  await fc.assert(
    fc.asyncProperty(first, fc.array(edits, { minLength: 1, maxLength: 6 }), async (start, edits) => {
      const here = mkdtempSync(join(folder, 'run-'));
      const directory = join(here, 'features');
      mkdirSync(directory);
      const file = join(here, 'x-test_1.h5');
      let state = start;
      for (const edit of [(state: State) => state, ...edits, (state: State) => state]) {
        const before = state;
        state = edit(state);
        // HDF5 writes down when it wrote: the same edition a second later is another file.
        if (!existsSync(file) || state.edition !== before.edition) await writeEdition(file, state.edition);
        const configuration = configurationOf(state);
        const { report } = await runBatch([file], configuration, { pool, directory, format: state.format });
        expect(report.failed).toEqual([]);
        const [done] = report.successful;
        const [left] = report.skipped;
        takenOver += done?.taken_over ?? 0;
        upToDate += left === undefined ? 0 : 1;
        const { table, metadata } = await readFeatures(done?.output ?? left?.output ?? '');
        const full = await plainLoop(file, configuration);
        expect(table.columns).toEqual(full.table.columns);
        expect(table.remarks).toEqual(full.table.remarks);
        expect(metadata.counts).toEqual(full.counts);
      }
    }),
    { numRuns: 25 },
  );
  expect(takenOver).toBeGreaterThan(50);
  expect(upToDate).toBeGreaterThan(10);
}, 120_000);
