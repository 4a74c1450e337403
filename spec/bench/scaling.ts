import { cpus } from 'node:os';
import type { SimulationOptions } from 'oect-features';
import { inChild } from './child.js';
import { markdownTable, median } from './measure.js';
import type { Case, Measurement } from './scaling-case.js';
import { simulatedFiles } from './simulated.js';

interface Subject {
  readonly name: string;
  readonly work: Case['work'];
  readonly size: SimulationOptions;
}

/** Long enough to be about throughput, not about how a run begins and ends. */
const LONG_TRACES = { experiments: 8, steps: 200, cycles: 100 };
const ONE_LONG = { experiments: 1, steps: 2000, cycles: 100 };

const SUBJECTS: readonly Subject[] = [
  { name: 'computing: 8 experiments, transient_tau', work: 'transient_tau', size: LONG_TRACES },
  { name: 'computing: 1 experiment, transient_tau', work: 'transient_tau', size: ONE_LONG },
  { name: 'reading: 8 experiments, time and Id', work: 'reading', size: LONG_TRACES },
  { name: 'reading: 1 experiment, time and Id', work: 'reading', size: ONE_LONG },
  { name: 'both: 8 experiments, v2_transient_basic', work: 'v2_transient_basic', size: LONG_TRACES },
];

/**
 * Two workers against one. The machine itself may not give twice as much with two threads as with one (shared caches,
 * neighbours), so each round also measures bare threads that do nothing but count: by what they gain all else is to be judged.
 */
export async function scalingBench(): Promise<string> {
  const rows: (string | number)[][] = [];
  for (const { name, work, size } of SUBJECTS) {
    const files = await simulatedFiles(size);
    const { one, two, machine } = await inChild<Measurement>('./scaling-case.ts', { work, files } satisfies Case);
    const gain = median(one) / median(two);
    const ratios = [gain, median(machine), gain / median(machine)].map((ratio) => ratio.toFixed(2));
    rows.push([name, median(one).toFixed(0), median(two).toFixed(0), ...ratios]);
  }
  return [
    `Whole runs without writing, one and two workers in turn; medians; ${cpus().length} x ${cpus()[0]?.model}`,
    '',
    markdownTable(['work', '1 worker, ms', '2 workers, ms', 'gain', 'gain of bare threads', 'ratio'], rows),
  ].join('\n');
}
