import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { type Configuration, loadConfiguration, type StepPool, threadPool } from 'oect-features';
import { openExperiments, runOnPool, stepTasks, writeParquet } from 'oect-features/operators';
import { extractFeatures } from 'oect-features/pipelines';
import { concatMap, from, lastValueFrom, tap } from 'rxjs';
import { markdownTable, median } from './measure.js';
import {
  type Costs,
  fixedBlocks,
  guidedBlocks,
  type Policy,
  simulateSchedule,
  type Workload,
} from './simulate-schedule.js';
import { simulatedFiles } from './simulated.js';

const CONFIGURATION = 'transient_tau';
const WORKERS = [8, 16, 32, 64, 96] as const;
const SHORT: Workload = { experiments: 80, steps: 20, layers: 1 };
const LONG: Workload = { experiments: 5, steps: 5000, layers: 1 };
/** About a mebibyte of time and current. */
const STEPS_OF_A_MEBIBYTE = 6;
const [SMALL_BLOCK, LARGE_BLOCK] = [2, 16] as const;

/**
 * How far the schedule is from the ideal with more workers than there are here: a simulation of the scheduler with what
 * one worker took for real blocks.
 */
export async function schedulerBench(): Promise<string> {
  const configuration = await loadConfiguration(CONFIGURATION);
  const files = await simulatedFiles({ experiments: 8, steps: 20, cycles: 100 });
  const longFiles = await simulatedFiles({ experiments: 1, steps: 500, cycles: 100 });
  await using pool = threadPool({ size: 1 });
  const short = await measureCosts(files, configuration, pool);
  const long = { ...(await measureCosts(longFiles, configuration, pool)), message: short.message };
  // Of a tenth of the rows; the time for a table grows as they do.
  const costs = { short, long: { ...long, write: 10 * long.write } };

  const policies: readonly (readonly [string, Policy])[] = [
    ['1 MiB', fixedBlocks(STEPS_OF_A_MEBIBYTE)],
    ['guided, 25 ms', guidedBlocks(25)],
  ];
  const rows = WORKERS.flatMap((workers) =>
    (['short', 'long'] as const).flatMap((kind) =>
      (kind === 'short' ? [16, 96] : [16]).flatMap((maxOpen) =>
        policies.map(([name, policy]) => {
          const workload = kind === 'short' ? SHORT : LONG;
          const { makespan, ideal, idle, tail, main } = simulateSchedule(workload, costs[kind], {
            workers,
            maxOpen,
            policy,
          });
          const shares = [idle, main].map((share) => `${Math.round(100 * share)} %`);
          const work = `${workload.experiments} x ${workload.steps} steps`;
          const times = [makespan, ideal, tail].map((ms) => ms.toFixed(0));
          return [workers, work, maxOpen, name, ...times, (makespan / ideal).toFixed(2), ...shares];
        }),
      ),
    ),
  );
  const header = [
    'workers',
    'work',
    'max open',
    'blocks',
    'makespan, ms',
    'ideal, ms',
    'tail, ms',
    'ratio',
    'idle',
    'main busy',
  ];
  return [
    `\`${CONFIGURATION}\`, steps of 10,000 samples. Measured with one worker: opening ${short.open.toFixed(1)} ms, a block ` +
      `${short.block.toFixed(2)} ms and ${median(short.steps).toFixed(2)} ms a step, writing ${short.write.toFixed(1)} ms ` +
      `(${costs.long.write.toFixed(0)} ms for 5,000 steps), the main thread ${(1000 * short.message).toFixed(0)} us a message.`,
    '',
    'Assumed: every worker is as fast as one alone (no common cache, disk or memory bus is the limit); the main thread serves',
    'messages one after the other; writing is all done by a worker; steps take what steps of the real run took, in their order.',
    '',
    markdownTable(header, rows),
  ].join('\n');
}

async function measureCosts(files: readonly string[], configuration: Configuration, pool: StepPool): Promise<Costs> {
  const runs = [0, 1, 2];
  await blockTimes(files, configuration, pool, LARGE_BLOCK);
  const opens: number[] = [];
  for (const file of files) {
    pool.release(file);
    const start = performance.now();
    await pool.open(file);
    opens.push(performance.now() - start);
    pool.release(file);
  }
  const timesOf = async (size: number) => {
    const times: number[] = [];
    for (const _ of runs) times.push(...(await blockTimes(files, configuration, pool, size)).times);
    return times;
  };
  const [small, large] = [await timesOf(SMALL_BLOCK), await timesOf(LARGE_BLOCK)];
  const slope = Math.max(0, (median(large) - median(small)) / (LARGE_BLOCK - SMALL_BLOCK));
  const block = Math.max(0, median(small) - SMALL_BLOCK * slope);
  const messages: number[] = [];
  for (const _ of runs) messages.push((await blockTimes(files, configuration, pool, SMALL_BLOCK)).messageMs);
  return {
    open: median(opens),
    block,
    steps: small.map((ms) => Math.max(0, ms - block) / SMALL_BLOCK),
    write: median(await writeTimes(files, configuration, pool)),
    // The least: whatever else the machine does in the meantime only adds to it.
    message: Math.min(...messages),
  };
}

/** What each full block took, one after the other; and the main thread's share of it, for each. */
async function blockTimes(files: readonly string[], { graph }: Configuration, pool: StepPool, stepsPerTask: number) {
  const [layer] = graph.layers;
  if (layer === undefined) throw new Error('the configuration has no layer');
  const times: number[] = [];
  let messages = 0;
  const before = performance.eventLoopUtilization();
  const results = from(files).pipe(
    openExperiments({ pool, maxOpen: 1 }),
    concatMap((experiment) => {
      let last = performance.now();
      return from([experiment]).pipe(
        stepTasks(layer, { stepsPerTask }),
        runOnPool(pool, { concurrency: 1 }),
        tap({
          next: ({ steps }) => {
            const now = performance.now();
            if (steps.stop - steps.start === stepsPerTask) times.push(now - last);
            last = now;
            messages++;
          },
          complete: () => experiment.close(),
        }),
      );
    }),
  );
  await lastValueFrom(results);
  return { times, messageMs: performance.eventLoopUtilization(before).active / messages };
}

async function writeTimes(files: readonly string[], configuration: Configuration, pool: StepPool) {
  const directory = await mkdtemp(join(tmpdir(), 'oect-bench-out-'));
  try {
    const times: number[] = [];
    const written = from(files).pipe(
      // The one worker has nothing else to do while it writes.
      openExperiments({ pool, maxOpen: 1 }),
      extractFeatures(configuration, pool),
      concatMap((experiment) => {
        const start = performance.now();
        return from([experiment]).pipe(
          writeParquet(directory, { pool }),
          tap(() => times.push(performance.now() - start)),
        );
      }),
    );
    await lastValueFrom(written);
    return times;
  } finally {
    await rm(directory, { recursive: true });
  }
}
