import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createExperiment } from '../../../lib/experiment/experiment.js';
import { readHead } from '../../../lib/experiment/read-head.js';
import {
  flawedSteps,
  sweepOf,
  traceOf,
  transferSteps,
  transientSteps,
  writeExperimentFile,
} from '../../../lib/testing/index.js';
import { readSteps } from '../../support/golden.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();
const file = join(folder, '#chip-1-laws-test_1.h5');

it('writes steps that are read again as they were', async () => {
  const transfers = transferSteps({ deviceTypes: ['P'] });
  const transients = transientSteps({ timing: ['record'] });
  await fc.assert(
    fc.asyncProperty(
      fc.array(transfers, { maxLength: 4 }),
      fc.array(transients, { maxLength: 4 }),
      async (transfer, transient) => {
        await writeExperimentFile(file, { transfer, transient });
        const counted = <T extends object>(steps: readonly T[]) => steps.map((step, index) => ({ ...step, index }));
        expect(await readSteps(file, 'transfer')).toEqual(counted(transfer));
        const read = await readSteps(file, 'transient');
        expect(read.length).toBe(transient.length);
        for (const [index, { time, Id, timing }] of transient.entries()) {
          expect(read[index]).toMatchObject({ index, time, Id });
          expect(read[index]?.timing?.record?.period).toBeCloseTo(timing?.record?.period as number, 12);
          expect(read[index]?.timing?.record?.sampleRate).toBeCloseTo(timing?.record?.sampleRate as number, 8);
        }
      },
    ),
    { numRuns: 20 },
  );
});

it('writes what a file cannot hold as far as it can: points that are not finite are left out', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(flawedSteps('transfer'), { minLength: 1, maxLength: 3 }), async (transfer) => {
      await writeExperimentFile(file, { transfer, transient: [] });
      const read = await readSteps(file, 'transfer');
      const finite = transfer.map(({ Vg, Id }) =>
        Id.filter((current, i) => Number.isFinite(current) && Number.isFinite(Vg[i])),
      );
      expect(read.map(({ Id }) => Id)).toEqual(finite);
    }),
    { numRuns: 20 },
  );
});

it('writes steps without points, and an experiment without steps', async () => {
  await writeExperimentFile(file, {
    transfer: [sweepOf([], [])],
    transient: [traceOf([]), traceOf([])],
  });
  expect((await readSteps(file, 'transfer')).map(({ Id }) => Id.length)).toEqual([0]);
  expect((await readSteps(file, 'transient')).map(({ Id }) => Id.length)).toEqual([0, 0]);
  await writeExperimentFile(file, { transfer: [], transient: [] });
  expect(createExperiment(await readHead(file)).head.warnings).toEqual([
    'The file has no transfer and no transient data.',
  ]);
});

it('writes attributes, and a workflow or what the steps say of it', async () => {
  const workflow = { period: 0.1, sampleRate: 1000 };
  const step = { ...traceOf([1, 2, 3]), timing: { workflow } };
  await writeExperimentFile(file, {
    attributes: { chip_id: '#chip', device_number: '3' },
    transfer: [],
    transient: [step],
  });
  expect((await readHead(file)).attributes).toMatchObject({ chip_id: '#chip', device_number: '3' });
  expect((await readSteps(file, 'transient'))[0]?.timing).toEqual({ workflow });
  await writeExperimentFile(file, { workflow: [{ type: 'transfer' }], transfer: [], transient: [step] });
  expect((await readHead(file)).workflow).toEqual([{ type: 'transfer' }]);
});

it('says which file cannot be written', async () => {
  await expect(
    writeExperimentFile(join(folder, 'nowhere', 'x.h5'), { transfer: [], transient: [] }),
  ).rejects.toMatchObject({
    code: 'write-failed',
    message: expect.stringContaining('nowhere'),
  });
});
