import { defineFeatures, inlinePool, loadRegistry, threadPool } from 'oect-features';
import { batchExtract } from 'oect-features/pipelines';

/** One line of the bench, run in a process of its own. */
export interface Case {
  readonly files: readonly string[];
  /** Threads; 0 does all work in the main thread. */
  readonly workers: number;
  readonly features: number;
}

export interface Measurement {
  readonly ms: readonly number[];
}

const RUNS = 12;
/** In the first runs V8 still compiles. */
const WARM_UP = 5;

const { files, workers, features } = JSON.parse(process.argv[2] as string) as Case;
const registry = await loadRegistry([new URL('./no-op.mjs', import.meta.url).href]);
const names = Array.from({ length: features }, (_, index) => `nothing_${index}`);
const configuration = defineFeatures(Object.fromEntries(names.map((name) => [name, { extractor: 'bench.no_op' }])), {
  registry,
});
const pool = workers === 0 ? inlinePool() : threadPool({ size: workers });
const ms: number[] = [];
for (let run = 0; run < WARM_UP + RUNS; run++) {
  const { successful, total_time_ms } = await batchExtract(files, configuration, { pool, format: 'none' });
  if (successful.length !== files.length) throw new Error('an experiment failed');
  ms.push(total_time_ms);
}
await pool[Symbol.asyncDispose]();
process.send?.({ ms: ms.slice(WARM_UP) } satisfies Measurement);
