import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeDatatype } from '../../../lib/hdf5/datatype.js';
import { openHdf5 } from '../../../lib/hdf5/hdf5-file.js';
import { createHdf5 } from '../../../lib/simulation/hdf5-output.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hdf5-output-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('Hdf5Output', () => {
  it('writes attributes of each type', async () => {
    const file = join(folder, 'attributes.h5');
    const output = await createHdf5(file, file);
    output.attributes('/', { text: 'µ #1', texts: ['Vg', 'Id'], count: 2n ** 40n, share: 100, flag: true });
    output.close();
    const hdf5 = await openHdf5(file);
    const found = hdf5.attributes('/').map(({ name, type, shape, values }) => [name, type, shape, values]);
    hdf5.close();
    expect(found.sort()).toEqual([
      ['count', 'int64', [], [2 ** 40]],
      ['flag', 'int8', [], [1]],
      ['share', 'float64', [], [100]],
      ['text', 'text', [], ['µ #1']],
      ['texts', 'text', [2], ['Vg', 'Id']],
    ]);
  });

  it('writes texts and compound tables', async () => {
    const file = join(folder, 'table.h5');
    const output = await createHdf5(file, file);
    output.group('/raw');
    output.text('/raw/json', '{"a":"é"}');
    output.table('/table', [
      { name: 'step_index', values: BigInt64Array.of(0n, -(2n ** 60n)) },
      { name: 'type', values: ['transfer', ''] },
      { name: 'start_time', values: ['2025-08-04T00:00:00', '2025-08-04T00:00:01'] },
    ]);
    output.close();
    const hdf5 = await openHdf5(file);
    expect(hdf5.dataset('/raw/json').readValues()).toEqual(['{"a":"é"}']);
    const table = hdf5.dataset('/table');
    expect(describeDatatype(table.type)).toBe('{step_index: int64, type: text[10], start_time: text[19]}');
    expect(table.filters()).toEqual(['deflate']);
    const columns = table.readColumns(['step_index', 'type', 'start_time']);
    hdf5.close();
    expect(Array.from(columns.get('step_index') ?? [], BigInt)).toEqual([0n, -(2n ** 60n)]);
    expect(columns.get('type')).toEqual(['transfer', '']);
    expect(columns.get('start_time')).toEqual(['2025-08-04T00:00:00', '2025-08-04T00:00:01']);
  });

  it('writes a data set block by block; what was not written is 0', async () => {
    const file = join(folder, 'blocks.h5');
    const output = await createHdf5(file, file);
    output.float64('/data', [2, 5], [1, 2]);
    output.write('/data', [1, 0], [1, 2], Float64Array.of(1, 2));
    output.write('/data', [0, 2], [2, 2], Float64Array.of(3, 4, 5, 6));
    output.close();
    const hdf5 = await openHdf5(file);
    const data = hdf5.dataset('/data').readFloat64({ offset: [0, 0], count: [2, 5] });
    hdf5.close();
    expect(Array.from(data)).toEqual([0, 0, 3, 4, 0, 1, 2, 5, 6, 0]);
  });

  it('says what cannot be done, to which file', async () => {
    const file = join(folder, 'faults.h5');
    const output = await createHdf5(file, 'final.h5');
    output.group('/raw');
    const fault = (call: () => void) => {
      expect(call).toThrow(expect.objectContaining({ code: 'write-failed', file: 'final.h5' }));
      return expect(call);
    };
    fault(() => output.group('/raw')).toThrow(/^final.h5: cannot create \/raw: /);
    fault(() => output.text('/no/such/group', 'x')).toThrow('cannot write /no/such/group');
    fault(() => output.attributes('/nothing', { a: 'b' })).toThrow('cannot write attribute a of /nothing');
    fault(() => output.attributes('/nothing', { a: 1n })).toThrow('cannot write attribute a of /nothing');
    output.discard();
    expect(() => output.close()).not.toThrow();
  });

  it('cannot be created where it may not be', async () => {
    const create = createHdf5(join(folder, 'missing', 'x.h5'), 'x.h5');
    await expect(create).rejects.toMatchObject({ code: 'write-failed', file: 'x.h5' });
  });
});
