import { copyFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCatalog } from '../../../lib/catalog/open-catalog.js';
import { experimentEntry } from '../../../lib/catalog/read-entry.js';
import { inlinePool } from '../../../lib/pool/inline-pool.js';
import { type DatabaseFiles, type ExperimentDatabase, openDatabase } from '../../../lib/sql/database.js';
import { readColumns } from '../../../lib/table/read-columns.js';
import { goodFile, writeBadFile } from '../../support/bad-files.js';
import { writeExperiment } from '../../support/experiment-file.js';
import { headOf } from '../../support/experiments.js';
import { namesIn, readParquet } from '../../support/feature-files.js';
import { goldenCases } from '../../support/golden.js';
import { makeFeatures, writeMade } from '../../support/made-features.js';
import { newFoldersIn, temporaryFolder } from '../../support/temporary-folder.js';
import { arbitraryTable } from '../table/arbitrary-table.js';

const folder = temporaryFolder();
const newFolder = newFoldersIn(folder);

type Rows = readonly Readonly<Record<string, unknown>>[];

/** The rows of a statement as plain objects; bigint as number. */
async function rowsOf(database: ExperimentDatabase, sql: string): Promise<Rows> {
  const { table } = await database.query(sql);
  return table.toArray().map((row) => JSON.parse(JSON.stringify(row.toJSON(), plain)));
}

function plain(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'object' && value !== null && Symbol.iterator in value)
    return Array.from(value as Iterable<unknown>);
  // JSON has neither.
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) return `number ${value}`;
  return value;
}

async function ask(files: Partial<DatabaseFiles>, ...statements: readonly string[]): Promise<readonly Rows[]> {
  await using database = await openDatabase({ experiments: [], features: [], ...files });
  const answers: Rows[] = [];
  for (const sql of statements) answers.push(await rowsOf(database, sql));
  return answers;
}

/** Rows of a view against what the reader of this program finds in the file; SQL promises no order. */
async function expectSame(rows: Rows, file: string): Promise<void> {
  const { columns, rows: count } = await readColumns(file);
  const sorted = [...rows].sort((a, b) => Number(a.step_index) - Number(b.step_index));
  expect(sorted.map(({ step_index }) => step_index)).toEqual(Array.from({ length: count }, (_, row) => row));
  for (const column of columns) {
    if (column.kind !== 'numbers') continue;
    const cells = Array.from(column.values, (value) => (Number.isNaN(value) ? null : plain('', value)));
    expect(sorted.map((row) => row[column.name])).toEqual(cells);
  }
}

const made = fc.record({
  model: fc.oneof(arbitraryTable('lists'), arbitraryTable('expanded')),
  config: fc.constantFrom('v1', 'v2 "basic"'),
  device: fc.constantFrom('1', '2', "it's"),
  source: fc.constantFrom('a.h5', 'b.h5'),
  day: fc.integer({ min: 1, max: 3 }),
  format: fc.constantFrom('parquet', 'arrow'),
});

describe('the views of features', () => {
  it('see exactly the rows of the newest file of each experiment, Parquet or Arrow', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(made, { minLength: 1, maxLength: 6 }), async (files) => {
        const path = newFolder();
        const newest = new Map<string, { readonly day: number; readonly file: string }>();
        for (const [index, { model, config, device, source, day, format }] of files.entries()) {
          const file = join(path, `${index}-feat_x.${format}`);
          await writeMade(file, model.table, { config, device, source, createdAt: `2025-01-0${day}T00:00:00.000Z` });
          const key = JSON.stringify([config, device, source]);
          // Of one moment, that with the later name.
          if (day >= (newest.get(key)?.day ?? 0)) newest.set(key, { day, file });
        }
        await using database = await openDatabase({
          experiments: [],
          features: namesIn(path).map((name) => join(path, name)),
        });
        for (const view of new Set(files.map(({ config }) => config))) {
          const rows = await rowsOf(database, `from "${view.replaceAll('"', '""')}"`);
          let expected = 0;
          for (const [key, { file }] of newest) {
            const [config, device, source] = JSON.parse(key);
            if (config !== view) continue;
            const seen = rows.filter(({ feature_file }) => feature_file === file);
            expect(seen.every((row) => row.device_id === device && `${row.experiment}.h5` === source)).toBe(true);
            await expectSame(seen, file);
            expected += seen.length;
          }
          expect(rows.length).toBe(expected);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('unite the columns of files by name', async () => {
    const path = newFolder();
    const features = [
      await makeFeatures(join(path, 'a.parquet'), { gm: [1, 2], Von: [3, Number.NaN] }, { device: '1' }),
      await makeFeatures(join(path, 'b.arrow'), { Von: [5], absI_max: [6] }, { device: '2' }),
      await makeFeatures(join(path, 'c.parquet'), { absI_max: [7], gm: [8] }, { device: '3' }),
    ];
    const [rows] = await ask({ features }, 'select device_id, step_index, gm, Von, absI_max from v1 order by all');
    expect(rows).toEqual([
      { device_id: '1', step_index: 0, gm: 1, Von: 3, absI_max: null },
      { device_id: '1', step_index: 1, gm: 2, Von: null, absI_max: null },
      { device_id: '2', step_index: 0, gm: null, Von: 5, absI_max: 6 },
      { device_id: '3', step_index: 0, gm: 8, Von: null, absI_max: 7 },
    ]);
  });

  it('keep lists as lists, and beside the numbers of other files', async () => {
    const path = newFolder();
    const pairs = { shape: [2, 2, 2], values: Float64Array.of(1, 2, 3, 4, 5, 6, Number.NaN, Number.NaN) } as const;
    const lists = { shape: [1, 3], values: Float64Array.of(1, Number.NaN, 3) } as const;
    const features = [
      await makeFeatures(join(path, 'a.parquet'), { tau: pairs, x: [1, 2] }, { device: '1' }),
      await makeFeatures(join(path, 'b.arrow'), { tau: pairs, x: lists }, { device: '2' }),
      await makeFeatures(join(path, 'c.parquet'), { x: lists }, { device: '3' }),
    ];
    const [rows] = await ask({ features }, 'select device_id, tau, x, x_list from v1 order by device_id, step_index');
    const taus = [
      [
        [1, 2],
        [3, 4],
      ],
      [
        [5, 6],
        [null, null],
      ],
    ];
    expect(rows).toEqual([
      { device_id: '1', tau: taus[0], x: 1, x_list: null },
      { device_id: '1', tau: taus[1], x: 2, x_list: null },
      { device_id: '2', tau: taus[0], x: null, x_list: [1, null, 3] },
      { device_id: '2', tau: taus[1], x: null, x_list: null },
      { device_id: '3', tau: null, x: null, x_list: [1, null, 3] },
    ]);
  });

  it('give another name to what is named as something else: a configuration, a feature, a feature in other letters', async () => {
    const path = newFolder();
    const columns = { chip_id: [1], Step_Index: [2], von: [3], Von: [4] };
    const features = [
      await makeFeatures(join(path, 'a.parquet'), columns, { config: 'Steps', device: '1' }),
      await makeFeatures(join(path, 'b.arrow'), columns, { config: 'Steps', device: '2' }),
      await makeFeatures(join(path, 'c.parquet'), { gm: [1] }, { config: 'gm; "µ"' }),
      await makeFeatures(join(path, 'd.parquet'), { gm: [2] }, { config: 'GM; "µ"' }),
    ];
    await using database = await openDatabase({ experiments: [goodFile()], features });
    expect(database.views).toEqual(['experiments', 'steps', 'GM; "µ"', 'Steps_features', 'gm; "µ"_1']);
    expect(
      await rowsOf(
        database,
        'select * exclude (experiment, test_id, feature_file) from Steps_features order by device_id',
      ),
    ).toEqual([
      { chip_id: '#1', device_id: '1', step_index: 0, chip_id_1: 1, Step_Index_1: 2, von: 3, Von_1: 4 },
      { chip_id: '#1', device_id: '2', step_index: 0, chip_id_1: 1, Step_Index_1: 2, von: 3, Von_1: 4 },
    ]);
    expect(await rowsOf(database, 'select gm from "gm; ""µ""_1" union all select gm from "GM; ""µ"""')).toEqual([
      { gm: 1 },
      { gm: 2 },
    ]);
    expect(await rowsOf(database, 'select count(*) as records from steps')).toEqual([{ records: 8 }]);
    expect(database.remarks.notes).toEqual([
      'Features of configuration "Steps" are the view "Steps_features", for its name is taken.',
      'Features of configuration "gm; "µ"" are the view "gm; "µ"_1", for its name is taken.',
    ]);
  });
});

describe('features of an experiment that has changed', () => {
  it('are left out and told, unless there are others, or nobody knows what is in its file', async () => {
    const path = newFolder();
    const make = (name: string, device: string, sourceHash: string, value: number) =>
      makeFeatures(join(path, name), { gm: [value] }, { device, sourceHash, source: 'e.h5' });
    const stale = await make('a.parquet', '1', 'old', 1);
    const features = [
      stale,
      await make('z.parquet', '4', 'old', 5),
      await make('b.parquet', '2', 'old', 2),
      await make('a of the same time.parquet', '2', 'new', 3),
      await make('c.parquet', '3', 'old', 4),
    ];
    const experiment = (device: string, hash?: string) => ({
      ...experimentEntry(headOf(join(path, 'e.h5'))),
      attributes: { chip_id: '#1', device_number: device },
      ...(hash !== undefined && { hash }),
    });
    const experiments = [experiment('1', 'new'), experiment('2', 'new'), experiment('3'), experiment('4', 'new')];
    await using database = await openDatabase({ experiments, features });
    expect((await database.query('select count(*) from experiments')).notes).toEqual([]);
    expect(await rowsOf(database, 'select device_id, gm from v1 order by 1')).toEqual([
      { device_id: '2', gm: 3 },
      { device_id: '3', gm: 4 },
    ]);
    const note = `${stale} is left out, for the experiment has changed since; and so is 1 more.`;
    expect(database.remarks.notes).toEqual([note]);
  });
});

describe('damaged feature files', () => {
  const gm = { gm: Array.from({ length: 3000 }, (_, step) => Math.sin(step)) };

  it('are told and left out, wherever the damage is, and an older file is seen again', async () => {
    const path = newFolder();
    const files = await Promise.all(
      ['cut', 'turned', 'gone', 'good'].map((device) => makeFeatures(join(path, `${device}.parquet`), gm, { device })),
    );
    const [cut = '', turned = '', gone = ''] = files;
    const older = await makeFeatures(
      join(path, 'older.parquet'),
      { gm: [1] },
      { device: 'turned', createdAt: '2024-01-01T00:00:00.000Z' },
    );
    const text = join(path, 'text.parquet');
    writeFileSync(text, 'no table');
    truncateSync(cut, 1000);
    const bytes = readFileSync(turned);
    bytes.writeUInt8(bytes.readUInt8(9000) ^ 1, 9000);
    writeFileSync(turned, bytes);
    await using database = await openDatabase({ experiments: [], features: [...files, older, text] });
    rmSync(gone);
    const count = 'select device_id, count(*) as rows, any_value(gm) as gm from v1 group by 1 order by 1';
    const rows = await rowsOf(database, count);
    expect(rows.map(({ device_id, rows }) => [device_id, rows])).toEqual([
      ['good', 3000],
      ['turned', 1],
    ]);
    const { damaged } = await database.query(count);
    expect(damaged.map(({ file, error }) => [file, error.code]).sort()).toEqual(
      [
        [cut, 'wrong-layout'],
        [gone, 'file-not-found'],
        [text, 'wrong-layout'],
        [turned, 'data-corrupt'],
      ].sort(),
    );
  });

  it('are left out when DuckDB finds them, while a query is running', async () => {
    const path = newFolder();
    const features = await Promise.all(
      ['1', '2'].map((device) => makeFeatures(join(path, `${device}.parquet`), gm, { device })),
    );
    await using database = await openDatabase({ experiments: [], features, check: 'footers' });
    expect(await rowsOf(database, 'select count(gm) as n from v1')).toEqual([{ n: 6000 }]);
    const [first = ''] = features;
    writeFileSync(first, readFileSync(first).fill(255, 4, 20_000));
    const { table, damaged } = await database.query('select count(gm) as n from v1');
    expect(table.get(0)?.n).toBe(3000n);
    expect(damaged).toMatchObject([{ file: first, error: { code: 'data-corrupt' } }]);
  });
});

describe('the views of experiments and steps', () => {
  it('see the attributes, step counts and workflow of each file, and tell of those that cannot be read', async () => {
    const path = newFolder();
    const [real] = goldenCases().filter(({ name }) => name.startsWith('#REAL'));
    const odd = await writeExperiment(join(path, 'odd.h5'), {
      attributes: { format_version: '2.0_new_storage', chip_id: ' #9 ', baudrate: 1.5, File: 'mine', experiment: 'x' },
    });
    const bad = writeBadFile(path, 'truncated');
    const experiments = [goodFile(), real?.file ?? '', odd, bad];
    await using database = await openDatabase({ experiments, features: [] });
    const columns = 'experiment, chip_id, device_id, test_id, transfer_steps, transient_steps, baudrate';
    expect(await rowsOf(database, `select ${columns} from experiments order by chip_id`)).toEqual([
      {
        ...{ experiment: '#20250804008-1-stability-test_20250804_0001', chip_id: '#20250804008', device_id: '1' },
        ...{ test_id: 'test_20250804_0001', transfer_steps: 4, transient_steps: 4, baudrate: 512000 },
      },
      {
        ...{ experiment: 'odd', chip_id: '#9', device_id: null, test_id: null, transfer_steps: 0 },
        ...{ transient_steps: 0, baudrate: 1.5 },
      },
      expect.objectContaining({ experiment: '#REAL-1-recording-test_real', transfer_steps: 0, transient_steps: 3 }),
    ]);
    expect(
      await rowsOf(database, `select file, File_1, experiment_1 from experiments where experiment = 'odd'`),
    ).toEqual([{ file: odd, File_1: 'mine', experiment_1: 'x' }]);
    expect(
      await rowsOf(database, 'select workflow_step_1_2_param_topTime as top from experiments where top is not null'),
    ).toEqual([{ top: 50 }]);
    expect(database.remarks.damaged).toMatchObject([{ file: bad, error: { code: 'file-truncated' } }]);
  });

  it('see every record of both sources, united by name, and number them as features are numbered', async () => {
    const path = newFolder();
    const table = {
      step_index: [7n, 9n],
      param_Vd: [Number.NaN, 0.5],
      Source: [1n, 2n],
      start_data_index: [0n, 5n],
      end_data_index: [5n, 10n],
    };
    const own = await writeExperiment(join(path, 'own.h5'), { transient: { data: { shape: [3, 10] }, table } });
    const [all, some] = await ask(
      { experiments: [goodFile(), own] },
      'select experiment, source, count(*) as n, min(step_index) as first, max(step_index) as last, any_value(param_topTime) as top from steps group by 1, 2 order by 1, 2',
      `select step_index, step_index_1, Source_1, param_Vd, param_topTime, reason from steps where experiment = 'own' order by 1`,
    );
    const experiment = '#20250804008-1-stability-test_20250804_0001';
    expect(all).toEqual([
      { experiment, source: 'transfer', n: 4, first: 0, last: 3, top: null },
      { experiment, source: 'transient', n: 4, first: 0, last: 3, top: 50 },
      { experiment: 'own', source: 'transient', n: 2, first: 0, last: 1, top: null },
    ]);
    const nulls = { param_topTime: null, reason: null };
    expect(some).toEqual([
      { step_index: 0, step_index_1: 7, Source_1: 1, param_Vd: null, ...nulls },
      { step_index: 1, step_index_1: 9, Source_1: 2, param_Vd: 0.5, ...nulls },
    ]);
  });

  it('see the same of what a catalog knows, without opening the file again', async () => {
    const path = newFolder();
    const file = join(path, '#20250804008-1-stability-test_20250804_0001.h5');
    copyFileSync(goodFile(), file);
    const names = ['a-feat_1.parquet', 'b-feat_2.arrow'].map((name) => join(path, name));
    for (const [index, name] of names.entries()) await makeFeatures(name, { gm: [index] }, { device: String(index) });
    await using pool = inlinePool();
    const { experiments, features } = await openCatalog({ roots: [path], pool });
    const statements = ['from experiments', 'from steps order by source, step_index', 'from v1 order by device_id'];
    const ofFiles = await ask({ experiments: [file], features: names }, ...statements);
    expect(await ask({ experiments, features }, ...statements)).toEqual(ofFiles);
    rmSync(file);
    const [[experiment]] = (await ask({ experiments }, 'from experiments')) as [Rows];
    expect(experiment).toEqual(ofFiles[0]?.[0]);
  });

  it('are there without any file, with the columns that all have', async () => {
    const [experiments, steps] = await ask({}, 'describe experiments', 'describe steps');
    expect(experiments?.map(({ column_name }) => column_name)).toEqual([
      ...['experiment', 'chip_id', 'device_id', 'test_id', 'file', 'transfer_steps', 'transient_steps'],
    ]);
    expect(steps).toHaveLength(6);
  });

  it('join with features by experiment and step', async () => {
    const features = [
      await makeFeatures(
        join(newFolder(), 'a.parquet'),
        { gm: [1, 2, 3, 4] },
        { source: '#20250804008-1-stability-test_20250804_0001.h5' },
      ),
    ];
    const [rows] = await ask(
      { experiments: [goodFile()], features },
      `select device_type, param_topTime, sum(gm) as gm from v1 join steps using (experiment, step_index)
       join experiments using (experiment) where source = 'transient' group by all`,
    );
    expect(rows).toEqual([{ device_type: 'N-type', param_topTime: 50, gm: 10 }]);
  });
});

describe('statements', () => {
  const path = newFolder();
  const inside = join(path, 'inside.csv');
  const outside = join(folder, 'outside.csv');
  writeFileSync(inside, 'x\n1\n');
  writeFileSync(outside, 'x\n2\n');

  it('read files below the folders, and no others', async () => {
    await using database = await openDatabase({ experiments: [], features: [], folders: [path] });
    expect(await rowsOf(database, `from '${inside}'`)).toEqual([{ x: 1 }]);
    for (const file of [outside, join(path, '..', 'outside.csv'), '/etc/hostname', join(folder, '*.csv')]) {
      await expect(database.query(`from read_text('${file}')`)).rejects.toMatchObject({
        code: 'bad-argument',
        message: expect.stringMatching(/^Permission Error.*below the folders of the database/s),
      });
    }
  });

  it.each([
    `copy (select 1) to '${join(path, 'new.csv')}'`,
    `copy (select 1) to '${inside}'`,
    `explain analyze copy (select 1) to '${inside}'`,
    `attach '${join(path, 'new.db')}'`,
    `export database '${path}'`,
    'set threads = 1',
    'pragma threads = 1',
    'install httpfs',
    'load httpfs',
    `prepare p as copy (select 1) to '${inside}'`,
    'checkpoint',
  ])('do not run where they would write or change settings: %s', async (sql) => {
    await using database = await openDatabase({ experiments: [], features: [], folders: [path] });
    await expect(database.query(sql)).rejects.toMatchObject({ code: 'bad-argument' });
    await expect(database.query(`select 1; ${sql}`)).rejects.toMatchObject({ code: 'bad-argument' });
    expect(namesIn(path)).toEqual(['inside.csv']);
    expect(readFileSync(inside, 'utf8')).toBe('x\n1\n');
  });

  it('may be several, of which the last one gives the rows, and leave nothing behind if one fails', async () => {
    await using database = await openDatabase({ experiments: [], features: [] });
    expect(
      await rowsOf(database, 'create table t as select 1 as a; insert into t values (2); from t order by a'),
    ).toEqual([{ a: 1 }, { a: 2 }]);
    await expect(database.query('create table u as select 1 as a; selct')).rejects.toThrow(/^Parser Error.*"selct"/s);
    await expect(database.query('create table u as select 1 as a; from nowhere')).rejects.toThrow(
      /^Catalog Error.*nowhere/s,
    );
    expect(await rowsOf(database, 'create table u as select 3 as a; from u')).toEqual([{ a: 3 }]);
    expect(await rowsOf(database, 'pivot t on a using sum(a)')).toEqual([{ 1: 1, 2: 2 }]);
  });

  it.each(['', '  ', ';', '-- nothing'])('are refused when there is none: "%s"', async (sql) => {
    await using database = await openDatabase({ experiments: [], features: [] });
    await expect(database.query(sql)).rejects.toThrow(/^there is no statement; give one/);
  });

  it('wait for each other', async () => {
    await using database = await openDatabase({ experiments: [], features: [] });
    const answers = await Promise.all(
      [1, 2, 3].map((n) => rowsOf(database, `select ${n} as n from range(3000) limit 1`)),
    );
    expect(answers).toEqual([[{ n: 1 }], [{ n: 2 }], [{ n: 3 }]]);
  });

  it('are stopped by a signal, while they run and before', async () => {
    await using database = await openDatabase({ experiments: [goodFile()], features: [] });
    const controller = new AbortController();
    const slow = database.query('select sum(a.range * b.range) from range(100000000) a, range(100000) b', controller);
    setTimeout(() => controller.abort(), 200);
    await expect(slow).rejects.toMatchObject({ code: 'aborted' });
    await expect(database.query('from experiments', controller)).rejects.toMatchObject({ code: 'aborted' });
    expect(await rowsOf(database, 'select count(*) as n from experiments')).toEqual([{ n: 1 }]);
  });
});

describe('writeParquet', () => {
  it('writes the rows that query gives, and what they are the rows of', async () => {
    const path = newFolder();
    const features = [await makeFeatures(join(path, 'a.parquet'), { gm: [1, Number.NaN, 3] })];
    await using database = await openDatabase({ experiments: [], features });
    const file = join(path, 'new', 'out.parquet');
    const sql =
      'select step_index, gm, [gm, null] as pair, sum(gm) over () as "sum" from v1 order by step_index desc; -- all';
    const { rows, bytes } = await database.writeParquet(sql, file);
    expect({ rows, bytes }).toEqual({ rows: 3, bytes: readFileSync(file).length });
    expect(namesIn(join(path, 'new'))).toEqual(['out.parquet']);
    const { step_index, gm, sum } = await readParquet(file);
    expect({ step_index, gm, sum }).toEqual({ step_index: [2n, 1n, 0n], gm: [3, null, 1], sum: [4, 4, 4] });
    await database.writeParquet('pivot v1 on step_index using sum(gm) group by chip_id', file);
    expect(await readParquet(file)).toEqual({ chip_id: ['#1'], 0: [1], 1: [null], 2: [3] });
  });

  it('leaves a file as it was if the statement fails', async () => {
    const path = newFolder();
    const file = join(path, 'out.parquet');
    copyFileSync(goodFile(), file);
    await using database = await openDatabase({ experiments: [], features: [] });
    await expect(database.writeParquet('from nowhere', file)).rejects.toMatchObject({ code: 'bad-argument' });
    expect(readFileSync(file)).toEqual(readFileSync(goodFile()));
    expect(namesIn(path)).toEqual(['out.parquet']);
  });
});
