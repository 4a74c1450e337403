import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SimulationOptions, simulateChip } from 'oect-features';

/**
 * Simulated experiment files, kept in the system's folder for temporary files for the next bench: the largest takes 600 MB
 * and half a minute. Whoever changes the simulation removes the folders, `oect-bench-data-*`.
 */
export async function simulatedFiles(options: SimulationOptions): Promise<readonly string[]> {
  const key = Object.entries(options).map(([name, value]) => `${name}-${value}`);
  const folder = join(tmpdir(), ['oect-bench-data', ...key].join('-'));
  // Files appear complete or not at all, so the number of them says whether the simulation came to its end.
  const files = async () => (existsSync(folder) ? (await readdir(folder)).filter((name) => name.endsWith('.h5')) : []);
  if ((await files()).length !== (options.experiments ?? 8)) {
    for await (const _ of simulateChip(folder, options));
  }
  return (await files()).map((name) => join(folder, name));
}
