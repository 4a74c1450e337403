import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const engine = new URL('../../../dist/pipelines/cli/engine.js', import.meta.url).href;

/** Starts two threads, keeps millions of objects for a while, and tells how many MiB V8 has taken for new ones. */
const busy = `
  import { once } from 'node:events';
  import { getHeapSpaceStatistics } from 'node:v8';
  import { Worker } from 'node:worker_threads';
  for (let thread = 0; thread < 2; thread++) await once(new Worker('', { eval: true }), 'exit');
  const kept = [];
  for (let i = 0; i < 3e6; i++) kept[i % 2e5] = { i };
  const { space_size } = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  console.log(space_size / 2 ** 20);`;

function newSpaceMiB(setUp: string): number {
  return Number(execFileSync(process.execPath, ['--input-type=module', '--eval', setUp + busy], { encoding: 'utf8' }));
}

describe('tuneEngine', () => {
  it('keeps the memory for new objects from growing once threads have started', () => {
    expect(newSpaceMiB('')).toBeGreaterThanOrEqual(16);
    expect(newSpaceMiB(`import { tuneEngine } from '${engine}'; tuneEngine();`)).toBeLessThanOrEqual(8);
  });
});
