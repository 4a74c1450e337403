import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const tuned = `import '${new URL('../../../dist/pipelines/cli/tune-engine.js', import.meta.url).href}';`;
const youngAlone = `import { setFlagsFromString } from 'node:v8'; setFlagsFromString('--semi-space-growth-factor=1');`;

/** Starts two threads, keeps millions of objects for a while, and tells how many MiB V8 has taken for new ones. */
const newSpace = `
  import { once } from 'node:events';
  import { getHeapSpaceStatistics } from 'node:v8';
  import { Worker } from 'node:worker_threads';
  for (let thread = 0; thread < 2; thread++) await once(new Worker('', { eval: true }), 'exit');
  const kept = [];
  for (let i = 0; i < 3e6; i++) kept[i % 2e5] = { i };
  const { space_size } = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  console.log(space_size / 2 ** 20);`;

/** Keeps millions of objects for so long that they become old, and tells how many MiB of those there were at most. */
const mostOld = `
  import { getHeapSpaceStatistics } from 'node:v8';
  const old = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'old_space').space_used_size;
  const kept = [];
  let most = 0;
  for (let i = 0; i < 6e6; i++) {
    kept[i % 5e4] = { i };
    if (i % 1000 === 0) most = Math.max(most, old());
  }
  console.log(most / 2 ** 20);`;

function told(program: string): number {
  return Number(execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' }));
}

describe('tune-engine', () => {
  it('keeps the memory for new objects from growing, also once threads have started', () => {
    expect(told(newSpace)).toBeGreaterThanOrEqual(16);
    expect(told(tuned + newSpace)).toBeLessThanOrEqual(8);
  });

  it('has old objects collected when there are some MiB of them', () => {
    expect(told(tuned + mostOld)).toBeLessThan(0.75 * told(youngAlone + mostOld));
  });
});
