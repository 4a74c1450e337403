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
  type Policy,
  pooledBlocks,
  simulateSchedule,
  type Workload,
} from './simulate-schedule.js';
import { simulatedFiles } from './simulated.js';

const CONFIGURATION = 'transient_tau';
const WORKERS = [8, 16, 32, 64, 96] as const;
const SHORT: Workload = { experiments: 80, steps: 20, layers: 1 };
const LONG: Workload = { experiments: 5, steps: 5000, layers: 1 };
/** Time and current. */
const STEP_BYTES = 2 * 8 * 10_000;
/** Sizes of tasks, in steps; a pool may cut the larger ones. */
const TASKS = [1, 3, 6] as const;

/**
 * How far the schedule is from the ideal with more workers than there are here: a simulation of the scheduler with what
 * one worker took for real blocks.
 */
export async function schedulerBench(): Promise<string> {
  const configuration = await loadConfiguration(CONFIGURATION);
  const files = await simulatedFiles({ experiments: 8, steps: 20, cycles: 100 });
  const longFiles = await simulatedFiles({ experiments: 1, steps: 500, cycles: 100 });
  await using pool = threadPool({ size: 1 });
  const long = await measureCosts(longFiles, configuration, pool);
  // Messages of one long file: of short ones the opening of files would be counted among them.
  const short = { ...(await measureCosts(files, configuration, pool)), message: long.message };
  // Of a tenth of the rows; the time for a table grows as they do.
  const costs = { short, long: { ...long, write: 10 * long.write } };

  const policies: readonly (readonly [string, Policy])[] = [
    ['1 MiB', fixedBlocks(2 ** 20 / STEP_BYTES)],
    ['as pools cut', pooledBlocks(STEP_BYTES)],
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
  await blockTimes(files, configuration, pool, 6);
  const opens: number[] = [];
  for (const file of files) {
    pool.release(file);
    const start = performance.now();
    await pool.open(file);
    opens.push(performance.now() - start);
    pool.release(file);
  }
  const blocks: MeasuredBlock[] = [];
  const messages: number[] = [];
  for (const size of [...TASKS, ...TASKS, ...TASKS]) {
    const measured = await blockTimes(files, configuration, pool, size);
    blocks.push(...measured.blocks);
    messages.push(measured.messageMs);
  }
  const block = blockCost(blocks);
  return {
    open: median(opens),
    block,
    steps: blocks.map(({ steps, ms }) => Math.max(0, ms - block) / steps),
    write: median(await writeTimes(files, configuration, pool)),
    // The least: whatever else the machine does in the meantime only adds to it.
    message: Math.min(...messages),
  };
}

interface MeasuredBlock {
  readonly steps: number;
  readonly ms: number;
}

/** What a block takes whatever its size: where a line through the medians of each size begins. */
function blockCost(blocks: readonly MeasuredBlock[]): number {
  const sizes = [...new Set(blocks.map(({ steps }) => steps))];
  const medians = sizes.map((size) => median(blocks.filter(({ steps }) => steps === size).map(({ ms }) => ms)));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanSize, meanMs] = [mean(sizes), mean(medians)];
  const spread = mean(sizes.map((size) => (size - meanSize) ** 2));
  const slope = mean(sizes.map((size, i) => (size - meanSize) * ((medians[i] ?? 0) - meanMs))) / spread;
  return Math.max(0, meanMs - slope * meanSize);
}

/** What each block took, one after the other; and the main thread's share of it, for each. */
async function blockTimes(files: readonly string[], { graph }: Configuration, pool: StepPool, stepsPerTask: number) {
  const [layer] = graph.layers;
  if (layer === undefined) throw new Error('the configuration has no layer');
  const blocks: MeasuredBlock[] = [];
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
            blocks.push({ steps: steps.stop - steps.start, ms: now - last });
            last = now;
          },
          complete: () => experiment.close(),
        }),
      );
    }),
  );
  await lastValueFrom(results);
  return { blocks, messageMs: performance.eventLoopUtilization(before).active / blocks.length };
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
