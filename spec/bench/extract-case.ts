import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Configuration, defineFeatures, loadConfiguration, loadRegistry, threadPool } from 'oect-features';
import { batchExtract, type ExecutionMode } from 'oect-features/pipelines';
import { rowsReadBy } from '../../lib/extractors/sources.js';

/** One line of the bench: run in a process of its own, which gets it as an argument and sends back a measurement. */
export interface Case {
  readonly configuration: string;
  readonly mode: ExecutionMode;
  readonly workers: number;
  readonly files: readonly string[];
  /** Of each source in each file. */
  readonly stepsPerFile: number;
}

export interface Measurement {
  readonly extractMs: readonly number[];
  readonly readMs: readonly number[];
  /** Of the sources that the configuration reads. */
  readonly steps: number;
  readonly peakBytes: number;
}

const RUNS = 5;

const { configuration: name, mode, workers, files, stepsPerFile } = JSON.parse(process.argv[2] as string) as Case;
const configuration = await loadConfiguration(name);
const directory = await mkdtemp(join(tmpdir(), 'oect-bench-out-'));
const pool = threadPool({ size: workers });

async function time(what: Configuration, format: 'parquet' | 'none'): Promise<number> {
  const report = await batchExtract(files, what, {
    pool,
    mode,
    format,
    directory: await mkdtemp(join(directory, 'run-')),
  });
  if (report.successful.length !== files.length) throw new Error(JSON.stringify(report.failed));
  return report.total_time_ms;
}

/** The same blocks read, and nothing computed. */
async function readOnly(): Promise<Configuration> {
  const registry = await loadRegistry([new URL('./read-only.mjs', import.meta.url).href]);
  const reads = new Set(
    configuration.graph.features.flatMap((feature) =>
      feature.kind === 'extracted'
        ? feature.sources.flatMap((source) => rowsReadBy(feature.extractor, source).map((row) => `${source} ${row}`))
        : [],
    ),
  );
  const sources = [...reads].map((read) => read.split(' ')[0]);
  const extractors = [
    ...(sources.includes('transfer') ? ['bench.read_transfer'] : []),
    ...(sources.includes('transient') ? [reads.has('transient time') ? 'bench.read_transient' : 'bench.read_Id'] : []),
  ];
  const definitions = Object.fromEntries(extractors.map((extractor, index) => [`read_${index}`, { extractor }]));
  return defineFeatures(definitions, { registry });
}

const reading = await readOnly();
await time(configuration, 'parquet');
const [extractMs, readMs]: number[][] = [[], []];
for (let run = 0; run < RUNS; run++) {
  extractMs?.push(await time(configuration, 'parquet'));
  readMs?.push(await time(reading, 'none'));
}
const { features } = configuration.graph;
const sources = new Set(features.flatMap((feature) => (feature.kind === 'extracted' ? feature.sources : [])));
const steps = files.length * stepsPerFile * sources.size;
await pool[Symbol.asyncDispose]();
await rm(directory, { recursive: true });
process.send?.({ extractMs, readMs, steps, peakBytes: process.resourceUsage().maxRSS * 1024 } as Measurement);
