import { cpSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../../lib/config/parse-configuration.js';
import { inlinePool } from '../../../lib/pool/inline-pool.js';
import { batchExtract } from '../../../pipelines/batch-extract.js';
import { goodFile } from '../../support/bad-files.js';
import { oect } from '../../support/oect.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();
const CONFIGURATION = (direction: string, compat = '') => `features:
  gm: { extractor: transfer.gm_max, params: { direction: ${direction} } }
  Von: { extractor: transfer.Von }
  absI_max: { extractor: transfer.absI_max }
${compat}`;

/** A golden experiment, extracted with three configurations. */
const files: Record<string, string> = {};

beforeAll(async () => {
  await using pool = inlinePool();
  const configurations = {
    forward: CONFIGURATION('forward'),
    reverse: CONFIGURATION('reverse'),
    legacy: CONFIGURATION('forward', 'compat: oect-infra-1.2\n'),
  };
  for (const [name, text] of Object.entries(configurations)) {
    const configuration = parseConfiguration(text, { file: `${name}.yaml`, name });
    const { successful } = await batchExtract([goodFile()], configuration, { pool, directory: folder });
    files[name] = successful[0]?.output ?? '';
  }
});

const diff = (a: string, b: string, ...options: string[]) =>
  oect(['diff', files[a] ?? a, files[b] ?? b, ...options], folder);

describe('oect diff', () => {
  it('says that a table is the same as itself, with exit code 0', async () => {
    const { code, stdout, stderr } = await diff('forward', 'forward');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^They are the same: 12 cells in 3 columns\.$/m);
  });

  it('says which cells differ, by how much, and which parameter is why, with exit code 1', async () => {
    const { code, stdout, stderr } = await diff('forward', 'reverse');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/^4 of 12 cells differ, in 1 of 3 columns\.$/m);
    expect(stdout).toMatch(/^ {2}gm +4 +4 +0 +0 +\S+ at step \d +\S+ at step \d$/m);
    expect(stdout).toMatch(/^ {2}\d +gm +\S+ +\S+ +\S+ +\S+ +\S+$/m);
    expect(stdout).toMatch(
      /^Different in how they were made \(A -> B\)\n {2}feature "gm": direction: forward -> reverse$/m,
    );
  });

  it('prints all of it as JSON', async () => {
    const { code, stdout } = await diff('forward', 'reverse', '--json', '--limit', '2');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      equal: false,
      different: 4,
      columns: [{ column: 'gm', different: 4 }, { column: 'Von', different: 0 }, { column: 'absI_max' }],
      cells: [{ column: 'gm' }, { column: 'gm' }],
      reasons: [{ kind: 'feature', feature: 'gm', message: 'feature "gm": direction: forward -> reverse' }],
    });
  });

  it('takes a tolerance and columns', async () => {
    expect(await diff('forward', 'reverse', '--columns', 'Von', 'absI_max')).toMatchObject({ code: 0 });
    expect(await diff('forward', 'reverse', '--atol', '1')).toMatchObject({ code: 0 });
    expect(await diff('forward', 'reverse', '--rtol', '1e-12')).toMatchObject({ code: 1 });
  });

  it('names the defaults of the Python system', async () => {
    const { stdout } = await diff('forward', 'legacy');
    expect(stdout).toMatch(/^ {2}compat: not given -> oect-infra-1\.2$/m);
    expect(stdout).toMatch(/^ {2}feature "Von": split: auto -> midpoint \(default of compat in B\)$/m);
  });

  it('compares with a table of another program, in which some rows are missing', async () => {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const other = join(folder, 'other.parquet');
    await connection.run(
      `copy (select step_index, gm, absI_max * 2 as absI_max, 'text' as who from '${files.forward}' where step_index > 0 order by step_index desc)
       to '${other}' (format parquet)`,
    );
    connection.closeSync();
    const { code, stdout } = await diff('forward', 'other.parquet');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Columns only in A: Von$/m);
    expect(stdout).toMatch(/^Steps only in A: 0$/m);
    expect(stdout).toMatch(/^Not compared, for they are no numbers: B: who \(BYTE_ARRAY\)$/m);
    expect(stdout).toMatch(/^3 of 6 cells differ, in 1 of 2 columns\.$/m);
    expect(stdout).toMatch(/^ {2}absI_max +3 +3 +0 +0 +\S+ at step \d +0\.5 at step 1$/m);
    expect(stdout).toMatch(/^ {2}B does not say how it was made/m);
  });

  it.each([
    ['a file that is not there', ['diff', 'none.parquet', 'none.parquet'], /^oect: none\.parquet does not exist\n$/],
    ['an experiment file', ['diff', 'data.h5', 'data.h5'], /^oect: data\.h5 cannot be read as a table: it is neither/],
    ['a damaged file', ['diff', 'cut.parquet', 'cut.parquet'], /^oect: cut\.parquet cannot .*: its end is missing/],
    ['one file', ['diff', 'cut.parquet'], /missing required argument 'B'/],
    ['a tolerance that is none', ['diff', 'a', 'b', '--rtol', '-1'], /"-1" is not a number of at least 0/],
  ])('refuses %s with exit code 2', async (_, args, message) => {
    cpSync(goodFile(), join(folder, 'data.h5'));
    cpSync(files.forward ?? '', join(folder, 'cut.parquet'));
    truncateSync(join(folder, 'cut.parquet'), 1000);
    const { code, stdout, stderr } = await oect(args, folder);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it('names the nearest to a column that there is not', async () => {
    const { code, stderr } = await diff('forward', 'reverse', '--columns', 'absI_mx');
    expect(code).toBe(2);
    expect(stderr).toBe('oect: neither table has a column "absI_mx"; did you mean "absI_max"?\n');
  });

  it('shows a table of pandas beside one of its own, and how it is used', async () => {
    const pandas = fileURLToPath(new URL('../../fixtures/parquet/pandas.parquet', import.meta.url));
    expect(await diff(pandas, pandas)).toMatchObject({ code: 0 });
    const { code, stdout } = await oect(['diff', '--help'], folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/oect diff old\.parquet new\.parquet/);
  });
});
