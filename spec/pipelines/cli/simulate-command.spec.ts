import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Inspection } from '../../../lib/experiment/inspect.js';
import type { BatchReport } from '../../../pipelines/batch-report.js';
import { featureFilesIn, namesIn, readParquet } from '../../support/feature-files.js';
import { readGoldenSteps } from '../../support/golden.js';
import { oect, startOect } from '../../support/oect.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();
const NAMES = [1, 2].map((device) => `#C.1-${device}-stability-test_20250804_000${device}.h5`);

describe('simulate, inspect, extract', () => {
  beforeAll(async () => {
    const sizes = ['--experiments', '2', '--steps', '3', '--cycles', '4', '--period-points', '50', '--points', '101'];
    const ended = await oect(['simulate', 'a chip', ...sizes, '--seed', '5', '--chip', '#C.1'], folder);
    expect(ended).toEqual({ code: 0, stdout: '2 experiments of 3 + 3 steps -> a chip\n', stderr: '' });
  });

  it('writes the files that were asked for, and truth.json with the time constants of each step', () => {
    expect(namesIn(join(folder, 'a chip'))).toEqual([...NAMES, 'truth.json']);
    const truth = JSON.parse(readFileSync(join(folder, 'a chip', 'truth.json'), 'utf8'));
    expect(Object.keys(truth)).toEqual(NAMES);
    for (const steps of Object.values(truth)) {
      expect(steps).toHaveLength(3);
      for (const { tau_on, tau_off } of steps as { tau_on: number; tau_off: number }[]) {
        expect(tau_on).toBeGreaterThan(0);
        expect(tau_off).toBeGreaterThan(0);
      }
    }
  });

  it('of which inspect finds everything as it was asked for, as text and as JSON', async () => {
    const file = join('a chip', NAMES[0] ?? '');
    const [asText, asJson] = await Promise.all([
      oect(['inspect', file], folder),
      oect(['inspect', file, '--json'], folder),
    ]);
    expect(asText).toMatchObject({ code: 0, stderr: '' });
    expect(asText.stdout).toContain('\n3 transfer steps, 3 transient steps\n');
    expect(asText.stdout).toMatch(/\n {2}chip_id +#C.1\n/);
    expect(asText.stdout).toMatch(/\n {2}\/transfer\/measurement_data +\[3, 2, 101\] +float64 +chunks \[/);
    expect(asText.stdout).toMatch(/\n {2}1 loop x 3\n/);
    expect(asText.stdout).toMatch(/\n\nNothing is wrong with it\.\n$/);

    expect(asJson).toMatchObject({ code: 0, stderr: '' });
    const inspection = JSON.parse(asJson.stdout) as Inspection;
    expect(inspection).toMatchObject({ file: join(folder, file), steps: { transfer: 3, transient: 3 }, problems: [] });
    expect(inspection.datasets.find(({ path }) => path === '/transient/measurement_data')?.shape).toEqual([3, 600]);
  });

  it('and extract the features, near to the time constants that went in', async () => {
    const args = ['extract', 'a chip', '--config', 'transient_tau', '--out', 'features', '--json'];
    const { code, stdout } = await oect(args, folder);
    expect(code).toBe(0);
    const { successful } = JSON.parse(stdout) as BatchReport;
    expect(successful.map(({ file, rows }) => [file, rows])).toEqual(
      NAMES.map((name) => [join(folder, 'a chip', name), 3]),
    );
    const truth = JSON.parse(readFileSync(join(folder, 'a chip', 'truth.json'), 'utf8'));
    for (const [i, { output }] of successful.entries()) {
      const columns = await readParquet(output ?? '');
      const steps = truth[NAMES[i] ?? ''] as { tau_on: number; tau_off: number }[];
      const found = columns.tau_on_mean ?? [];
      expect(found, Object.keys(columns).join()).toHaveLength(3);
      for (const [step, value] of found.entries()) {
        const wanted = steps[step]?.tau_on ?? Number.NaN;
        expect(Math.abs((value as number) - wanted) / wanted).toBeLessThan(0.2);
      }
    }
    expect(featureFilesIn(join(folder, 'features'))).toHaveLength(2);
  });
});

describe('simulate', () => {
  it('gives the same data for the same seed, other data for another', async () => {
    const simulate = (directory: string, seed: string) =>
      oect(['simulate', directory, '--experiments', '1', '--steps', '2', '--seed', seed, '--quiet'], folder);
    const ended = await Promise.all([simulate('x', '1'), simulate('y', '1'), simulate('z', '2')]);
    for (const one of ended) expect(one).toEqual({ code: 0, stdout: '', stderr: '' });
    const [x, y, z] = await Promise.all(
      ['x', 'y', 'z'].map((directory) =>
        readGoldenSteps({ file: join(folder, directory, '#20250804008-1-stability-test_20250804_0001.h5') }),
      ),
    );
    expect(y).toEqual(x);
    expect(z).not.toEqual(x);
  });

  it.skipIf(process.platform === 'win32')('leaves no half-written file when it is interrupted', async () => {
    const args = ['simulate', 'long', '--experiments', '1', '--steps', '20000', '--quiet'];
    const { process, ended } = startOect(args, folder);
    while (namesIn(join(folder, 'long')).length === 0 && process.exitCode === null) await delay(5);
    process.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130, stdout: '' });
    expect(namesIn(join(folder, 'long'))).toEqual([]);
  });

  it('refuses a chip that cannot be part of a file name, with exit code 2', async () => {
    const { code, stderr } = await oect(['simulate', 'no', '--chip', 'a/b'], folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^oect: cannot simulate: option "chip" is "a\/b"; allowed: /);
    expect(namesIn(join(folder, 'no'))).toEqual([]);
  });
});
