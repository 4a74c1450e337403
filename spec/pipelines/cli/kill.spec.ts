import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { readFeatureMetadata } from '../../../lib/parquet/read-metadata.js';
import { featureFilesIn, namesIn, type ReadColumns, readParquets } from '../../support/feature-files.js';
import { readGoldenSteps } from '../../support/golden.js';
import { oect, startOect } from '../../support/oect.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();
const EXPERIMENTS = 30;
const SIMULATE = ['--experiments', `${EXPERIMENTS}`, '--steps', '2', '--points', '21', '--cycles', '2', '--quiet'];
const KILLS = 24;

/**
 * Starts a command that fills a folder and kills it when so many names are in there, some of them temporary, or a moment
 * later; says whether that came before its end.
 */
async function killed(args: readonly string[], out: string, names: number): Promise<boolean> {
  const { process, ended } = startOect(args, folder);
  while (namesIn(join(folder, out)).length < names && process.exitCode === null) await delay(1);
  await delay(Math.random() * 5);
  process.kill('SIGKILL');
  return (await ended).code === null;
}

/** Does something so many times, two at a time. */
async function often(times: number, work: (turn: number) => Promise<void>): Promise<void> {
  let turn = 0;
  const worker = async () => {
    while (turn < times) await work(turn++);
  };
  await Promise.all([worker(), worker()]);
}

describe.skipIf(process.platform === 'win32')('kill -9', () => {
  beforeAll(() => oect(['simulate', 'data', ...SIMULATE], folder));

  it('in the middle of an extraction leaves nothing that is wrong, and the next run makes it complete', async () => {
    const extract = (out: string, kill = 0) => {
      return ['extract', 'data', '-c', 'v2_quick_analysis', '-o', out, '--workers', `${kill % 3}`, '--quiet'];
    };
    expect(await oect(extract('undisturbed'), folder)).toMatchObject({ code: 0 });
    const expected = await tablesOf(join(folder, 'undisturbed'));
    expect(expected.size).toBe(EXPERIMENTS);

    let before = 0;
    let unfinished = 0;
    await often(KILLS, async (kill) => {
      const out = `killed-${kill}`;
      if (await killed(extract(out, kill), out, (kill / KILLS) * EXPERIMENTS)) before++;
      const survived = await tablesOf(join(folder, out));
      for (const [source, columns] of survived) expect(columns).toEqual(expected.get(source));
      if (survived.size > 0 && survived.size < EXPERIMENTS) unfinished++;

      expect(await oect(extract(out, kill), folder)).toMatchObject({ code: 0, stderr: '' });
      expect(await tablesOf(join(folder, out))).toEqual(expected);
      expect(namesIn(join(folder, out)).filter((name) => !name.endsWith('.parquet'))).toEqual([]);
    });
    // Otherwise nothing was tried.
    expect(before).toBeGreaterThan(KILLS / 2);
    expect(unfinished).toBeGreaterThan(KILLS / 4);
  }, 300_000);

  it('in the middle of a simulation leaves nothing that is wrong, and the next run makes it complete', async () => {
    const expected = await contentsOf('data');
    const simulate = (out: string) => ['simulate', out, ...SIMULATE];
    let before = 0;
    await often(KILLS / 2, async (kill) => {
      const out = `simulation-${kill}`;
      if (await killed(simulate(out), out, (2 * kill * EXPERIMENTS) / KILLS)) before++;
      for (const [name, content] of await contentsOf(out)) {
        if (!name.endsWith('.tmp')) expect(content, name).toEqual(expected.get(name));
      }
      expect(await oect(simulate(out), folder)).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(await contentsOf(out)).toEqual(expected);
    });
    expect(before).toBeGreaterThan(KILLS / 4);
  }, 300_000);
});

/** The columns that a folder has for each experiment file, by the hash of its content. Of one experiment all must be the same. */
async function tablesOf(out: string): Promise<ReadonlyMap<string, ReadColumns>> {
  const tables = new Map<string, ReadColumns>();
  for (const [file, columns] of await readParquets(featureFilesIn(out))) {
    const { source } = await readFeatureMetadata(file);
    expect(tables.get(source.hash) ?? columns).toEqual(columns);
    tables.set(source.hash, columns);
  }
  return tables;
}

/** What the files of a simulation hold. HDF5 writes the time into them, so that their bytes are never the same. */
async function contentsOf(name: string): Promise<ReadonlyMap<string, unknown>> {
  const contents = new Map<string, unknown>();
  for (const found of namesIn(join(folder, name))) {
    const file = join(folder, name, found);
    if (found.endsWith('.h5')) contents.set(found, await readGoldenSteps({ file }));
    else contents.set(found, readFileSync(file, 'utf8'));
  }
  return contents;
}
