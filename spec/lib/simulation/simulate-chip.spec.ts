import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TransferStep, TransientStep } from '../../../lib/experiment/step.js';
import { describeDatatype } from '../../../lib/hdf5/datatype.js';
import { type Hdf5File, openHdf5 } from '../../../lib/hdf5/hdf5-file.js';
import { type SimulatedFile, simulateChip } from '../../../lib/simulation/simulate-chip.js';
import type { SimulationOptions } from '../../../lib/simulation/simulation-options.js';
import { temporaryName } from '../../../lib/table/temporary-file.js';
import { readSteps } from '../../support/golden.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulate-chip-'));
});
afterAll(() => rm(folder, { recursive: true }));

const SMALL = { experiments: 3, steps: 4, cycles: 10, sweepLengths: 'varied' } satisfies SimulationOptions;

async function simulate(name: string, options: SimulationOptions): Promise<SimulatedFile[]> {
  const files: SimulatedFile[] = [];
  for await (const event of simulateChip(join(folder, name), options)) if (event.kind === 'file') files.push(event);
  return files;
}

type Steps = { readonly transfer: TransferStep[]; readonly transient: TransientStep[] };

function stepsOf(files: readonly SimulatedFile[]): Promise<Steps[]> {
  return Promise.all(
    files.map(async ({ file }) => ({
      transfer: await readSteps(file, 'transfer'),
      transient: await readSteps(file, 'transient'),
    })),
  );
}

describe('simulateChip', () => {
  it('removes what a simulation that was killed has left in the folder', async () => {
    const left = temporaryName().replace(`-${process.pid}-`, `-${spawnSync('true').pid}-`);
    await mkdir(join(folder, 'killed'));
    await writeFile(join(folder, 'killed', left), 'half a file');
    const [file] = await simulate('killed', { ...SMALL, experiments: 1 });
    expect(await readdir(join(folder, 'killed'))).toEqual([basename(file?.file ?? '')]);
  });

  it('writes one file for each device, named as the laboratory names them', async () => {
    const files = await simulate('nested/names', SMALL);
    expect(files.map(({ file }) => basename(file))).toEqual([
      '#20250804008-1-stability-test_20250804_0001.h5',
      '#20250804008-2-stability-test_20250804_0002.h5',
      '#20250804008-3-stability-test_20250804_0003.h5',
    ]);
    expect((await readdir(join(folder, 'nested/names'))).sort()).toEqual(files.map(({ file }) => basename(file)));
    expect(files.map(({ truth }) => truth.tauOn.length)).toEqual([4, 4, 4]);
  });

  it('gives the same data for the same seed, and other data for another', async () => {
    const first = await stepsOf(await simulate('seed-a', SMALL));
    expect(await stepsOf(await simulate('seed-b', SMALL))).toEqual(first);
    const other = await stepsOf(await simulate('seed-c', { ...SMALL, seed: 8, sweepLengths: 'equal' }));
    for (const [device, steps] of other.entries()) {
      expect(steps.transient[0]?.time).toEqual(first[device]?.transient[0]?.time);
      expect(steps.transient[0]?.Id).not.toEqual(first[device]?.transient[0]?.Id);
      expect(steps.transfer[0]?.Id).not.toEqual(first[device]?.transfer[0]?.Id);
    }
  });

  it('measures currents of the sign and size that the devices have', async () => {
    const steps = await stepsOf(await simulate('sizes', SMALL));
    for (const [i, { transfer, transient }] of steps.entries()) {
      const sign = i % 2 === 0 ? 1 : -1;
      expect(new Set(transfer.map(({ deviceType }) => deviceType))).toEqual(new Set([sign > 0 ? 'N-type' : 'P-type']));
      for (const { Vg, Id } of transfer) {
        expect(sign * (Vg[0] ?? 0)).toBeCloseTo(0.6, 12);
        expect(Math.max(...Id.map((current) => sign * current))).toBeGreaterThan(1e-3);
        expect(Id.length).toBeGreaterThanOrEqual(187);
      }
      for (const { Id, timing } of transient) {
        expect(Math.min(...Id)).toBeLessThan(-5e-3);
        expect(Math.min(...Id)).toBeGreaterThan(-6.3e-3);
        expect(timing?.record).toEqual({ period: 0.1, sampleRate: 1000 });
        expect(timing?.workflow).toEqual({ period: 0.1, sampleRate: 1000 });
      }
    }
  });

  it('tells how far each file is', async () => {
    const events = [];
    for await (const event of simulateChip(join(folder, 'progress'), { experiments: 2, steps: 25, cycles: 100 })) {
      events.push(
        event.kind === 'progress' ? `${basename(event.file).slice(13, 14)}: ${event.written}/${event.total}` : 'done',
      );
    }
    expect(events).toEqual(['1: 20/25', '1: 25/25', 'done', '2: 20/25', '2: 25/25', 'done']);
  });

  it('stops at a signal, and keeps the files that are complete', async () => {
    const directory = join(folder, 'aborted');
    const controller = new AbortController();
    const run = async () => {
      for await (const event of simulateChip(directory, SMALL, controller.signal)) {
        if (event.kind === 'file') controller.abort();
      }
    };
    await expect(run()).rejects.toMatchObject({ code: 'aborted' });
    expect(await readdir(directory)).toEqual(['#20250804008-1-stability-test_20250804_0001.h5']);
  });

  it('refuses wrong options at once, before a folder is created', async () => {
    expect(() => simulateChip(join(folder, 'never'), { steps: 0 })).toThrow(
      expect.objectContaining({ code: 'bad-argument' }),
    );
    expect(await readdir(folder)).not.toContain('never');
  });

  it('says which folder cannot be created', async () => {
    await writeFile(join(folder, 'a-file'), '');
    const events = simulateChip(join(folder, 'a-file'));
    await expect(events.next()).rejects.toMatchObject({
      code: 'write-failed',
      message: expect.stringMatching(/^cannot create the folder .*a-file: EEXIST/),
    });
  });
});

describe('a simulated file', () => {
  let hdf5: Hdf5File;
  beforeAll(async () => {
    const [first] = await simulate('layout', { ...SMALL, sweepLengths: 'equal' });
    if (first === undefined) throw new Error('no file');
    hdf5 = await openHdf5(first.file);
  });
  afterAll(() => hdf5.close());

  it('has the groups and datasets of the layout, and no others', () => {
    expect(hdf5.namesIn('/').sort()).toEqual(['raw', 'transfer', 'transient']);
    expect(hdf5.namesIn('/raw').sort()).toEqual(['json', 'workflow']);
    for (const group of ['/transfer', '/transient']) {
      expect(hdf5.namesIn(group).sort()).toEqual(['measurement_data', 'step_info_table']);
    }
  });

  it('has the root attributes of the layout', () => {
    const attributes = hdf5.attributes('/').map(({ name, type, values }) => [name, type, values?.[0]]);
    expect(attributes.sort()).toEqual([
      ['batch_id', 'text', 'batch_1'],
      ['baudrate', 'int64', 512000],
      ['chip_id', 'text', '#20250804008'],
      ['completed_at', 'text', '2025-08-04T00:00:12'],
      ['completed_steps', 'int64', 8],
      ['completion_percentage', 'float64', 100],
      ['created_at', 'text', '2025-08-04T00:00:00'],
      ['creation_method', 'text', 'simulation'],
      ['description', 'text', 'stability'],
      ['device_number', 'text', '1'],
      ['device_type', 'text', 'N-type'],
      ['format_version', 'text', '2.0_new_storage'],
      ['name', 'text', 'stability run'],
      ['status', 'text', 'completed'],
      ['successful_steps', 'int64', 8],
      ['sync_mode', 'int8', 0],
      ['test_id', 'text', 'test_20250804_0001'],
      ['test_unit_id', 'text', 'unit_1'],
      ['total_steps', 'int64', 8],
    ]);
  });

  it('has JSON of itself and of its workflow', () => {
    const [json] = hdf5.dataset('/raw/json').readValues();
    expect(JSON.parse(String(json))).toMatchObject({ chip_id: '#20250804008', sync_mode: false, baudrate: 512000 });
    const [workflow] = hdf5.dataset('/raw/workflow').readValues();
    expect(JSON.parse(String(workflow))).toMatchObject([
      {
        type: 'loop',
        iterations: 4,
        steps: [
          { type: 'transfer', params: { gateVoltageStart: 600, gateVoltageEnd: -600, gateVoltageStep: 12 } },
          { type: 'transient', params: { timeStep: 1, topTime: 50, bottomTime: 50, cycles: 10 } },
        ],
      },
    ]);
  });

  it.each([
    ['/transfer/measurement_data', [4, 2, 201], [4, 2, 201], ['Vg', 'Id'], ['step_index', 'data_type', 'data_point']],
    [
      '/transient/measurement_data',
      [3, 4000],
      [1, 3125],
      ['continuous_time', 'original_time', 'drain_current'],
      ['data_type', 'data_point'],
    ],
  ])('has %s of shape %j in chunks of %j', (path, shape, chunks, rows, dimensions) => {
    const dataset = hdf5.dataset(path);
    expect(describeDatatype(dataset.type)).toBe('float64');
    expect([dataset.shape, dataset.chunks, dataset.filters()]).toEqual([shape, chunks, ['deflate']]);
    const attributes = new Map(hdf5.attributes(path).map(({ name, values }) => [name, values]));
    expect(attributes.get('data_type_labels')).toEqual(rows);
    expect(attributes.get('dimension_labels')).toEqual(dimensions);
  });

  it('has a record for each transfer step', () => {
    const table = hdf5.dataset('/transfer/step_info_table');
    expect(describeDatatype(table.type)).toBe(
      '{step_index: int64, type: text[10], start_time: text[19], end_time: text[19], reason: text[10], ' +
        'data_file: text[14], param_drainVoltage: int64, param_timeStep: int64}',
    );
    const columns = table.readColumns(['step_index', 'type', 'start_time', 'end_time', 'data_file', 'reason']);
    expect(Array.from(columns.get('step_index') ?? [], Number)).toEqual([0, 1, 2, 3]);
    expect(columns.get('type')).toEqual(Array(4).fill('transfer'));
    expect(columns.get('reason')).toEqual(Array(4).fill('completed'));
    expect(columns.get('start_time')?.slice(0, 2)).toEqual(['2025-08-04T00:00:00', '2025-08-04T00:00:03']);
    expect(columns.get('data_file')?.[3]).toBe('7_transfer.csv');
  });

  it('has a record for each transient step, with the range of its samples', () => {
    const table = hdf5.dataset('/transient/step_info_table');
    expect(describeDatatype(table.type)).toBe(
      '{step_index: int64, type: text[10], start_time: text[19], end_time: text[19], reason: text[10], ' +
        'data_file: text[15], param_timeStep: int64, param_topTime: int64, param_bottomTime: int64, ' +
        'param_cycles: int64, start_data_index: int64, end_data_index: int64}',
    );
    const names = ['param_timeStep', 'param_topTime', 'param_bottomTime', 'param_cycles'];
    const columns = table.readColumns([...names, 'start_data_index', 'end_data_index', 'end_time', 'data_file']);
    expect(names.map((name) => Number(columns.get(name)?.[2]))).toEqual([1, 50, 50, 10]);
    expect(Array.from(columns.get('start_data_index') ?? [], Number)).toEqual([0, 1000, 2000, 3000]);
    expect(Array.from(columns.get('end_data_index') ?? [], Number)).toEqual([1000, 2000, 3000, 4000]);
    expect(columns.get('end_time')?.[3]).toBe('2025-08-04T00:00:12');
    expect(columns.get('data_file')?.[3]).toBe('8_transient.csv');
    expect(hdf5.attributes('/transient/step_info_table')[0]?.values?.slice(-1)).toEqual(['end_data_index']);
  });
});
