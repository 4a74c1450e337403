import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Table } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combineFeatures } from '../../../lib/combine/combine-features.js';
import { writeCombined } from '../../../lib/combine/write-combined.js';
import { readFooter } from '../../../lib/parquet/footer.js';
import { namesIn, readParquet } from '../../support/feature-files.js';
import { type MadeColumn, makeFeatures } from '../../support/made-features.js';
import { newFoldersIn, temporaryFolder } from '../../support/temporary-folder.js';

const newFolder = newFoldersIn(temporaryFolder());

type Rows = readonly Readonly<Record<string, unknown>>[];

/** The rows of a table as plain objects. */
function rowsOf(table: Table): Rows {
  return table
    .toArray()
    .map((row) => Object.fromEntries(Object.entries(row.toJSON()).map(([name, value]) => [name, plain(value)])));
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'object' && value !== null ? Array.from(value as Iterable<unknown>, plain) : value;
}

/** The rows of a Parquet file as DuckDB reads them. */
async function rowsIn(file: string): Promise<Rows> {
  const columns = await readParquet(file);
  const length = columns.step_index?.length ?? 0;
  return Array.from({ length }, (_, row) =>
    Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, plain(values[row])])),
  );
}

const NAMES = ['gm', 'Von', 'tau'] as const;

interface Made {
  readonly chip: string | null;
  readonly device: string;
  readonly day: number;
  readonly state: string;
  readonly format: string;
  readonly rows: number;
  /** Of each name the first value of its column, or nothing. */
  readonly firsts: readonly (number | undefined)[];
}

const made: fc.Arbitrary<Made> = fc.record({
  chip: fc.constantFrom('#1', '#2', null),
  device: fc.constantFrom('1', '2'),
  day: fc.integer({ min: 1, max: 9 }),
  state: fc.constantFrom('a', 'b'),
  format: fc.constantFrom('parquet', 'arrow'),
  rows: fc.integer({ min: 0, max: 4 }),
  firsts: fc.tuple(...NAMES.map(() => fc.option(fc.double({ noDefaultInfinity: true }), { nil: undefined }))),
});

/** Cell of a column: every other one is null, and of `tau` it is a list. */
function cell(name: string, first: number, row: number): unknown {
  const value = Number.isNaN(first) || row % 2 === 1 ? null : first;
  if (name !== 'tau') return value;
  return value === null ? null : [value, row];
}

function columnOf(name: string, first: number, rows: number): MadeColumn {
  const cells = Array.from({ length: rows }, (_, row) => cell(name, first, row));
  if (name !== 'tau') return cells.map((value) => (value === null ? Number.NaN : Number(value)));
  const lists = cells.map((value) => (value ?? [Number.NaN, Number.NaN]) as number[]);
  return { shape: [rows, 2], values: Float64Array.from(lists.flat()) };
}

/** What is to come out, written down plainly. */
function expected(files: readonly Made[]): Rows {
  const keyOf = ({ chip, device }: Made) => JSON.stringify([chip, device]);
  const kept = [...new Set(files.map(keyOf))].map((key) => {
    const group = [...files.entries()].filter(([, file]) => keyOf(file) === key);
    const newestFirst = group.sort(([i, a], [j, b]) => b.day - a.day || j - i).map(([, file]) => file);
    return newestFirst.filter(({ state }) => state === newestFirst[0]?.state);
  });
  const firstOf = (file: Made, name: (typeof NAMES)[number]) => file.firsts[NAMES.indexOf(name)];
  const all = NAMES.filter((name) => kept.flat().some((file) => firstOf(file, name) !== undefined));
  return kept.flatMap((own) => {
    const sources = new Map(all.map((name) => [name, own.find((file) => firstOf(file, name) !== undefined)]));
    const read = [...sources.values()].filter((file) => file !== undefined);
    const rows = Math.max(...(read.length === 0 ? own.slice(0, 1) : read).map((file) => file.rows));
    const [{ chip: chip_id, device: device_id }] = own as [Made];
    const cellAt = (name: (typeof NAMES)[number], row: number) => {
      const source = sources.get(name);
      return source === undefined || row >= source.rows ? null : cell(name, Number(firstOf(source, name)), row);
    };
    return Array.from({ length: rows }, (_, step_index) => ({
      ...{ experiment: 'x', chip_id, device_id, test_id: null, step_index },
      ...Object.fromEntries(all.map((name) => [name, cellAt(name, step_index)])),
    }));
  });
}

describe('combineFeatures and writeCombined', () => {
  it('give each column of each experiment from the newest file that has it, one row a step', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(made, { minLength: 1, maxLength: 6 }), async (files) => {
        const path = newFolder();
        const paths: string[] = [];
        for (const [index, { chip, device, day, state, format, rows, firsts }] of files.entries()) {
          const columns = NAMES.flatMap((name, at) => {
            const first = firsts[at];
            return first === undefined ? [] : [[name, columnOf(name, first, rows)] as const];
          });
          const says = { device, chip, sourceHash: state, createdAt: `2025-01-0${day}T00:00:00.000Z` };
          const file = join(path, `${index}.${format}`);
          // A file without features has no rows: there is nothing that it could be of.
          paths.push(await makeFeatures(file, Object.fromEntries(columns), says));
        }
        const truth = expected(
          files.map((file) => (file.firsts.every((first) => first === undefined) ? { ...file, rows: 0 } : file)),
        );
        const { table } = await combineFeatures(paths);
        expect(sorted(rowsOf(table))).toEqual(sorted(truth));
        const file = join(path, 'out', 'all.parquet');
        const { rows, bytes } = await writeCombined(paths, file);
        expect({ rows, bytes }).toEqual({ rows: truth.length, bytes: readFileSync(file).length });
        expect(await rowsIn(file)).toEqual(rowsOf(table));
      }),
      { numRuns: 20 },
    );
  });

  it('takes features and configurations by their names, and rows of experiments that have none of them', async () => {
    const path = newFolder();
    const tau = { shape: [2, 2], values: Float64Array.of(1, 2, 3, 4) } as const;
    const files = [
      await makeFeatures(
        join(path, 'a.parquet'),
        { gm: [1, 2], tau },
        { device: '1', config: 'v1', units: { gm: 'S' } },
      ),
      await makeFeatures(join(path, 'b.parquet'), { gm: [3], Von: [4] }, { device: '2', config: 'v2' }),
      await makeFeatures(join(path, 'c.arrow'), { Von: [5, 6, 7] }, { device: '3', config: 'v2' }),
    ];
    const { table, experiments } = await combineFeatures(files, { features: ['tau', 'gm'] });
    expect(experiments).toBe(3);
    expect(table.schema.fields.map(({ name }) => name).slice(5)).toEqual(['gm', 'tau']);
    expect(rowsOf(table).map(({ device_id, step_index, gm, tau }) => [device_id, step_index, gm, tau])).toEqual([
      ['1', 0, 1, [1, 2]],
      ['1', 1, 2, [3, 4]],
      ['2', 0, 3, null],
      ['3', 0, null, null],
      ['3', 1, null, null],
      ['3', 2, null, null],
    ]);
    expect(table.schema.fields[5]?.metadata.get('unit')).toBe('S');
    expect(JSON.parse(table.schema.metadata.get('columns') ?? '')).toEqual({
      gm: { feature: 'gm', unit: 'S', description: '' },
      tau: { feature: 'tau', unit: '', description: '' },
    });
    const some = await combineFeatures(files, { configs: ['v2'] });
    expect([some.table.numRows, some.table.schema.metadata.get('config_names')]).toEqual([4, '["v2"]']);
  });

  it.each([
    ['no files', [], {}, /^there are no feature files to combine$/],
    [
      'a feature that there is not',
      ['a'],
      { features: ['gm', 'Vno'] },
      /^no file has a feature "Vno"; did you mean "Von"\?$/,
    ],
    [
      'a configuration that there is not',
      ['a'],
      { configs: ['v2'] },
      /^no file is of configuration "v2"; did you mean "v1"\?$/,
    ],
    [
      'numbers and lists',
      ['a', 'list'],
      {},
      /^column "gm" is of numbers in \S+a\.parquet, but of lists of numbers in \S+list\.parquet; combine/,
    ],
    [
      'lists of other lists',
      ['pairs', 'triples'],
      {},
      /^column "tau" is of lists of lists of 2 in \S+, but of lists of lists of 3 in/,
    ],
    ['another unit', ['a', 'milli'], {}, /^column "gm" is in S in \S+, but in mS in \S+ \(1 S is 1000 mS\); combine/],
    ['another quantity', ['a', 'volt'], {}, /^column "gm" is in S in \S+, but in V in \S+; combine/],
    [
      'a column of its own',
      ['own'],
      {},
      /^column "chip_id" of \S+own\.parquet is called as one that the combined table has/,
    ],
  ])('refuse %s', async (_, names, options, message) => {
    const path = newFolder();
    const lists = (width: number) => ({ shape: [1, 2, width], values: new Float64Array(2 * width) }) as const;
    const contents: Readonly<Record<string, readonly [Record<string, MadeColumn>, string]>> = {
      a: [{ gm: [1], Von: [2] }, 'S'],
      list: [{ gm: { shape: [1, 2], values: Float64Array.of(1, 2) } }, 'S'],
      pairs: [{ tau: lists(2) }, ''],
      triples: [{ tau: lists(3) }, ''],
      milli: [{ gm: [1] }, 'mS'],
      volt: [{ gm: [1] }, 'V'],
      own: [{ chip_id: [1] }, ''],
    };
    const files = await Promise.all(
      names.map((name) => {
        const [columns, unit] = contents[name] as (typeof contents)[string];
        return makeFeatures(join(path, `${name}.parquet`), columns, { device: name, units: { gm: unit } });
      }),
    );
    await expect(combineFeatures(files, options)).rejects.toMatchObject({
      code: 'bad-argument',
      message: expect.stringMatching(message),
    });
    const out = join(path, 'out', 'all.parquet');
    await expect(writeCombined(files, out, options)).rejects.toThrow(message);
    expect(namesIn(join(path, 'out'))).toEqual([]);
  });

  it('take units for the same that are, and one that is not said for that of the others', async () => {
    const path = newFolder();
    const units = ['', 'S*V', 'A'];
    const files = await Promise.all(
      units.map((unit, index) =>
        makeFeatures(join(path, `${index}.parquet`), { x: [index] }, { device: String(index), units: { x: unit } }),
      ),
    );
    const { table } = await combineFeatures(files);
    expect(table.getChild('x')?.toArray()).toEqual(Float64Array.of(0, 1, 2));
    expect(table.schema.fields.find(({ name }) => name === 'x')?.metadata.get('unit')).toBe('S*V');
  });

  it('tell of files that are damaged or of an earlier state of the experiment, and leave them out', async () => {
    const path = newFolder();
    const gm = { gm: Array.from({ length: 3000 }, (_, step) => Math.sin(step)) };
    const makes = ['good', 'cut', 'turned'].map((device) =>
      makeFeatures(join(path, `${device}.parquet`), gm, { device }),
    );
    const [good = '', cut = '', turned = ''] = await Promise.all(makes);
    const early = { device: 'good', sourceHash: 'other', createdAt: '2024-01-01T00:00:00.000Z' };
    const earlier = await makeFeatures(join(path, 'earlier.parquet'), { Von: [1] }, early);
    truncateSync(cut, 500);
    const bytes = readFileSync(turned);
    bytes.writeUInt8(bytes.readUInt8(9000) ^ 1, 9000);
    writeFileSync(turned, bytes);
    for (const combined of [
      await combineFeatures([good, cut, turned, earlier]),
      await writeCombined([good, cut, turned, earlier], join(path, 'all.parquet')),
    ]) {
      expect(combined).toMatchObject({
        experiments: 1,
        damaged: [
          { file: cut, error: { code: 'wrong-layout' } },
          { file: turned, error: { code: 'data-corrupt' } },
        ],
        notes: [`${earlier} is left out: experiment x has changed since; newer is ${good}`],
      });
    }
    await expect(combineFeatures([cut])).rejects.toMatchObject({
      code: 'wrong-layout',
      message: expect.stringMatching(/^nothing can be combined: \S+cut\.parquet is not a complete Parquet file/),
    });
  });

  it('write many small experiments into few row groups, and a large one into several', async () => {
    const path = newFolder();
    const small = Array.from({ length: 60 }, (_, index) =>
      makeFeatures(join(path, `${index}.parquet`), { x: [index, Number.NaN] }, { device: String(index) }),
    );
    const long = Array.from({ length: 120_000 }, (_, step) => step);
    const files = [
      ...(await Promise.all(small)),
      await makeFeatures(join(path, 'long.parquet'), { x: long }, { device: 'long' }),
    ];
    const file = join(path, 'all.parquet');
    expect(await writeCombined(files, file)).toMatchObject({ experiments: 61, rows: 120_120 });
    const { columns, rowGroups } = readFooter(readFileSync(file));
    expect(rowGroups.map(({ rows }) => rows)).toEqual([120, 25_000, 25_000, 25_000, 25_000, 20_000]);
    expect(columns.map(({ name, type }) => [name, type]).slice(3)).toEqual([
      ['test_id', 'BYTE_ARRAY'],
      ['step_index', 'INT64'],
      ['x', 'DOUBLE'],
    ]);
    const { device_id = [], step_index = [], x = [] } = await readParquet(file);
    expect([device_id[119], device_id[120], step_index[119], step_index[120_119]]).toEqual([
      '59',
      'long',
      1n,
      119_999n,
    ]);
    expect(x.slice(0, 4)).toEqual([0, null, 1, null]);
    expect(x.slice(120)).toEqual(long);
  });

  it('stop when they are told to, and leave the file that is there', async () => {
    const path = newFolder();
    const file = await makeFeatures(join(path, 'a.parquet'), { x: [1] });
    const out = join(path, 'all.parquet');
    writeFileSync(out, 'older');
    const controller = new AbortController();
    const stopping = { signal: controller.signal, onRead: () => controller.abort() };
    await expect(writeCombined([file], out, stopping)).rejects.toMatchObject({ code: 'aborted' });
    expect(readFileSync(out, 'utf8')).toBe('older');
    expect(namesIn(path)).toEqual(['a.parquet', 'all.parquet']);
  });
});

/** Columns come in the order of files, experiments too. */
function sorted(rows: Rows): readonly string[] {
  return rows.map((row) => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1))));
}
