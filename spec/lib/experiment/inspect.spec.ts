import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspectFile } from '../../../lib/experiment/inspect.js';
import { type BadFile, goodFile, writeBadFile } from '../../support/bad-files.js';
import { writeExperiment } from '../../support/experiment-file.js';
import { goldenCases } from '../../support/golden.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();

describe('inspectFile', () => {
  it('describes a good file', async () => {
    const inspection = await inspectFile(goodFile());
    expect(inspection).toMatchObject({
      file: goodFile(),
      attributes: { chip_id: '#20250804008' },
      identity: { device: '1' },
      groups: ['/', '/raw', '/transfer', '/transient'],
      steps: { transfer: 4, transient: 4 },
      problems: [],
    });
    expect(inspection.workflowTree[0]).toBe('1 loop x 4');
    expect(inspection.datasets.find(({ path }) => path === '/transfer/measurement_data')).toEqual({
      path: '/transfer/measurement_data',
      shape: [4, 2, 121],
      type: 'float64',
      chunks: [4, 2, 121],
      filters: ['shuffle', 'deflate', 'fletcher32'],
      bytes: 4 * 2 * 121 * 8,
    });
    expect(JSON.parse(JSON.stringify(inspection))).toEqual(inspection);
  });

  it.each(goldenCases())('finds nothing wrong with $name', async ({ file }) => {
    expect((await inspectFile(file)).problems).toEqual([]);
  });

  it.each([
    ['empty', 'not-hdf5', 'is empty'],
    ['text', 'not-hdf5', 'file signature not found'],
    ['truncated', 'file-truncated', 'truncated file'],
    ['flipped in the header', 'data-corrupt', 'cannot open'],
    ['flipped in a transfer chunk', 'data-corrupt', 'transfer steps 0 to 3: '],
    ['flipped in a transient chunk', 'data-corrupt', 'transient step 2: '],
    ['flipped in an unused chunk', 'data-corrupt', 'transient step 1: '],
    ['crashing', 'data-corrupt', 'description'],
    ['zeroed in its texts', 'data-corrupt', 'its text is damaged'],
  ] as const satisfies [BadFile, string, string][])(
    'says what is wrong with a file that is %s',
    async (kind, code, text) => {
      const { problems } = await inspectFile(writeBadFile(folder, kind));
      expect(problems).toEqual([
        expect.objectContaining({ kind: 'error', code, message: expect.stringContaining(text) }),
      ]);
    },
  );

  it('says that a file is not there', async () => {
    const { problems, datasets } = await inspectFile(join(folder, 'nope.h5'));
    expect(problems).toEqual([expect.objectContaining({ code: 'file-not-found' })]);
    expect(datasets).toEqual([]);
  });

  it('shows the contents of a file that is no experiment, and what it lacks', async () => {
    const file = await writeExperiment(join(folder, 'foreign.h5'), {
      attributes: { title: 'x' },
      transfer: { data: { shape: [2, 2] } },
    });
    const { attributes, datasets, problems } = await inspectFile(file);
    expect(attributes).toEqual({ title: 'x' });
    expect(datasets.map(({ path }) => path)).toEqual(['/transfer/measurement_data']);
    expect(problems).toEqual([expect.objectContaining({ code: 'wrong-layout', path: '/' })]);
  });

  it('passes the warnings on', async () => {
    const file = await writeExperiment(join(folder, 'bare.h5'), {});
    expect((await inspectFile(file)).problems).toEqual([
      { kind: 'warning', message: 'The file has no transfer and no transient data.' },
    ]);
  });
});
