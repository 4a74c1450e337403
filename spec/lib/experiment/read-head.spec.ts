import { appendFileSync, copyFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stepCounts } from '../../../lib/experiment/head.js';
import { readHead } from '../../../lib/experiment/read-head.js';
import { goodFile } from '../../support/bad-files.js';
import { type ExperimentContents, writeExperiment } from '../../support/experiment-file.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();
let files = 0;

function headOf(contents: ExperimentContents) {
  files += 1;
  return writeExperiment(join(folder, `${files}.h5`), contents).then(readHead);
}

/** Two steps of five samples. */
const TRANSIENT = { data: { shape: [3, 10] }, table: { start_data_index: [0n, 5n], end_data_index: [5n, 10n] } };

describe('readHead', () => {
  it('reads all but the measurements of a good file', async () => {
    const head = await readHead(goodFile());
    expect(stepCounts(head)).toEqual({ transfer: 4, transient: 4 });
    expect(head.transfer).toEqual({ steps: 4, points: 121, chunkSteps: 4 });
    expect(head.transient).toEqual({
      steps: 4,
      starts: Float64Array.of(0, 1000, 2000, 3000),
      stops: Float64Array.of(1000, 2000, 3000, 4000),
      chunkSamples: 1000,
      periods: Float64Array.of(0.1, 0.1, 0.1, 0.1),
      sampleRates: Float64Array.of(1000, 1000, 1000, 1000),
    });
    expect(head.attributes).toMatchObject({ chip_id: '#20250804008', baudrate: 512000, sync_mode: false });
    expect(head.workflow).toMatchObject([{ type: 'loop', iterations: 4 }]);
    expect(head.warnings).toEqual([]);
  });

  it('gives the absolute path for a relative one, and plain data that threads can post', async () => {
    const head = await readHead(relative(process.cwd(), goodFile()));
    expect(head.file).toBe(goodFile());
    expect(structuredClone(head)).toEqual(head);
  });

  it('stamps the file', async () => {
    const file = join(folder, 'stamped.h5');
    copyFileSync(goodFile(), file);
    const { stamp } = await readHead(file);
    expect((await readHead(file)).stamp).toEqual(stamp);
    appendFileSync(file, 'x');
    expect((await readHead(file)).stamp).not.toEqual(stamp);
  });

  it.each([
    ['2.0_new_storage', true],
    ['2.0_direct_new_storage', true],
    ['1.0_new_storage', false],
    ['2.0_classic', false],
    ['', false],
    [2, false],
  ])('takes or refuses format_version %j', async (format_version, taken) => {
    const head = headOf({ attributes: { format_version }, transient: TRANSIENT });
    if (taken) await expect(head).resolves.toMatchObject({ attributes: { format_version } });
    else await expect(head).rejects.toMatchObject({ code: 'wrong-layout', message: expect.stringContaining('2.0_') });
  });

  it('refuses a file without format_version', async () => {
    await expect(headOf({ attributes: {} })).rejects.toMatchObject({ code: 'wrong-layout' });
  });

  it('takes files that lack a group, or both', async () => {
    const neither = await headOf({});
    expect(stepCounts(neither)).toEqual({ transfer: 0, transient: 0 });
    expect(neither.warnings).toEqual(['The file has no transfer and no transient data.']);
    const one = await headOf({ transfer: { data: { shape: [3, 2, 4] } } });
    expect(stepCounts(one)).toEqual({ transfer: 3, transient: 0 });
    expect(one.transient).toBeUndefined();
    expect(one.warnings).toEqual([]);
  });

  it('takes an empty group for a missing one, with a warning', async () => {
    const head = await headOf({ transfer: {}, transient: TRANSIENT });
    expect(head.transfer).toBeUndefined();
    expect(head.warnings).toEqual(['/transfer is empty.']);
  });

  it('takes data sets without steps and samples', async () => {
    const head = await headOf({ transfer: { data: { shape: [0, 2, 4] } }, transient: { data: { shape: [3, 0] } } });
    expect(stepCounts(head)).toEqual({ transfer: 0, transient: 0 });
    expect(head.transient?.starts).toHaveLength(0);
  });

  it('treats every step and sample of a contiguous data set as the edge of a chunk', async () => {
    const head = await headOf({ transfer: { data: { shape: [3, 2, 4] } }, transient: TRANSIENT });
    expect(head.transfer?.chunkSteps).toBe(1);
    expect(head.transient?.chunkSamples).toBe(1);
    const chunked = await headOf({ transfer: { data: { shape: [3, 2, 4], chunks: [2, 1, 4] } } });
    expect(chunked.transfer?.chunkSteps).toBe(2);
  });

  it.each<[string, ExperimentContents, string, string]>([
    [
      'a transfer data set of two dimensions',
      { transfer: { data: { shape: [2, 4] } } },
      '/transfer/measurement_data',
      '[2, 4]',
    ],
    [
      'a transfer data set of three rows',
      { transfer: { data: { shape: [1, 3, 4] } } },
      '/transfer/measurement_data',
      '[1, 3, 4]',
    ],
    [
      'a transient data set of two rows',
      { transient: { ...TRANSIENT, data: { shape: [2, 10] } } },
      '/transient/measurement_data',
      '[2, 10]',
    ],
    ['float32', { transfer: { data: { shape: [1, 2, 4], dtype: '<f' } } }, '/transfer/measurement_data', 'float32'],
    ['integers', { transfer: { data: { shape: [1, 2, 4], dtype: '<i' } } }, '/transfer/measurement_data', 'int32'],
    [
      'a table without measurements',
      { transient: { table: TRANSIENT.table } },
      '/transient/measurement_data',
      'missing',
    ],
    ['measurements without a table', { transient: { data: TRANSIENT.data } }, '/transient/step_info_table', 'missing'],
    [
      'one bound without the other',
      { transient: { ...TRANSIENT, table: { start_data_index: [0n] } } },
      '/transient/step_info_table',
      'end_data_index',
    ],
    [
      'a bound behind the samples',
      { transient: { ...TRANSIENT, table: { start_data_index: [0n], end_data_index: [11n] } } },
      '/transient/step_info_table',
      '11',
    ],
  ])('refuses %s', async (_, contents, path, found) => {
    await expect(headOf(contents)).rejects.toMatchObject({
      code: 'wrong-layout',
      path,
      file: expect.stringContaining(folder),
      message: expect.stringContaining(found),
    });
  });

  it('splits the samples evenly where the records have no bounds', async () => {
    const { transient } = await headOf({
      transient: { data: { shape: [3, 10] }, table: { step_index: [0n, 1n, 2n] } },
    });
    expect(transient?.starts).toEqual(Float64Array.of(0, 3, 6));
    expect(transient?.stops).toEqual(Float64Array.of(3, 6, 10));
  });

  it('reads the timing from the records, and leaves NaN where they do not say', async () => {
    const times = { param_topTime: [50, 0], param_bottomTime: [150, 0], param_timeStep: [2, -1] };
    const { transient } = await headOf({ transient: { ...TRANSIENT, table: { ...TRANSIENT.table, ...times } } });
    expect(transient?.periods).toEqual(Float64Array.of(0.2, Number.NaN));
    expect(transient?.sampleRates).toEqual(Float64Array.of(500, Number.NaN));
    const without = await headOf({ transient: TRANSIENT });
    expect(without.transient?.periods).toEqual(Float64Array.of(Number.NaN, Number.NaN));
  });

  it.each(['not JSON', '{"type":"loop"}', '5'])('leaves out the workflow %j with a warning', async (workflow) => {
    const head = await headOf({ workflow, transient: TRANSIENT });
    expect(head.workflow).toBeUndefined();
    expect(head.warnings).toEqual([expect.stringContaining('/raw/workflow')]);
  });

  it('warns of records that are not one per transfer step', async () => {
    const head = await headOf({ transfer: { data: { shape: [3, 2, 4] }, table: { step_index: [0n, 1n] } } });
    expect(head.transfer?.steps).toBe(3);
    expect(head.warnings).toEqual([expect.stringMatching(/2 records.*3 steps/)]);
  });
});
