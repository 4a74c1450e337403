import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { featureFilesIn } from '../../support/feature-files.js';
import { runCommand } from '../../support/oect.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const sources = fileURLToPath(new URL('../../../pipelines/examples', import.meta.url));
const compiled = fileURLToPath(new URL('../../../dist/pipelines/examples', import.meta.url));
const folder = temporaryFolder();

const NO_RECIPES = ['demo', 'simulated'];
const recipes = readdirSync(sources)
  .map((name) => name.replace(/\.ts$/, ''))
  .filter((name) => !NO_RECIPES.includes(name));

const CHIP = '#20250804008';
const experiment = (device: number) => `${CHIP}-${device}-stability-test_20250804_000${device}.h5`;

/** Runs a recipe on what it simulates, in a folder of its own; it must leave nothing but its output. */
async function run(recipe: string) {
  const cwd = mkdtempSync(join(folder, `${recipe}-`));
  const temporary = mkdtempSync(join(folder, 'tmp-'));
  const program = join(compiled, `${recipe}.js`);
  const { code, stdout, stderr } = await runCommand('env', [`TMPDIR=${temporary}`, process.execPath, program], cwd);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(readdirSync(temporary)).toEqual([]);
  return { lines: stdout.trimEnd().split('\n'), features: join(cwd, 'features') };
}

/** The numbers that a line has in the places of those in the pattern. */
function numbersIn(line: string | undefined, pattern: RegExp): readonly number[] {
  const [, ...found] = pattern.exec(line ?? '') ?? [];
  expect(found, `${line} is like ${pattern}`).not.toEqual([]);
  return found.map(Number);
}

describe.skipIf(process.platform === 'win32')('the recipes', () => {
  it('say what they do, and how they are run', () => {
    for (const recipe of recipes) {
      const source = readFileSync(join(sources, `${recipe}.ts`), 'utf8');
      expect(source, recipe).toMatch(new RegExp(`^/\\*\\*\n( \\*.*\n)+ \\*     node ${recipe}\\.js`));
      // As somebody writes it who has installed the package.
      expect(
        [...source.matchAll(/ from '(\.[^']*)'/g)].map(([, from]) => from),
        recipe,
      ).toEqual(['./simulated.js']);
    }
  });

  it('live-and-files: merges an instrument with files', async () => {
    const { lines } = await run('live-and-files');
    const rows = lines.map((line) => /^(\w+) {2}device (\w+) {2}step (\d) {2}gm ([\d.]+) mS$/.exec(line)?.slice(1));
    const of = (device: string) => rows.filter((row) => row?.[1] === device);
    for (const [origin, device] of [
      ['live', 'A7'],
      ['file', '1'],
      ['file', '2'],
    ] as const) {
      expect(of(device).map((row) => [row?.[0], row?.[2]])).toEqual(['0', '1', '2', '3'].map((step) => [origin, step]));
    }
    // The instrument has the first device of the chip on it, whose gain is 4 mS at the beginning.
    expect(of('A7').map((row) => row?.[3])).toEqual(of('1').map((row) => row?.[3]));
    expect(Number(of('1')[0]?.[3])).toBeCloseTo(0.939 * 4, 1);
    expect(rows).toHaveLength(12);
  });

  it('alarm: tells of the device that wears off, once', async () => {
    const { lines } = await run('alarm');
    expect(lines).toEqual(['ALARM  device B, sweep 16: gm is 77 % of what it was']);
  });

  it('fan-out: sends each experiment to the socket, and writes it', async () => {
    const { lines, features } = await run('fan-out');
    const sent = lines.flatMap((line) => /^dashboard: (.*)$/.exec(line)?.[1] ?? []).map((text) => JSON.parse(text));
    const expected = [1, 2, 3, 4].map((device) => ({
      rows: 10,
      values: 30,
      nulls: 0,
      failures: 0,
      experiment: experiment(device),
    }));
    expect(sent.sort((a, b) => a.experiment.localeCompare(b.experiment))).toEqual(expected);
    const written = lines.filter((line) => !line.startsWith('dashboard'));
    expect(written.sort()).toEqual([1, 2, 3, 4].map((device) => `.parquet written: ${experiment(device)}`));
    expect(featureFilesIn(features)).toHaveLength(4);
  });

  it('rate-limit: uploads all, no faster than allowed; draws some', async () => {
    const { lines } = await run('rate-limit');
    expect(lines.slice(0, 5)).toEqual(Array(5).fill('5 rows uploaded'));
    const [uploads, seconds = 0] = numbersIn(lines[5], /^(\d+) uploads in ([\d.]+) s$/);
    expect(uploads).toBe(5);
    // Told to a tenth of a second; Node's timers may be a millisecond early.
    expect(seconds).toBeGreaterThanOrEqual(5 * 0.1);
    const [sweeps, drawn = 0] = numbersIn(lines[6], /^(\d+) sweeps measured, display drawn (\d+) times$/);
    expect(sweeps).toBe(200);
    expect(drawn).toBeGreaterThan(0);
    expect(drawn).toBeLessThan(200);
  });

  it('retry-network-drive: gets what comes back, and gives up what does not', async () => {
    const { lines, features } = await run('retry-network-drive');
    const tries = [1, 2, 3, 4, 5].map((n) => `file-not-found; try ${n + 1} in ${50 * 2 ** (n - 1)} ms`);
    expect(lines).toEqual(expect.arrayContaining(tries));
    const written = lines.filter((line) => line.startsWith('written'));
    expect(written.sort()).toEqual([1, 2, 3].map((device) => `written: ${experiment(device)}`));
    expect(lines.at(-1)).toMatch(/^given up: never-there\.h5: .*does not exist/);
    expect(featureFilesIn(features)).toHaveLength(3);
  });

  it('first-failing-device: stops there, and the instrument with it', async () => {
    const { lines } = await run('first-failing-device');
    expect(lines).toEqual([
      ...['A1', 'A2', 'A3'].flatMap((device) => [`probe on ${device}`, `no more sweeps of ${device}`]),
      'A3 failed in sweep 2',
    ]);
  });

  it('slow-consumer: has few open, and consumes all', async () => {
    const { lines } = await run('slow-consumer');
    const told = lines.map((line) => numbersIn(line, /^10 rows sent; (\d+) open, (\d+) not opened yet$/));
    expect(told).toHaveLength(10);
    for (const [sent, [open = 0, waiting = 0]] of told.entries()) {
      expect(open).toBeGreaterThanOrEqual(1);
      expect(open).toBeLessThanOrEqual(3);
      expect(10 - waiting - sent).toBeLessThanOrEqual(3);
    }
    expect(told.at(-1)).toEqual([1, 0]);
  });

  it('all have been run here', () => {
    const spec = readFileSync(fileURLToPath(import.meta.url), 'utf8');
    expect(recipes.filter((recipe) => !spec.includes(`run('${recipe}')`))).toEqual([]);
    expect(recipes.every((recipe) => existsSync(join(compiled, `${recipe}.js`)))).toBe(true);
  });
});
