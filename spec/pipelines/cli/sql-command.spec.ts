import { mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../../lib/config/load-configuration.js';
import { inlinePool } from '../../../lib/pool/inline-pool.js';
import { batchExtract } from '../../../pipelines/batch-extract.js';
import { goodFile } from '../../support/bad-files.js';
import { namesIn, readParquet } from '../../support/feature-files.js';
import { makeFeatures } from '../../support/made-features.js';
import { oect } from '../../support/oect.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();
const experiment = basename(goodFile(), '.h5');

/** A golden experiment and its features. */
beforeAll(async () => {
  await cp(goodFile(), join(folder, 'data', basename(goodFile())));
  await using pool = inlinePool();
  const configuration = await loadConfiguration('v2_transfer_basic');
  await batchExtract([goodFile()], configuration, { pool, directory: join(folder, 'data', 'features') });
});

const sql = (...args: string[]) => oect(['sql', ...args, '--root', 'data'], folder);

describe('oect sql', () => {
  it('prints rows as a table', async () => {
    const answer = await sql(
      'select f.device_id, source, count(gm_max_forward) as values, min(param_topTime) as top from v2_transfer_basic f join steps using (experiment, step_index) group by all order by 2',
    );
    expect(answer).toEqual({
      code: 0,
      stdout: [
        'device_id  source     values  top',
        '1          transfer   4       null',
        '1          transient  4       50',
        '',
      ].join('\n'),
      stderr: '',
    });
  });

  it('prints rows as CSV and as JSON', async () => {
    const statement = `select experiment, 'a "b", c' as "x,y", null as n, 1.5 as d, [1, null] as l, date '2025-08-04' as day,
      timestamp '2025-08-04 01:02:03' as time, {a: 1} as s, 'infinity'::double as inf, 9007199254740993 as big from experiments`;
    expect((await sql(statement, '--output', 'csv')).stdout).toBe(
      `experiment,"x,y",n,d,l,day,time,s,inf,big\n${experiment},"a ""b"", c",,1.5,"[1,null]",2025-08-04,2025-08-04T01:02:03.000Z,"{""a"":1}",Infinity,9007199254740993\n`,
    );
    expect(JSON.parse((await sql(statement, '--output', 'json')).stdout)).toEqual([
      {
        ...{ experiment, 'x,y': 'a "b", c', n: null, d: 1.5, l: [1, null], day: '2025-08-04' },
        ...{ time: '2025-08-04T01:02:03.000Z', s: { a: 1 }, inf: 'Infinity', big: '9007199254740993' },
      },
    ]);
    expect((await sql('from experiments where false', '--output', 'json')).stdout).toBe('[]\n');
  });

  it('writes rows into a file that its ending tells the format of', async () => {
    const statement = 'select step_index, absI_max from v2_transfer_basic order by 1';
    for (const ending of ['parquet', 'csv', 'json']) {
      const { code, stdout } = await sql(statement, '--output-file', `out/rows.${ending}`);
      expect({ code, stdout }).toEqual({ code: 0, stdout: `4 rows -> out/rows.${ending}\n` });
    }
    expect(namesIn(join(folder, 'out'))).toEqual(['rows.csv', 'rows.json', 'rows.parquet']);
    const { absI_max } = await readParquet(join(folder, 'out/rows.parquet'));
    const rows = JSON.parse(readFileSync(join(folder, 'out/rows.json'), 'utf8'));
    expect(rows.map((row: Record<string, unknown>) => row.absI_max)).toEqual(absI_max);
    expect(readFileSync(join(folder, 'out/rows.csv'), 'utf8')).toMatch(/^step_index,absI_max\n0,/);
  });

  it('lists the views and their columns when nothing is asked', async () => {
    const { code, stdout } = await sql();
    expect(code).toBe(0);
    expect(stdout).toMatch(/^view +column +type\n/);
    expect(stdout).toMatch(/^experiments +device_type +VARCHAR$/m);
    expect(stdout).toMatch(/^steps +param_topTime +BIGINT$/m);
    expect(stdout).toMatch(/^v2_transfer_basic +gm_ratio +DOUBLE$/m);
    expect((await sql('show tables')).stdout).toBe('name\nexperiments\nsteps\nv2_transfer_basic\n');
  });

  it('tells of damaged files, answers without them, and ends with exit code 1', async () => {
    const bad = join(folder, 'bad', 'x-feat_1.parquet');
    mkdirSync(join(folder, 'bad'));
    await makeFeatures(bad, { gm: [1] });
    truncateSync(bad, 100);
    const answer = await oect(['sql', 'select count(*) as n from v2_transfer_basic', '--root', 'data', 'bad'], folder);
    expect(answer).toEqual({
      code: 1,
      stdout: 'n\n4\n',
      stderr: expect.stringMatching(
        /^left out: \S+x-feat_1\.parquet is not a complete Parquet file: .* \[wrong-layout\]\n$/,
      ),
    });
  });

  it.each([
    ['a statement that is wrong', ['selct 1'], /^oect: Parser Error: syntax error at or near "selct"\n/],
    ['a view that there is not', ['from v2_trnsfer_basic'], /Did you mean "v2_transfer_basic"/],
    [
      'a statement that writes',
      ["copy (select 1) to 'data/x.csv'"],
      /^oect: a statement of the kind COPY is not run here/,
    ],
    ['an ending that says nothing', ['select 1', '--output-file', 'x.parq'], /is "parq"; did you mean "parquet"\?\n$/],
    ['an unknown format', ['select 1', '--output', 'xml'], /'xml' is invalid. Allowed choices are table, csv, json/],
  ])('refuses %s with exit code 2', async (_, args, message) => {
    const { code, stdout, stderr } = await sql(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it.each([
    ['a folder that is none', 'nowhere', /^oect: \S+nowhere does not exist; give a folder/],
    ['a folder with nothing of use', 'out', /^oect: there are no experiment and no feature files \(.*\) in \S+out\n$/],
  ])('refuses %s with exit code 2', async (_, root, message) => {
    const { code, stderr } = await oect(['sql', 'from experiments', '--root', root], folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
