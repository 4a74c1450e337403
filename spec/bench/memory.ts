import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SimulationOptions } from 'oect-features';
import { markdownTable, median } from './measure.js';
import { peakMemory } from './peak-memory.js';
import { simulatedFiles } from './simulated.js';

const CONFIGURATIONS = ['transient_tau', 'v2_transient_basic'] as const;
const WORKERS = 2;
const RUNS = 5;

/** What should grow with nothing but the work in hand: the same work, more and more of it. */
const SERIES: readonly { readonly name: string; readonly sizes: readonly SimulationOptions[] }[] = [
  {
    name: 'experiments of 20 steps of 2,000 samples',
    sizes: [20, 80, 320].map((experiments) => ({ experiments, steps: 20 })),
  },
  {
    name: 'steps of 10,000 samples in one experiment',
    sizes: [500, 5000].map((steps) => ({ experiments: 1, steps, cycles: 100 })),
  },
];

/** The most memory that `oect extract` has, by how much it is given to do. */
export async function memoryBench(): Promise<string> {
  if (!existsSync('/proc/self/status')) return 'not measured: this system does not tell the memory of a process';
  const rows: (string | number)[][] = [];
  for (const { name, sizes } of SERIES) {
    for (const configuration of CONFIGURATIONS) {
      let first: number | undefined;
      for (const size of sizes) {
        const peak = await peakOf(configuration, size);
        first ??= peak;
        const amount = size.experiments === 1 ? size.steps : size.experiments;
        rows.push([`${amount} ${name}`, configuration, Math.round(peak / 2 ** 20), (peak / first).toFixed(2)]);
      }
    }
  }
  return [
    `\`oect extract\`, ${WORKERS} workers, each case in processes of its own; medians of ${RUNS}`,
    '',
    markdownTable(['work', 'configuration', 'peak MiB', 'to the first'], rows),
  ].join('\n');
}

async function peakOf(configuration: string, size: SimulationOptions): Promise<number> {
  const [file = ''] = await simulatedFiles(size);
  const peaks: number[] = [];
  for (let run = 0; run < RUNS; run++) peaks.push(await peakOfRun(configuration, dirname(file)));
  return median(peaks);
}

/** With an output folder of its own: what is there already would not be computed again. */
async function peakOfRun(configuration: string, data: string): Promise<number> {
  const out = await mkdtemp(join(tmpdir(), 'oect-bench-out-'));
  try {
    return await peakMemory([
      'extract',
      data,
      '--config',
      configuration,
      '--out',
      out,
      '--workers',
      `${WORKERS}`,
      '--quiet',
    ]);
  } finally {
    await rm(out, { recursive: true });
  }
}
