import { copyFileSync, renameSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ExperimentHead, stepCounts } from '../../../lib/experiment/head.js';
import { planBlocks } from '../../../lib/experiment/plan-blocks.js';
import { readHead } from '../../../lib/experiment/read-head.js';
import type { ReadPlan, TransientPlan } from '../../../lib/experiment/read-plan.js';
import { openStepReader } from '../../../lib/experiment/step-reader.js';
import { goodFile, writeBadFile } from '../../support/bad-files.js';
import { type ExperimentContents, writeExperiment } from '../../support/experiment-file.js';
import { goldenCases, readGoldenSteps, readSteps } from '../../support/golden.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();
const NAN = Number.NaN;

function copyOfGoodFile(name: string): string {
  const file = join(folder, name);
  copyFileSync(goodFile(), file);
  return file;
}

function writeSteps(name: string, contents: ExperimentContents): Promise<string> {
  return writeExperiment(join(folder, name), contents);
}

function transientPlan(head: ExperimentHead, rows: TransientPlan['rows']): ReadPlan {
  const [plan] = planBlocks(head, { source: 'transient', rows, steps: { start: 0, stop: stepCounts(head).transient } });
  return plan;
}

describe('openStepReader', () => {
  describe.each(goldenCases())('of $name', (golden) => {
    it('reads as many steps and points as the original system', async () => {
      const { transfer, transient } = await readGoldenSteps(golden);
      expect(transfer.map(({ Vg }) => Vg.length)).toEqual(golden.expected.transfer.map(({ n_points }) => n_points));
      expect(transient.map(({ Id }) => Id.length)).toEqual(golden.expected.transient.map(({ n_points }) => n_points));
    });

    it('reads the same currents', async () => {
      const { transfer, transient } = await readGoldenSteps(golden);
      const largest = (Id: Float64Array) => Id.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
      expect(transfer.map(({ Id }) => largest(Id))).toEqual(golden.expected.transfer.map(({ absI_max }) => absI_max));
      expect(transient.map(({ Id }) => largest(Id))).toEqual(
        golden.expected.transient.map(({ peak_current }) => peak_current),
      );
    });

    it('knows how the gate was pulsed', async () => {
      const { transient } = await readGoldenSteps(golden);
      const timings = golden.expected.transient.map(({ period, sample_rate }) => ({ period, sampleRate: sample_rate }));
      expect(transient.map(({ timing }) => timing?.record)).toEqual(timings);
      expect(transient.map(({ timing }) => timing?.workflow)).toEqual(timings);
    });
  });
});

describe('a transfer step', () => {
  it('has the points at which voltage and current are finite, padding and gaps removed', async () => {
    const values = [
      ...[0.1, 0.2, 0.3, NAN, 1, 2, 3, NAN],
      ...[0.1, NAN, 0.3, 0.4, 1, 2, Number.POSITIVE_INFINITY, 4],
      ...[NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN],
    ];
    const file = await writeSteps('padded.h5', { transfer: { data: { shape: [3, 2, 4], values } } });
    const steps = await readSteps(file, 'transfer');
    expect(steps.map(({ Vg, Id }) => [[...Vg], [...Id]])).toEqual([
      [
        [0.1, 0.2, 0.3],
        [1, 2, 3],
      ],
      [
        [0.1, 0.4],
        [1, 4],
      ],
      [[], []],
    ]);
    expect(steps.map(({ index }) => index)).toEqual([0, 1, 2]);
  });

  it("carries the experiment's device type", async () => {
    const types = (await readSteps(goodFile(), 'transfer')).map(({ deviceType }) => deviceType);
    expect(new Set(types)).toEqual(new Set(['N-type']));
  });
});

describe('a transient step', () => {
  const table = { start_data_index: [0n, 3n], end_data_index: [3n, 6n] };
  const withRows = (time: number[], Id: number[]) => ({
    transient: { data: { shape: [3, 6], values: [...time, ...time, ...Id] }, table },
  });

  it('has the samples whose current is finite', async () => {
    const file = await writeSteps('gap.h5', withRows([0, 1, NAN, 3, 4, 5], [10, NAN, NAN, 13, 14, 15]));
    const steps = await readSteps(file, 'transient');
    expect(steps.map(({ time, Id }) => [[...time], [...Id]])).toEqual([
      [[0], [10]],
      [
        [3, 4, 5],
        [13, 14, 15],
      ],
    ]);
  });

  it('with a time that is not finite gives its current all the same, and throws for the time', async () => {
    const file = await writeSteps('no-time.h5', withRows([0, NAN, 2, 3, 4, 5], [10, 11, 12, 13, 14, 15]));
    const [bad, good] = await readSteps(file, 'transient');
    expect([...bad.Id]).toEqual([10, 11, 12]);
    expect(() => bad.time).toThrow(/transient step 0 has no time: it is NaN at sample 1/);
    expect([...good.time]).toEqual([3, 4, 5]);
  });

  it('has no time where the plan does not ask for it, and the same current', async () => {
    const head = await readHead(goodFile());
    const reader = await openStepReader(head.file, head.stamp);
    const [step] = reader.read(transientPlan(head, ['Id']));
    const [full] = reader.read(transientPlan(head, ['time', 'Id']));
    reader.close();
    if (step.kind !== 'transient' || full.kind !== 'transient') throw new Error('not transient');
    expect(step.Id).toEqual(full.Id);
    expect(() => step.time).toThrow(/the row was not read/);
  });

  it('reads samples from where its record says, gaps between steps left out', async () => {
    const gaps = { start_data_index: [1n, 4n, 5n], end_data_index: [3n, 4n, 6n] };
    const values = Array.from({ length: 18 }, (_, i) => i);
    const file = await writeSteps('gaps.h5', { transient: { data: { shape: [3, 6], values }, table: gaps } });
    const steps = await readSteps(file, 'transient');
    expect(steps.map(({ time, Id }) => [[...time], [...Id]])).toEqual([
      [
        [1, 2],
        [13, 14],
      ],
      [[], []],
      [[5], [17]],
    ]);
  });

  it('carries no timing where nothing says it', async () => {
    const file = await writeSteps('timeless.h5', withRows([0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5]));
    const steps = await readSteps(file, 'transient');
    expect(steps.every((step) => !('timing' in step))).toBe(true);
  });
});

describe('blocks', () => {
  it.each(['transfer', 'transient'] as const)('of any size give the same %s steps', async (source) => {
    const head = await readHead(goodFile());
    const reader = await openStepReader(head.file, head.stamp);
    const whole = await readSteps(goodFile(), source);
    const requests = fc.record({ start: fc.nat(4), length: fc.nat(4), stepsPerBlock: fc.integer({ min: 1, max: 5 }) });
    fc.assert(
      fc.property(requests, ({ start, length, stepsPerBlock }) => {
        const steps = { start, stop: Math.min(4, start + length) };
        const plans = planBlocks(head, { source, rows: ['time', 'Id'], steps, stepsPerBlock });
        expect(plans.flatMap((plan) => reader.read(plan))).toEqual(whole.slice(steps.start, steps.stop));
      }),
      { numRuns: 50 },
    );
    reader.close();
  });

  it('that are damaged fail as a whole, and leave the others readable', async () => {
    const head = await readHead(writeBadFile(folder, 'flipped in a transient chunk'));
    const reader = await openStepReader(head.file, head.stamp);
    const steps = { start: 0, stop: 4 };
    const plans = planBlocks(head, { source: 'transient', rows: ['Id'], steps, stepsPerBlock: 1 });
    const outcomes = plans.map((plan) => {
      try {
        return reader.read(plan).length;
      } catch (error) {
        return error;
      }
    });
    reader.close();
    const corrupt = expect.objectContaining({ code: 'data-corrupt', path: '/transient/measurement_data' });
    expect(outcomes).toEqual([1, 1, corrupt, 1]);
  });

  it('of 2 GiB and more are refused', async () => {
    // Grown without being written: the chunks are not there, and read as zeros.
    const shape = [1, 2, 1000];
    const file = await writeSteps('huge.h5', {
      transfer: { data: { shape, chunks: shape, grownTo: [2 ** 18, 2, 1000] } },
    });
    const head = await readHead(file);
    const reader = await openStepReader(file, head.stamp);
    const plan: ReadPlan = { source: 'transfer', steps: { start: 0, stop: 2 ** 18 } };
    expect(() => reader.read(plan)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
    expect(() => reader.read(plan)).toThrow(/2 GiB; read fewer steps/);
    reader.close();
  });
});

describe('the stamp', () => {
  it('of another state of the file is refused on opening', async () => {
    const file = copyOfGoodFile('touched.h5');
    const head = await readHead(file);
    utimesSync(file, 1, 1);
    await expect(openStepReader(file, head.stamp)).rejects.toMatchObject({ code: 'file-changed', file });
  });

  it('is compared after each read', async () => {
    const file = copyOfGoodFile('replaced.h5');
    const head = await readHead(file);
    const reader = await openStepReader(file, head.stamp);
    const plan = transientPlan(head, ['Id']);
    expect(reader.read(plan)).toHaveLength(4);
    renameSync(copyOfGoodFile('other.h5'), file);
    expect(() => reader.read(plan)).toThrow(expect.objectContaining({ code: 'file-changed', file }));
    renameSync(file, join(folder, 'away.h5'));
    expect(() => reader.read(plan)).toThrow(expect.objectContaining({ code: 'file-changed' }));
    reader.close();
  });
});

it('a reader is of no use once HDF5 has crashed on another file, and says so', async () => {
  const head = await readHead(goodFile());
  const reader = await openStepReader(head.file, head.stamp);
  expect(reader.usable).toBe(true);
  await expect(readHead(writeBadFile(folder, 'crashing'))).rejects.toMatchObject({ code: 'data-corrupt' });
  expect(reader.usable).toBe(false);
  expect(() => reader.read(transientPlan(head, ['Id']))).toThrow(expect.objectContaining({ code: 'internal' }));
  reader.close();
  const again = await openStepReader(head.file, head.stamp);
  expect(again.read(transientPlan(head, ['Id']))).toHaveLength(4);
  again.close();
});
