import { cpus } from 'node:os';
import { inChild } from './child.js';
import { markdownTable, median } from './measure.js';
import type { Case, Measurement } from './overhead-case.js';
import { simulatedFiles } from './simulated.js';

const SIZES = [
  { experiments: 1, steps: 5000, points: 21, cycles: 1, periodPoints: 4 },
  { experiments: 40, steps: 500, points: 21, cycles: 1, periodPoints: 4 },
  { experiments: 80, steps: 20 },
] as const;

const FEATURES = 20;

/** What a (feature, step) costs when its extractor does nothing: from files to collected tables. */
export async function overheadBench(): Promise<string> {
  const rows: (string | number)[][] = [];
  for (const size of SIZES) {
    const files = await simulatedFiles(size);
    for (const workers of [0, 1, 2]) {
      const input: Case = { files, workers, features: FEATURES };
      const ms = median((await inChild<Measurement>('./overhead-case.ts', input)).ms);
      const cells = size.experiments * size.steps * FEATURES;
      const name = `${size.experiments} x ${size.steps} steps`;
      rows.push([name, workers === 0 ? 'inline' : workers, ms.toFixed(1), (cells / ms / 1000).toFixed(2)]);
    }
  }
  return [
    `${FEATURES} features that do nothing, files to tables; medians; ${cpus().length} x ${cpus()[0]?.model}`,
    '',
    markdownTable(['experiments', 'workers', 'ms', 'million cells/s'], rows),
  ].join('\n');
}
