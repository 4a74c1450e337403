import fc from 'fast-check';
import { from, lastValueFrom, map, take, tap, toArray } from 'rxjs';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { defineFeatures } from '../../lib/config/configuration.js';
import type { OectError } from '../../lib/errors.js';
import type { Experiment } from '../../lib/experiment/experiment.js';
import { loadRegistry } from '../../lib/extractors/registry.js';
import { inlinePool } from '../../lib/pool/inline-pool.js';
import type { StepPool } from '../../lib/pool/step-pool.js';
import { threadPool } from '../../lib/pool/thread-pool.js';
import { openExperiments } from '../../operators/open-experiments.js';
import type { ExperimentRow, StepsOptions } from '../../pipelines/consume-steps.js';
import { extractSteps } from '../../pipelines/extract-steps.js';
import { writeBadFile } from '../support/bad-files.js';
import { experimentOf } from '../support/experiments.js';
import { goldenCases } from '../support/golden.js';
import { EVERY_STEP, HostileRuns, hostile } from '../support/hostile.js';
import { inTurn, marblePool } from '../support/marble-pool.js';
import { marbles } from '../support/marbles.js';
import { plainRows, sorted } from '../support/plain-rows.js';
import { descriptorsOf, tellsDescriptors } from '../support/pools.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const folder = temporaryFolder();
const golden = goldenCases().map(({ file }) => file);
const configuration = defineFeatures({
  gm: { extractor: 'transfer.gm_max', params: { direction: 'both' } },
  Von: { extractor: 'transfer.Von' },
  cycles: { extractor: 'transient.cycles', params: { n_cycles: 30 } },
  tau: { extractor: 'transient.tau_on_off' },
  drift: { func: 'lambda Von: Von - Von[0]', input: 'Von' },
});
const features = ['gm', 'Von', 'cycles', 'tau'];
const pools: readonly StepPool[] = [inlinePool(), ...[1, 3].map((size) => threadPool({ size }))];
afterAll(async () => {
  for (const pool of pools) await pool[Symbol.asyncDispose]();
});
const everyPool = pools.map((pool, i) => [i === 0 ? 'inline' : `${pool.size} threads`, pool] as const);

/** Rows by file, as they came, and what was opened for them. */
async function rowsByFile(files: readonly string[], pool: StepPool, options: StepsOptions & { maxOpen?: number } = {}) {
  const { maxOpen = 3, onUnreadable } = options;
  const opened: Experiment[] = [];
  const rows = await lastValueFrom(
    from(files).pipe(
      openExperiments({ pool, maxOpen, ...(onUnreadable && { onUnreadable }) }),
      tap((experiment) => opened.push(experiment)),
      extractSteps(configuration, pool, { features, ...options }),
      toArray(),
    ),
  );
  const rowsOf = (file: string) => rows.filter(({ experiment }) => experiment.file === file);
  return { opened, rows: new Map(rows.map(({ experiment: { file } }) => [file, rowsOf(file)])) };
}

function stepsOf(rows: readonly ExperimentRow[], source: string): readonly number[] {
  return rows.filter((row) => row.source === source).map(({ step }) => step);
}

describe('extractSteps', () => {
  it('emits the rows of a block when it is done and those before it are out, and closes the experiment then', () => {
    const states: string[] = [];
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const a = experimentOf('a', { transfer: 3 });
      const runs = [cold('---(r|)'), cold('-(r|)'), cold('------(r|)')];
      const experiments = cold('-a---------|', { a });
      const subscribed = '      ^----------!';
      const running = ['-^--!', '-^!', '----^-----!'];
      const expected = '        ----(01)--2|';
      hot('                     --------x--x').subscribe(() => states.push(a.lease.state));
      const steps = experiments.pipe(
        extractSteps(defineFeatures({ largest: { extractor: 'transfer.absI_max' } }), marblePool(inTurn(...runs)), {
          stepsPerTask: 1,
          concurrency: 2,
        }),
        map(({ values }) => values.largest),
      );
      expectObservable(steps).toBe(expected, [0, 1, 2]);
      expectSubscriptions(experiments.subscriptions).toBe(subscribed);
      for (const [i, run] of runs.entries()) expectSubscriptions(run.subscriptions).toBe(running[i] as string);
    });
    expect(states).toEqual(['taken', 'closed']);
  });

  it('gives what each extractor gives of each step, in order, however the work is cut up and spread', async () => {
    const expected = new Map<string, Awaited<ReturnType<typeof plainRows>>>();
    for (const file of golden) expected.set(file, sorted(await plainRows(file, configuration)));
    const runs = fc.record({
      files: fc.shuffledSubarray(golden, { minLength: 1 }),
      pool: fc.constantFrom(...pools),
      maxOpen: fc.integer({ min: 1, max: 4 }),
      options: fc.record({
        stepsPerTask: fc.integer({ min: 1, max: 5 }),
        concurrency: fc.integer({ min: 1, max: 5 }),
      }),
    });
    await fc.assert(
      fc.asyncProperty(runs, async ({ files, pool, maxOpen, options }) => {
        const { opened, rows } = await rowsByFile(files, pool, { ...options, maxOpen });
        expect([...rows.keys()].toSorted()).toEqual(files.toSorted());
        for (const [file, found] of rows) {
          expect(sorted(found)).toEqual(expected.get(file));
          for (const source of ['transfer', 'transient']) {
            expect(stepsOf(found, source)).toEqual(stepsOf(found, source).toSorted((a, b) => a - b));
          }
        }
        expect(opened.map(({ lease }) => lease.state)).toEqual(files.map(() => 'closed'));
      }),
      { numRuns: 15 },
    );
  });

  it('emits rows as blocks are done, not when the experiment is', async () => {
    const file = golden.at(-1) ?? '';
    const [pool] = pools as [StepPool];
    const run = vi.fn(pool.run);
    const watched = { ...pool, run };
    const first = from([file]).pipe(
      openExperiments({ pool }),
      extractSteps(configuration, watched, { features: ['gm'], stepsPerTask: 1, concurrency: 1 }),
      take(1),
    );
    expect(await lastValueFrom(first)).toMatchObject({ source: 'transfer', step: 0 });
    expect(run).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['inline', pools[0], ['throw', 'giveNaN']],
    ['3 threads', pools[2], ['throw', 'exit']],
  ] as const)(
    'gives the steps of hostile extractors null with the reason, still in order: %s',
    async (_, pool, deeds) => {
      const registry = await loadRegistry([
        new URL('../fixtures/modules/hostile-extractors.mjs', import.meta.url).href,
      ]);
      const bad = { throw: [3, 20], giveNaN: [21], exit: [21] };
      const definitions = Object.fromEntries(deeds.map((deed) => [deed, hostile(deed, bad[deed])]));
      const { file } = await HostileRuns.in(folder);
      const rows = await lastValueFrom(
        from([file]).pipe(
          openExperiments({ pool: pool as StepPool }),
          extractSteps(defineFeatures(definitions, { registry }), pool as StepPool, { stepsPerTask: 7 }),
          toArray(),
        ),
      );
      expect(rows.map(({ step }) => step)).toEqual(EVERY_STEP);
      for (const { step, values, remarks } of rows) {
        const expected = deeds.map((deed) => [deed, bad[deed].includes(step) ? null : step]);
        expect(values).toEqual(Object.fromEntries(expected));
        const failed = deeds.filter((deed) => values[deed] === null);
        expect(remarks.map(({ feature }) => feature).sort()).toEqual(failed.toSorted());
      }
    },
  );

  it('gives no row of a source that no feature reads, and closes an experiment without any', async () => {
    const opened: Experiment[] = [];
    const [pool] = pools as [StepPool];
    const rows = await lastValueFrom(
      from(golden).pipe(
        openExperiments({ pool, maxOpen: 1 }),
        tap((experiment) => opened.push(experiment)),
        extractSteps(configuration, pool, { features: ['gm'] }),
        toArray(),
      ),
    );
    expect(new Set(rows.map(({ source }) => source))).toEqual(new Set(['transfer']));
    expect(opened.map(({ lease }) => lease.state)).toEqual(golden.map(() => 'closed'));
  });

  describe.each(everyPool)('with a file that cannot be read (%s)', (_, pool) => {
    const bad = writeBadFile(folder, 'flipped in a transfer chunk');

    it('ends in its error', async () => {
      await expect(rowsByFile([...golden, bad], pool, { maxOpen: 9 })).rejects.toMatchObject({
        code: 'data-corrupt',
        file: bad,
      });
      if (tellsDescriptors) await vi.waitFor(() => expect(descriptorsOf(bad)).toBe(0), 5000);
    });

    it('goes on with the others when somebody takes it', async () => {
      const told: [string, string][] = [];
      const onUnreadable = ({ code }: OectError, file: string) => void told.push([file, code]);
      const { opened, rows } = await rowsByFile([bad, ...golden], pool, { onUnreadable, maxOpen: 2 });
      expect(told).toEqual([[bad, 'data-corrupt']]);
      for (const file of golden) expect(rows.get(file)).toHaveLength((await plainRows(file, configuration)).length);
      expect(opened.map(({ lease }) => lease.state)).toEqual(opened.map(() => 'closed'));
    });
  });

  it.each(everyPool)('stops everything when it is unsubscribed from: %s', async (_, pool) => {
    const opened: Experiment[] = [];
    const rows = from([...golden, ...golden]).pipe(
      openExperiments({ pool, maxOpen: 4 }),
      tap((experiment) => opened.push(experiment)),
      extractSteps(configuration, pool, { features, stepsPerTask: 1 }),
      take(2),
    );
    await lastValueFrom(rows);
    expect(opened.map(({ lease }) => lease.state)).toEqual(opened.map(() => 'closed'));
    const many = opened.length;
    if (tellsDescriptors) {
      await vi.waitFor(() => expect(golden.map(descriptorsOf)).toEqual(golden.map(() => 0)), 5000);
    }
    expect(opened.length).toBe(many);
  });

  it('refuses a feature that one step is not enough for', () => {
    const [pool] = pools as [StepPool];
    const refused = expect.objectContaining({ code: 'bad-argument', message: expect.stringContaining('"drift"') });
    expect(() => extractSteps(configuration, pool)).toThrow(refused);
  });
});
