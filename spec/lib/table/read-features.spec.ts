import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUnreadable } from '../../../lib/errors.js';
import type { Column } from '../../../lib/table/column.js';
import {
  buildTable,
  type FeatureTable,
  type ListColumn,
  listLength,
  rowWidth,
  type ValueColumn,
} from '../../../lib/table/feature-table.js';
import { describeTable, parseTableMetadata } from '../../../lib/table/metadata.js';
import { readFeatures } from '../../../lib/table/read-features.js';
import type { TableFormat } from '../../../lib/table/table-format.js';
import { encodedParquet, encodedTable } from '../../support/encoded.js';
import { provenance } from '../../support/provenance.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { turnedBits } from '../../support/turned-bits.js';
import { arbitraryTable } from './arbitrary-table.js';

const folder = temporaryFolder();
const file = join(folder, 'file');

const FORMATS = ['parquet', 'arrow'] as const;

describe.each(FORMATS)('readFeatures, of a file written as %s', (format) => {
  it.each(['lists', 'expanded'] as const)('gives the very table that was written, columns as %s', async (layout) => {
    await fc.assert(
      fc.asyncProperty(arbitraryTable(layout), async (model) => {
        const remarks = model.rows === 0 ? [] : [{ feature: 'f0', kind: 'note', reason: 'odd', steps: [0] } as const];
        const table = describeTable({ ...model.table, remarks }, provenance);
        const read = await readBack(table, format);
        expectSame(read.table, normal(table));
        expect(read.metadata).toEqual(parseTableMetadata(table.metadata));
      }),
      { numRuns: 150 },
    );
  });

  it('keeps columns of any width over several row groups', async () => {
    const rows = 300;
    const wide = Float64Array.from({ length: rows * 1000 }, (_, index) => (index % 7 === 0 ? Number.NaN : index / 3));
    const ragged = Float64Array.from({ length: rows * 800 }, (_, index) =>
      index % 800 < 2 * Math.floor(index / 800) ? index : Number.NaN,
    );
    const table = tableOf({
      wide: { shape: [rows, 1000], values: wide },
      // Rows that get longer and longer.
      ragged: {
        shape: [rows, 400, 2],
        values: ragged,
        lengths: Int32Array.from({ length: rows }, (_, row) => row),
      },
      last: { shape: [rows], values: Float64Array.from({ length: rows }, (_, row) => -row) },
    });
    expectSame((await readBack(table, format)).table, normal(table));
  });

  it('reads 5,000 rows of 200 columns in well under a second', async () => {
    const columns = Array.from({ length: 200 }, (_, column): [string, Column] => [
      `c${column}`,
      {
        shape: [5000],
        values: Float64Array.from({ length: 5000 }, (_, row) => (row % 9 === 0 ? Number.NaN : Math.sin(row * column))),
      },
    ]);
    const table = tableOf(Object.fromEntries(columns));
    writeFileSync(file, await encodedTable(table, format));
    const seconds: number[] = [];
    let read = await readFeatures(file);
    for (let run = 0; run < 3; run++) {
      const start = process.cpuUsage();
      read = await readFeatures(file);
      const { user, system } = process.cpuUsage(start);
      seconds.push((user + system) / 1e6);
    }
    expect(Math.min(...seconds)).toBeLessThan(0.7);
    expectSame(read.table, table);
  });

  it('refuses a file cut anywhere', async () => {
    const whole = await encodedTable(small(), format);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), async (length) => {
        writeFileSync(file, whole.subarray(0, length));
        await expect(readFeatures(file)).rejects.toSatisfy((error) => isUnreadable(error) && error.file === file);
      }),
    );
    writeFileSync(file, whole.subarray(0, 0));
    await expect(readFeatures(file)).rejects.toMatchObject({ code: 'file-truncated' });
    writeFileSync(file, whole.subarray(0, whole.length >> 1));
    await expect(readFeatures(file)).rejects.toMatchObject({ code: 'file-truncated' });
  });

  it('refuses a file with turned bits, or reads a table that is one', { timeout: 60_000 }, async () => {
    const whole = await encodedTable(small(), format);
    // Most of a small file is metadata: what is turned there must not be believed.
    await fc.assert(
      fc.asyncProperty(turnedBits(whole), async (bytes) => {
        writeFileSync(file, bytes);
        const start = performance.now();
        await readFeatures(file).then(({ table }) => expectWellFormed(table), expectUnreadable);
        expect(performance.now() - start).toBeLessThan(5000);
      }),
      { numRuns: 800 },
    );
  });

  it('refuses bytes that only begin and end like such a file', async () => {
    const [head, tail] = format === 'parquet' ? ['PAR1', 'PAR1'] : ['ARROW1\0\0', 'ARROW1'];
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (noise) => {
        const length = Buffer.alloc(4);
        length.writeUInt32LE(noise.length);
        writeFileSync(file, Buffer.concat([Buffer.from(head), noise, length, Buffer.from(tail)]));
        await expect(readFeatures(file)).rejects.toSatisfy(isUnreadable);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses a table that says nothing of itself', async () => {
    writeFileSync(file, await encodedTable(buildTable({ ...parts({}), layout: 'lists' }), format));
    await expect(readFeatures(file)).rejects.toMatchObject({
      code: 'wrong-layout',
      message: expect.stringContaining('config_name'),
    });
  });
});

describe('readFeatures', () => {
  it('reads columns however they are compressed', async () => {
    const table = small();
    for (const compression of ['GZIP', 'SNAPPY', 'UNCOMPRESSED'] as const) {
      writeFileSync(file, await encodedParquet(table, { compression }));
      expectSame((await readFeatures(file)).table, normal(table));
    }
  });

  it('says what is not there, no table, or no file', async () => {
    await expect(readFeatures(join(folder, 'none'))).rejects.toMatchObject({ code: 'file-not-found' });
    await expect(readFeatures(folder)).rejects.toMatchObject({ code: 'wrong-layout', file: folder });
    writeFileSync(file, 'step,gm\n0,1e-3\n');
    await expect(readFeatures(file)).rejects.toMatchObject({
      code: 'wrong-layout',
      file,
      message: `${file} cannot be read as a table: it is neither Parquet nor Arrow`,
    });
  });

  it('does not wait for a pipe', async () => {
    mkdirSync(join(folder, 'pipes'));
    const pipe = join(folder, 'pipes', 'pipe');
    execFileSync('mkfifo', [pipe]);
    await expect(readFeatures(pipe)).rejects.toMatchObject({ code: 'wrong-layout' });
  });
});

async function readBack(table: FeatureTable, format: TableFormat) {
  writeFileSync(file, await encodedTable(table, format));
  return readFeatures(file);
}

function parts(columns: Readonly<Record<string, Column>>) {
  const names = Object.keys(columns);
  return {
    features: names.map((name) => ({ name, feature: name, unit: 'A', description: `${name} of a step` })),
    columns: new Map(Object.entries(columns)),
    rows: columns[names[0] ?? '']?.shape[0] ?? 0,
    remarks: [],
  };
}

function tableOf(columns: Readonly<Record<string, Column>>): FeatureTable {
  return describeTable(buildTable({ ...parts(columns), layout: 'lists' }), provenance);
}

/** Both uncompressed pages and compressed ones, nulls, lists and lists of lists. */
function small(): FeatureTable {
  const rows = 40;
  const numbers = (length: number) =>
    Float64Array.from({ length }, (_, index) => (index % 11 === 3 ? Number.NaN : Math.exp(-index / 7)));
  return tableOf({
    gm: { shape: [rows], values: numbers(rows) },
    cycles: { shape: [rows, 6], values: numbers(6 * rows) },
    tau: {
      shape: [rows, 3, 2],
      values: numbers(6 * rows).map((value, index) =>
        index % 6 < 2 * (Math.floor(index / 6) % 4) ? value : Number.NaN,
      ),
      lengths: Int32Array.from({ length: rows }, (_, row) => row % 4),
    },
  });
}

/** The table with what no file tells left out: values beyond the length of a row, and lengths of rows without a value. */
function normal(table: FeatureTable): FeatureTable {
  return {
    ...table,
    columns: table.columns.map((column) => (column.kind === 'list' ? normalList(column, table.rows) : column)),
  };
}

function normalList(column: ListColumn, rows: number): ListColumn {
  const width = rowWidth(column);
  const lengths = Array.from({ length: rows }, (_, row) => listLength(column, row));
  const values = column.values.map((value, index) =>
    index % width < Number(lengths[Math.floor(index / width)]) ? value : Number.NaN,
  );
  const elementWidth = width / column.shape[0] || 1;
  if (column.lengths === undefined) return { ...column, values };
  return { ...column, values, lengths: Int32Array.from(lengths, (length) => length / elementWidth) };
}

/** The same table, numbers compared by their bits: these tell 0 from -0. */
function expectSame(read: FeatureTable, table: FeatureTable): void {
  const [found, expected] = [read, table].map((one) => ({
    ...one,
    columns: one.columns.map((column) => (column.kind === 'index' ? column : { ...column, values: bitsOf(column) })),
  }));
  expect(found).toEqual(expected);
}

function bitsOf({ values }: ValueColumn): string {
  return createHash('sha256').update(values).digest('hex');
}

function expectWellFormed({ rows, columns }: FeatureTable): void {
  for (const column of columns) {
    if (column.kind === 'index') continue;
    expect(column.values.length).toBe(rows * rowWidth(column));
    if (column.kind === 'list' && column.lengths !== undefined) {
      expect(column.lengths.length).toBe(rows);
      expect(column.lengths.every((length) => length >= 0 && length <= column.shape[0])).toBe(true);
    }
  }
}

function expectUnreadable(error: unknown): void {
  if (!isUnreadable(error)) throw error;
  expect(error.file).toBe(file);
  expect(['wrong-layout', 'file-truncated', 'data-corrupt']).toContain(error.code);
}
