import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readStepRecords } from '../../../lib/experiment/read-step-records.js';
import { goodFile, writeBadFile } from '../../support/bad-files.js';
import { writeExperiment } from '../../support/experiment-file.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();

describe('readStepRecords', () => {
  it('reads all columns of both sources, with what they are', async () => {
    const [transfer, transient] = await readStepRecords(goodFile());
    expect(transfer).toMatchObject({ source: 'transfer', steps: 4 });
    expect(transient).toMatchObject({ source: 'transient', steps: 4 });
    expect(transient?.columns).toContainEqual({ name: 'param_topTime', type: 'integer', values: [50, 50, 50, 50] });
    expect(transfer?.columns).toContainEqual({ name: 'type', type: 'text', values: new Array(4).fill('transfer') });
    expect(transfer?.columns.map(({ name }) => name)).toContain('data_file');
  });

  it('leaves out sources without a table, and keeps whole numbers exact', async () => {
    const data = { shape: [1, 2, 4] };
    const file = await writeExperiment(join(folder, 'one.h5'), {
      transfer: { data, table: { param_big: [2n ** 60n + 1n], workflow_x: [0.5] } },
      transient: { data: { shape: [3, 0] } },
    });
    expect(await readStepRecords(file)).toEqual([
      {
        source: 'transfer',
        steps: 1,
        columns: [
          { name: 'param_big', type: 'integer', values: [2n ** 60n + 1n] },
          { name: 'workflow_x', type: 'float', values: [0.5] },
        ],
      },
    ]);
  });

  it('refuses a file that cannot be read', async () => {
    await expect(readStepRecords(writeBadFile(folder, 'truncated'))).rejects.toMatchObject({ code: 'file-truncated' });
  });
});
