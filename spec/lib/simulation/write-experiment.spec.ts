import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hdf5Ready } from '../../../lib/hdf5/hdf5-file.js';
import { planExperiment } from '../../../lib/simulation/experiment-plan.js';
import { type SimulationOptions, simulationParameters } from '../../../lib/simulation/simulation-options.js';
import { writeExperiment } from '../../../lib/simulation/write-experiment.js';
import { readSteps } from '../../support/golden.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'write-experiment-'));
});
afterEach(() => rm(folder, { recursive: true }));

const plan = (options: SimulationOptions) => planExperiment(simulationParameters(options), 1);
/** Two blocks of transient data and a rest. */
const LARGE = { steps: 45, cycles: 100 };

describe('writeExperiment', () => {
  it('shows the file under its name only when it is complete', async () => {
    const file = join(folder, 'x-test_1.h5');
    const counts: number[] = [];
    for await (const turns of writeExperiment(plan(LARGE), file)) {
      counts.push(turns);
      const names = await readdir(folder);
      expect(names).toHaveLength(1);
      expect(names[0]).toMatch(/^\.oect-[0-9a-f]{8}-\d+-[0-9a-f]{12}\.tmp$/);
    }
    expect(counts).toEqual([20, 40, 45]);
    expect(await readdir(folder)).toEqual(['x-test_1.h5']);
    expect(await readSteps(file, 'transient')).toHaveLength(45);
  });

  it('replaces a file of the same name', async () => {
    const file = join(folder, 'x.h5');
    for (const steps of [2, 3]) for await (const _ of writeExperiment(plan({ steps }), file));
    expect(await readSteps(file, 'transfer')).toHaveLength(3);
  });

  it('leaves nothing when it is aborted', async () => {
    const controller = new AbortController();
    const run = async () => {
      for await (const _ of writeExperiment(plan(LARGE), join(folder, 'x.h5'), controller.signal)) controller.abort();
    };
    await expect(run()).rejects.toMatchObject({ code: 'aborted', file: join(folder, 'x.h5') });
    expect(await readdir(folder)).toEqual([]);
  });

  it('notices a signal that a timer gives while it is at work', async () => {
    const signal = AbortSignal.timeout(20);
    const run = async () => {
      for await (const _ of writeExperiment(plan({ steps: 2000, cycles: 100 }), join(folder, 'x.h5'), signal));
    };
    await expect(run()).rejects.toMatchObject({ code: 'aborted', cause: { name: 'TimeoutError' } });
    expect(await readdir(folder)).toEqual([]);
  });

  it('leaves nothing when nobody asks for more', async () => {
    for await (const _ of writeExperiment(plan(LARGE), join(folder, 'x.h5'))) break;
    expect(await readdir(folder)).toEqual([]);
  });

  it('keeps the old file when it is aborted', async () => {
    const file = join(folder, 'x.h5');
    for await (const _ of writeExperiment(plan({ steps: 2 }), file));
    for await (const _ of writeExperiment(plan(LARGE), file)) break;
    expect(await readSteps(file, 'transfer')).toHaveLength(2);
  });

  it('says which folder cannot be written', async () => {
    const file = join(folder, 'missing', 'x.h5');
    await expect(writeExperiment(plan({}), file).next()).rejects.toMatchObject({
      code: 'write-failed',
      message: expect.stringMatching(/^cannot write into .*missing: ENOENT/),
    });
  });

  it('needs memory for a block of steps, not for the file', async () => {
    await hdf5Ready();
    const start = process.memoryUsage().rss;
    let most = start;
    const inflated = 400 * 10_000 * 3 * 8;
    for await (const _ of writeExperiment(plan({ steps: 400, cycles: 100 }), join(folder, 'x.h5'))) {
      most = Math.max(most, process.memoryUsage().rss);
    }
    expect(most - start).toBeLessThan(0.6 * inflated);
  });
});
