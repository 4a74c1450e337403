import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Hdf5File, openHdf5 } from '../../../lib/hdf5/hdf5-file.js';
import { createHdf5 } from '../../../lib/simulation/hdf5-output.js';
import { transferBlocks, transientBlocks } from '../../../lib/simulation/step-blocks.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'step-blocks-'));
});
afterAll(() => rm(folder, { recursive: true }));

const ramp = (from: number, length: number) => Float64Array.from({ length }, (_, i) => from + i);

/** Index of the first element that differs, -1 if none does; `toEqual` takes seconds for so many. */
const firstDifference = (left: Float64Array, right: Float64Array) =>
  left.length === right.length ? left.findIndex((value, i) => !Object.is(value, right[i])) : right.length;

async function reopen<T>(file: string, use: (hdf5: Hdf5File) => T): Promise<T> {
  const hdf5 = await openHdf5(file);
  try {
    return use(hdf5);
  } finally {
    hdf5.close();
  }
}

describe('transferBlocks', () => {
  it.each([
    [1, 3],
    [700, 201],
    [5, 10_000],
  ])('writes %d steps of up to %d points, padded with NaN', async (steps, points) => {
    const file = join(folder, `transfer-${steps}.h5`);
    const output = await createHdf5(file, file);
    output.group('/transfer');
    const blocks = transferBlocks(output, steps, points);
    const length = (index: number) => points - (index % 3);
    for (let index = 0; index < steps; index++) {
      blocks.add({ kind: 'transfer', index, Vg: ramp(index, length(index)), Id: ramp(-index, length(index)) });
    }
    blocks.finish();
    output.close();

    await reopen(file, (hdf5) => {
      const dataset = hdf5.dataset('/transfer/measurement_data');
      expect(dataset.shape).toEqual([steps, 2, points]);
      const [rows = 0, ...rest] = dataset.chunks ?? [];
      expect(rest).toEqual([2, points]);
      expect(rows).toBeGreaterThan(0);
      expect(rows).toBeLessThanOrEqual(Math.min(steps, 32));
      for (const index of [0, Math.floor(steps / 2), steps - 1]) {
        const expected = new Float64Array(2 * points).fill(Number.NaN);
        expected.set(ramp(index, length(index)), 0);
        expected.set(ramp(-index, length(index)), points);
        expect(dataset.readFloat64({ offset: [index, 0, 0], count: [1, 2, points] })).toEqual(expected);
      }
    });
  });
});

describe('transientBlocks', () => {
  it('writes steps that are shorter and longer than a block, one after the other', async () => {
    const lengths = [1, 3124, 250_000, 7, 200_000, 0, 12];
    const samples = lengths.reduce((sum, length) => sum + length, 0);
    const file = join(folder, 'transient.h5');
    const output = await createHdf5(file, file);
    output.group('/transient');
    const blocks = transientBlocks(output, samples, 0.5);
    let start = 0;
    const wrote = lengths.map((length, index) => {
      const added = blocks.add({
        kind: 'transient',
        index,
        time: ramp(start, length),
        Id: ramp(start + 1, length),
      });
      start += length;
      return added;
    });
    blocks.finish();
    output.close();

    expect(wrote).toEqual([false, false, true, false, true, false, false]);
    await reopen(file, (hdf5) => {
      const dataset = hdf5.dataset('/transient/measurement_data');
      expect(dataset.shape).toEqual([3, samples]);
      expect(dataset.chunks).toEqual([1, 3125]);
      const row = (index: number) => dataset.readFloat64({ offset: [index, 0], count: [1, samples] });
      const own = lengths.flatMap((length) => Array.from({ length }, (_, i) => (i + 1) * 0.5));
      expect(firstDifference(row(0), ramp(0, samples))).toBe(-1);
      expect(firstDifference(row(1), Float64Array.from(own))).toBe(-1);
      expect(firstDifference(row(2), ramp(1, samples))).toBe(-1);
    });
  });

  it('has chunks no wider than the data', async () => {
    const file = join(folder, 'short.h5');
    const output = await createHdf5(file, file);
    output.group('/transient');
    const blocks = transientBlocks(output, 4, 1);
    expect(blocks.add({ kind: 'transient', index: 0, time: ramp(0, 4), Id: ramp(0, 4) })).toBe(true);
    blocks.finish();
    output.close();
    expect(await reopen(file, (hdf5) => hdf5.dataset('/transient/measurement_data').chunks)).toEqual([1, 4]);
  });
});
