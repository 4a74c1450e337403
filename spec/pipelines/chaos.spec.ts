import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { inlinePool } from '../../lib/pool/inline-pool.js';
import type { StepPool } from '../../lib/pool/step-pool.js';
import { threadPool } from '../../lib/pool/thread-pool.js';
import { simulateChip } from '../../lib/simulation/simulate-chip.js';
import { goodFile } from '../support/bad-files.js';
import { type ChaosConfiguration, chaosFeatures, configure } from '../support/chaos-features.js';
import { type ChaosOutcome, chaosRun, type Ending, expectSame } from '../support/chaos-runs.js';
import { GREEDY, HARMLESS, LETHAL } from '../support/deeds.js';
import { writeExperiment } from '../support/experiment-file.js';
import { breakFile, FILE_FAULTS } from '../support/file-faults.js';
import { plainLoop } from '../support/plain-loop.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { threadsOfProcess } from '../support/threads.js';

const folder = temporaryFolder();
const files = await someExperiments();

/** Long enough for a busy machine, short enough to wait for what loops for ever. */
const timeoutMs = 400;
const inline = inlinePool();
const threads = [1, 2, 3].map((size) => threadPool({ size, timeoutMs }));
afterAll(async () => {
  for (const pool of [inline, ...threads]) await pool[Symbol.asyncDispose]();
  expect(threadsOfProcess()).toBe(0);
});

/** Experiments of all kinds: of one source or both, of one step and of many, in one chunk and in many. */
async function someExperiments(): Promise<readonly string[]> {
  const found = [goodFile()];
  const size = { experiments: 2, steps: 7, points: 41, cycles: 3, periodPoints: 20 };
  for await (const event of simulateChip(folder, size)) if (event.kind === 'file') found.push(event.file);
  const transfer = (name: string, steps: number, chunk: number) =>
    writeExperiment(join(folder, name), {
      transfer: { data: { shape: [steps, 2, 5], chunks: [chunk, 2, 5] } },
    });
  const starts = Array.from({ length: 12 }, (_, step) => 4 * step);
  const traces = writeExperiment(join(folder, 'traces.h5'), {
    transient: {
      data: { shape: [3, 48], chunks: [3, 7] },
      table: { start_data_index: starts.map(BigInt), end_data_index: starts.map((start) => BigInt(start + 4)) },
    },
  });
  return [...found, ...(await Promise.all([transfer('one.h5', 1, 1), transfer('many.h5', 40, 3), traces]))];
}

const settings = fc.record({
  files: fc.shuffledSubarray([...files], { minLength: 1 }),
  maxOpen: fc.integer({ min: 1, max: 4 }),
  options: fc.record(
    {
      mode: fc.constantFrom('step' as const, 'experiment' as const),
      stepsPerTask: fc.integer({ min: 1, max: 12 }),
      concurrency: fc.integer({ min: 1, max: 8 }),
    },
    { requiredKeys: ['mode'] },
  ),
});

const harmless = chaosFeatures({ deeds: Object.keys(HARMLESS), maxFeatures: 4, maxSteps: 6 });
const anyPool = fc.constantFrom<StepPool>(inline, ...threads);
const toTheEnd = { consumeMs: 0, ending: { kind: 'its own' } } as const;

/** Runs a property as often as fits into its share of time, and a tenth of its runs in any case: the rest is passed over. */
async function assertOften<T>(
  arbitrary: fc.Arbitrary<T>,
  property: (value: T) => Promise<void>,
  { numRuns, seconds }: { readonly numRuns: number; readonly seconds: number },
): Promise<void> {
  const started = performance.now();
  let runs = 0;
  const counted = fc.asyncProperty(arbitrary, async (value) => {
    if (runs >= numRuns / 10 && performance.now() - started > 1000 * seconds) return;
    runs++;
    await property(value);
  });
  await fc.assert(counted, { numRuns, endOnFailure: true });
}

async function expectTables(
  { completed }: ChaosOutcome,
  { tame }: ChaosConfiguration,
  original = (file: string) => file,
) {
  for (const [file, experiment] of completed) {
    const expected = await plainLoop(original(file), tame);
    expectSame(experiment, expected, (feature) => feature.startsWith('hostile'));
  }
}

describe('whatever happens, the table is that of a plain loop, and nothing is left behind', () => {
  it('when extractors do what they must not', async () => {
    const runs = fc.tuple(settings, harmless, anyPool);
    await assertOften(
      runs,
      async ([setting, features, pool]) => {
        const configuration = configure(features);
        const outcome = await chaosRun({ ...setting, ...toTheEnd, pool, configuration: configuration.hostile });
        expect([...outcome.completed.keys()].sort()).toEqual(setting.files.toSorted());
        await expectTables(outcome, configuration);
      },
      { numRuns: 250, seconds: 20 },
    );
  }, 120_000);

  it('when they end their threads or hold them up', async () => {
    const lethal = chaosFeatures({ deeds: [...Object.keys(LETHAL), 'throw'], maxFeatures: 2, maxSteps: 1 });
    const runs = fc.tuple(settings, lethal, fc.constantFrom(...threads));
    await assertOften(
      runs,
      async ([setting, features, pool]) => {
        const configuration = configure(features);
        const files = setting.files.slice(0, 2);
        const outcome = await chaosRun({ ...setting, ...toTheEnd, files, pool, configuration: configuration.hostile });
        expect([...outcome.completed.keys()].sort()).toEqual(files.toSorted());
        await expectTables(outcome, configuration);
      },
      { numRuns: 16, seconds: 25 },
    );
  }, 90_000);

  it('when the run is stopped at any moment: what came until then is right', async () => {
    const afterMs = fc.integer({ min: 0, max: 40 });
    const ending: fc.Arbitrary<Ending> = fc.oneof(
      fc.record({ kind: fc.constantFrom('unsubscribe' as const, 'abort' as const), afterMs }),
      fc.record({ kind: fc.constant('consumer fails' as const), at: fc.nat(files.length) }),
    );
    const runs = fc.tuple(settings, harmless, anyPool, ending, fc.nat(6));
    await assertOften(
      runs,
      async ([setting, features, pool, ending, consumeMs]) => {
        const configuration = configure(features);
        const outcome = await chaosRun({ ...setting, pool, ending, consumeMs, configuration: configuration.hostile });
        await expectTables(outcome, configuration);
      },
      { numRuns: 150, seconds: 15 },
    );
  }, 120_000);

  it('when the pool is closed at any moment: no thread of it is left', async () => {
    const ending = fc.record({ kind: fc.constant('pool closes' as const), afterMs: fc.nat(400) });
    const size = fc.integer({ min: 1, max: 3 });
    const runs = fc.tuple(settings, harmless, size, ending);
    const before = threadsOfProcess();
    await assertOften(
      runs,
      async ([setting, features, size, ending]) => {
        const configuration = configure(features);
        const pool = threadPool({ size });
        const outcome = await chaosRun({
          ...setting,
          pool,
          ending,
          consumeMs: 2,
          configuration: configuration.hostile,
        });
        await expectTables(outcome, configuration);
        await pool[Symbol.asyncDispose]();
        expect(threadsOfProcess()).toBeLessThanOrEqual(before);
      },
      { numRuns: 16, seconds: 10 },
    );
  }, 120_000);

  it('when extractors take all the memory there is', async () => {
    await using pool = threadPool({ size: 1, heapMiB: 32, timeoutMs: 10_000 });
    const greedy = chaosFeatures({ deeds: Object.keys(GREEDY), maxFeatures: 1, maxSteps: 1 });
    await assertOften(
      fc.tuple(settings, greedy),
      async ([setting, features]) => {
        const configuration = configure(features);
        const files = setting.files.slice(0, 1);
        const outcome = await chaosRun({ ...setting, ...toTheEnd, files, pool, configuration: configuration.hostile });
        expect([...outcome.completed.keys()]).toEqual(files);
        await expectTables(outcome, configuration);
      },
      { numRuns: 4, seconds: 15 },
    );
  }, 90_000);

  it('when files change while they are read: each of those is right or fails alone, with its reason', async () => {
    const fault = fc.record({ kind: fc.constantFrom(...FILE_FAULTS), afterMs: fc.nat(12) });
    const runs = fc.tuple(settings, harmless, anyPool, fc.array(fc.option(fault), { minLength: 1, maxLength: 6 }));
    let number = 0;
    await assertOften(
      runs,
      async ([setting, features, pool, faults]) => {
        const configuration = configure(features);
        const copies = join(folder, `copies-${number++}`);
        mkdirSync(copies);
        const originals = new Map(setting.files.map((file) => [join(copies, basename(file)), file]));
        const faultOf = new Map([...originals.keys()].map((file, i) => [file, faults[i] ?? undefined]));
        const timers: NodeJS.Timeout[] = [];
        const onOpen = (file: string) => {
          const fault = faultOf.get(file);
          if (fault === undefined) return;
          const strike = () => breakFile(fault.kind, file, setting.files.at(-1) as string);
          if (fault.afterMs === 0) strike();
          else timers.push(setTimeout(strike, fault.afterMs));
        };
        for (const [copy, original] of originals) copyFileSync(original, copy);
        const { unreadable, completed } = await chaosRun({
          ...setting,
          ...toTheEnd,
          files: [...originals.keys()],
          pool,
          configuration: configuration.hostile,
          onOpen,
        }).finally(() => {
          for (const timer of timers) clearTimeout(timer);
        });
        for (const [file, { code }] of unreadable) {
          expect(faultOf.get(file), `${file} was not touched`).toBeDefined();
          expect(code).toBe('file-changed');
        }
        expect([...unreadable.keys(), ...completed.keys()].sort()).toEqual([...originals.keys()].sort());
        await expectTables({ unreadable, completed }, configuration, (file) => originals.get(file) as string);
        rmSync(copies, { recursive: true });
      },
      { numRuns: 100, seconds: 15 },
    );
  }, 120_000);
});
