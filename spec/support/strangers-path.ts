import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { SOURCES } from '../../lib/experiment/step.js';

/** What this project itself is tested with: from the cache of npm, where there is no network. */
const { devDependencies } = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../package.json', import.meta.url)), 'utf8'),
);

const EXTRACTOR = `import { defineExtractor, missing } from 'oect-features';
import * as v from 'valibot';

export const onOff = defineExtractor({
  name: 'transfer.on_off',
  source: 'transfer',
  reads: ['Id'],
  description: 'largest by smallest |Id|',
  version: 1,
  params: v.strictObject({}),
  outputs: () => [{ name: '', shape: [], unit: '', description: 'on-off ratio' }],
  extract({ Id }) {
    const ratio = Math.max(...Id.map(Math.abs)) / Math.min(...Id.map(Math.abs));
    return Number.isFinite(ratio) ? ratio : missing('the current is 0 somewhere, or is not finite');
  },
});
`;

const TEST = `import { extractorLaws } from 'oect-features/testing';
import { onOff } from './on-off.js';

extractorLaws(onOff, { module: new URL('./on-off.js', import.meta.url), hasValueOf: ['one point', 'constant'] });
`;

/** The same, but it gives what comes out where the smallest current is 0, or NaN. */
const CARELESS = EXTRACTOR.replace(/return Number.*;/, 'return Id.length === 0 ? missing("no points") : ratio;');

const PROGRAM = `import { readdirSync } from 'node:fs';
import { defineFeatures, loadRegistry, threadPool } from 'oect-features';
import { batchExtract } from 'oect-features/pipelines';

const registry = await loadRegistry([new URL('./on-off.js', import.meta.url).href]);
const features = defineFeatures({ on_off: { extractor: 'transfer.on_off' } }, { registry, name: 'mine' });
const files = readdirSync('measured').filter((file) => file.endsWith('.h5')).map((file) => 'measured/' + file);
const pool = threadPool({ size: 2 });
const { successful, failed } = await batchExtract(files, features, { pool, directory: 'by program' });
console.log(JSON.stringify({ failed: failed.length, values: successful.map(({ values }) => values) }));
await pool[Symbol.asyncDispose]();
`;

const CONFIGURATION = `name: mine
features:
  - name: on_off
    extractor: transfer.on_off
`;

const QUERY = `import { DuckDBInstance } from '@duckdb/node-api';
const connection = await (await DuckDBInstance.create()).connect();
const rows = await connection.runAndReadAll(process.argv[2]);
console.log(JSON.stringify(rows.getRowsJson()));
`;

/**
 * What somebody does who has found the package: writes an extractor, tests its laws, runs it over a folder from a program and
 * from the command line, and reads what came out in DuckDB. All of it in a folder in which only the packed package is
 * installed.
 */
export function strangersPath(project: string): void {
  const run = (command: string, args: readonly string[]): string =>
    execFileSync(command, args, {
      cwd: project,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      env: environment,
    });
  const oect = (...args: readonly string[]): string => run(join(project, 'node_modules', '.bin', 'oect'), args);
  const write = (file: string, text: string): void => writeFileSync(join(project, file), text);
  const query = (sql: string): readonly (readonly unknown[])[] => JSON.parse(run('node', ['query.js', sql]));

  describe("a stranger's path", { timeout: 180_000 }, () => {
    beforeAll(() => {
      const packages = ['fast-check', '@duckdb/node-api'].map((name) => `${name}@${devDependencies[name]}`);
      run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error', ...packages]);
      oect('simulate', 'measured', '--experiments', '3', '--steps', '4', '--quiet');
    }, 180_000);

    it('begins with an extractor of fifteen lines, whose laws are tested in four', () => {
      expect(EXTRACTOR.split('\n').filter((line) => line !== '').length).toBeLessThanOrEqual(15);
      write('on-off.js', EXTRACTOR);
      write('on-off.test.js', TEST);
      expect(run('node', ['--test', '--test-reporter=tap', 'on-off.test.js'])).toMatch(/^# pass 1[2-9]\n# fail 0$/m);
    });

    it('shows a mistake as a curve', () => {
      mkdirSync(join(project, 'careless'));
      write('careless/on-off.js', CARELESS);
      write('careless/on-off.test.js', TEST);
      const failing = () => run('node', ['--test', '--test-reporter=tap', 'careless/on-off.test.js']);
      expect(failing).toThrow(
        expect.objectContaining({
          stdout: expect.stringMatching(
            /transfer\.on_off breaks the law \\?"shape\\?"[\s\S]*it gives (?:NaN|Infinity)[\s\S]*transfer step 0, \d points/,
          ),
        }),
      );
    });

    it('leads through a program', () => {
      write('extract.js', PROGRAM);
      expect(JSON.parse(run('node', ['extract.js']))).toEqual({ failed: 0, values: [4, 4, 4] });
      expect(readdirSync(join(project, 'by program'))).toHaveLength(3);
    });

    it('leads through the command line', () => {
      write('mine.yaml', CONFIGURATION);
      const args = ['--config', 'mine.yaml', '--extractors', './on-off.js', '--out', 'by command', '--json'];
      expect(JSON.parse(oect('extract', 'measured', ...args))).toMatchObject({
        failed: [],
        successful: [{ values: 4, nulls: 0 }, { values: 4 }, { values: 4 }],
      });
    });

    it('ends in DuckDB, where both tables are the same and no number is missing', () => {
      write('query.js', QUERY);
      const rowsOf = (folder: string) =>
        query(`select step_index, on_off from '${folder}/*.parquet' order by on_off, step_index`);
      const rows = rowsOf('by command');
      expect(rows).toHaveLength(12);
      for (const [, ratio] of rows) expect(ratio).toBeGreaterThan(1000);
      expect(rowsOf('by program')).toEqual(rows);
      const asked = oect(
        'sql',
        'select count(on_off) as steps from mine',
        '--root',
        'measured',
        'by command',
        '--output',
        'json',
      );
      expect(JSON.parse(asked)).toEqual([{ steps: 12 }]);
    });

    it.each(SOURCES)('has a shorter beginning: an extractor of %s steps written by a command', (source) => {
      const name = `my-${source}`;
      oect('extractors', '--new', name, '--source', source);
      expect(run('node', ['--test', '--test-reporter=tap', `${name}.test.js`])).toMatch(/^# fail 0$/m);
      const args = ['--config', `${name}.yaml`, '--extractors', `${name}.js`, '--out', name, '--json'];
      const report = JSON.parse(oect('extract', 'measured', ...args));
      expect(report).toMatchObject({
        failed: [],
        successful: [{ values: 4, failures: 0 }, { values: 4 }, { values: 4 }],
      });
      expect(query(`select count(my_${source}) from '${name}/*.parquet'`)).toEqual([['12']]);
    });
  });
}

/** Not that of vitest, by which a program would take itself for one of its tests. */
const { VITEST: _, NODE_TEST_CONTEXT: __, ...environment } = process.env;
