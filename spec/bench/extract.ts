import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulateChip } from 'oect-features';
import { inChild } from './child.js';
import type { Case, Measurement } from './extract-case.js';
import { markdownTable, median } from './measure.js';

const CONFIGURATIONS = ['v2_quick_analysis', 'v2_transfer_basic', 'v2_transient_basic', 'transient_tau', 'v2_all'];
const EXPERIMENTS = 40;
const STEPS = 10;

/**
 * Whole extractions, files to Parquet, of simulated experiments: each case in a process of its own, so that its peak memory
 * is its own. Beside each the time for only reading the same blocks, by the same threads in the same process.
 */
export async function extractBench(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'oect-bench-'));
  try {
    const files: string[] = [];
    const size = { experiments: EXPERIMENTS, steps: STEPS, cycles: 100 };
    for await (const event of simulateChip(folder, size)) if (event.kind === 'file') files.push(event.file);
    const rows: (string | number)[][] = [];
    for (const configuration of CONFIGURATIONS) {
      for (const mode of ['step', 'experiment'] as const) {
        for (const workers of [1, 2]) {
          const input = { configuration, mode, workers, files, stepsPerFile: STEPS };
          rows.push(row(input, await inChild<Measurement>('./extract-case.ts', input)));
        }
      }
    }
    const header = ['configuration', 'mode', 'workers', 'experiments/s', 'steps/s', 'time / reading', 'peak MB'];
    return [
      `${EXPERIMENTS} experiments of ${STEPS} sweeps (201 points) and ${STEPS} traces (10,000 samples); medians; ${cpus().length} x ${cpus()[0]?.model}`,
      '',
      markdownTable(header, rows),
    ].join('\n');
  } finally {
    await rm(folder, { recursive: true });
  }
}

function row({ configuration, mode, workers }: Case, { extractMs, readMs, steps, peakBytes }: Measurement) {
  const time = median(extractMs);
  return [
    configuration,
    mode,
    workers,
    Math.round((EXPERIMENTS / time) * 1000),
    Math.round((steps / time) * 1000),
    (time / median(readMs)).toFixed(2),
    Math.round(peakBytes / 2 ** 20),
  ];
}
