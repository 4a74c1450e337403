import '../../pipelines/cli/tune-engine.js';
import { Worker } from 'node:worker_threads';
import { defineFeatures, loadConfiguration, loadRegistry, type StepPool, threadPool } from 'oect-features';
import { batchExtract } from 'oect-features/pipelines';

/** One line of the bench, run in a process of its own. */
export interface Case {
  /** A configuration, or nothing but reading the blocks. */
  readonly work: string;
  readonly files: readonly string[];
}

export interface Measurement {
  /** Times with one worker and with two, in ms. */
  readonly one: readonly number[];
  readonly two: readonly number[];
  /** How much more two bare threads do than one, measured between those. */
  readonly machine: readonly number[];
}

const RUNS = 7;

const { work, files } = JSON.parse(process.argv[2] as string) as Case;
const configuration = work === 'reading' ? await reading() : await loadConfiguration(work);
const [single, double] = [threadPool({ size: 1 }), threadPool({ size: 2 })];

async function reading() {
  const registry = await loadRegistry([new URL('./read-only.mjs', import.meta.url).href]);
  return defineFeatures({ read: { extractor: 'bench.read_transient' } }, { registry });
}

async function time(pool: StepPool): Promise<number> {
  const report = await batchExtract(files, configuration, { pool, format: 'none' });
  if (report.successful.length !== files.length) throw new Error(JSON.stringify(report.failed));
  return report.total_time_ms;
}

const COUNT = `
  const start = performance.now();
  let x = 1;
  for (let i = 0; i < 5e7; i++) x = (x * 1103515245 + 12345) | 0;
  require('node:worker_threads').parentPort.postMessage([performance.now() - start, x]);`;

/** How long so many bare threads count, in ms: the slowest. */
async function counting(threads: number): Promise<number> {
  const times = Array.from(
    { length: threads },
    () =>
      new Promise<number>((resolve, reject) => {
        const worker = new Worker(COUNT, { eval: true, execArgv: [] });
        worker.once('message', ([ms]) => resolve(ms)).once('error', reject);
      }),
  );
  return Math.max(...(await Promise.all(times)));
}

await time(single);
await time(double);
const [one, two, machine]: [number[], number[], number[]] = [[], [], []];
for (let run = 0; run < RUNS; run++) {
  one.push(await time(single));
  machine.push((2 * (await counting(1))) / (await counting(2)));
  two.push(await time(double));
}
await Promise.all([single, double].map((pool) => pool[Symbol.asyncDispose]()));
process.send?.({ one, two, machine } satisfies Measurement);
