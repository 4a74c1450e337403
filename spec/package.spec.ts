import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingFiles } from './support/entry-points.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const LICENCES = ['MIT', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', '0BSD'];

describe('package.json', () => {
  it('names only files that are there once it is built', () => {
    expect(missingFiles()).toEqual([]);
  });

  it('depends on packages with a free licence', () => {
    const licences = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }).map((name) => {
      const { license } = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'));
      // h5wasm points to a file: the licence of NIST, which puts its work into the public domain, over HDF5's own, a BSD licence.
      return { name, license: name === 'h5wasm' ? 'BSD-3-Clause' : license };
    });
    expect(licences.filter(({ license }) => !LICENCES.includes(license))).toEqual([]);
  });
});

describe('the packed package, installed in an empty project', () => {
  const project = mkdtempSync(join(tmpdir(), 'oect package '));
  const oect = join(project, 'node_modules', '.bin', 'oect');

  beforeAll(() => {
    const [packed] = JSON.parse(
      run('npm', ['pack', '--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', project], root),
    );
    writeFileSync(join(project, 'package.json'), '{ "name": "someone", "private": true, "type": "module" }');
    const quietly = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
    run('npm', ['install', ...quietly, join(project, packed.filename)], project);
  }, 120_000);
  afterAll(() => rmSync(project, { recursive: true }));

  it('has no sources or specs in it', () => {
    expect(readdirSync(join(project, 'node_modules/oect-features')).sort()).toEqual(
      ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'package.json'].sort(),
    );
  });

  it('extracts with worker threads from the command line', () => {
    run(oect, ['simulate', 'data', '--experiments', '2', '--steps', '3', '--quiet'], project);
    const report = JSON.parse(
      run(oect, ['extract', 'data', '--config', 'v2_all', '--workers', '2', '--json'], project),
    );
    expect(report).toMatchObject({
      failed: [],
      skipped: [],
      workers: 2,
      successful: [{ rows: 3, failures: 0 }, { rows: 3 }],
    });
  });

  it('says what to install for SQL, which is not installed with it', () => {
    const { status, stdout, stderr } = spawnSync(oect, ['sql', '--root', 'data'], { cwd: project, encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: '',
      stderr: 'oect: SQL needs DuckDB, which is not installed; run: npm install @duckdb/node-api\n',
    });
  });

  it('runs an extractor of its own from a program', () => {
    writeFileSync(
      join(project, 'points.js'),
      `import { defineExtractor } from 'oect-features';
       import * as v from 'valibot';
       export const points = defineExtractor({
         name: 'transfer.points', source: 'transfer', description: 'points of the sweep', version: 1, params: v.strictObject({}),
         outputs: () => [{ name: '', shape: [], unit: '', description: 'points' }],
         extract: ({ Vg }) => Vg.length,
       });`,
    );
    writeFileSync(
      join(project, 'program.js'),
      `import { readdirSync } from 'node:fs';
       import { defineFeatures, loadRegistry, threadPool } from 'oect-features';
       import { batchExtract } from 'oect-features/pipelines';
       const registry = await loadRegistry([new URL('./points.js', import.meta.url).href]);
       const features = defineFeatures({ points: { extractor: 'transfer.points' } }, { registry });
       const pool = threadPool({ size: 1 });
       const files = readdirSync('data').filter((file) => file.endsWith('.h5')).map((file) => 'data/' + file);
       const { successful } = await batchExtract(files, features, { pool, format: 'none' });
       console.log(JSON.stringify(successful.map(({ values }) => values)));
       await pool[Symbol.asyncDispose]();`,
    );
    expect(JSON.parse(run('node', ['program.js'], project))).toEqual([3, 3]);
  });
});

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}
