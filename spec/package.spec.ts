import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkPackage, createPackageFromTarballData, Package } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deadLinks } from './support/document.js';
import { entryPoints, missingFiles } from './support/entry-points.js';
import { strangersPath } from './support/strangers-path.js';
import { temporaryFolder } from './support/temporary-folder.js';

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

  it('has the version that the changelog tells of first', () => {
    const [, latest] = /^## \[([^\]]+)\] - /m.exec(readFileSync(join(root, 'CHANGELOG.md'), 'utf8')) ?? [];
    expect(manifest.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(latest).toBe(manifest.version);
  });
});

describe('the packed package', () => {
  const folder = temporaryFolder();
  let tarball: Uint8Array<ArrayBuffer>;
  beforeAll(() => {
    tarball = Uint8Array.from(readFileSync(pack(folder)));
  }, 120_000);

  /** What is wrong with the types for programs that can import this package: modules, for Node.js or for a bundler. */
  const problemsOf = async (checked: Package) => {
    const { types, ...result } = await checkPackage(checked);
    if (!types) return ['there are no types'];
    const { problems } = result as { readonly problems: readonly object[] };
    return problems.filter((problem) => {
      const { resolutionKind } = problem as { readonly resolutionKind?: string };
      // Modules can be required since Node.js 20.19; resolution as before Node.js 12 knows no `exports`.
      return resolutionKind !== 'node10' && resolutionKind !== 'node16-cjs';
    });
  };

  it('can be published: npm has nothing to correct', () => {
    const args = ['publish', '--dry-run', '--offline', '--ignore-scripts'];
    const { status, stderr } = spawnSync('npm', args, { cwd: root, encoding: 'utf8' });
    const warnings = stderr.split('\n').filter((line) => /^npm (warn|error)/i.test(line));
    expect({ status, warnings: warnings.filter((line) => !line.includes('requires you to be logged in')) }).toEqual({
      status: 0,
      warnings: [],
    });
  });

  it('has nothing that publint objects to', async () => {
    const { messages } = await publint({ pack: { tarball: tarball.buffer }, strict: true });
    expect(messages).toEqual([]);
  });

  it('has types that are those of the modules, in Node.js and for bundlers', async () => {
    const checked = createPackageFromTarballData(tarball);
    expect(await problemsOf(checked)).toEqual([]);
  }, 60_000);

  it('would be told of types that are not there', async () => {
    const whole = createPackageFromTarballData(tarball);
    const prefix = `/node_modules/${manifest.name}/`;
    const files = whole.listFiles().filter((file) => file.startsWith(prefix) && !file.endsWith('/dist/lib/core.d.ts'));
    const contents = Object.fromEntries(files.map((file) => [file, whole.readFile(file)]));
    const broken = await problemsOf(new Package(contents, manifest.name, manifest.version));
    expect(broken).toContainEqual(expect.objectContaining({ kind: 'UntypedResolution', entrypoint: './core' }));
  }, 60_000);
});

describe('the packed package, installed in an empty project', () => {
  const project = mkdtempSync(join(tmpdir(), 'oect package '));
  const oect = join(project, 'node_modules', '.bin', 'oect');

  beforeAll(() => {
    writeFileSync(join(project, 'package.json'), '{ "name": "someone", "private": true, "type": "module" }');
    const quietly = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
    run('npm', ['install', ...quietly, pack(project)], project);
  }, 120_000);
  afterAll(() => rmSync(project, { recursive: true }), 60_000);

  it('has no sources or specs in it, and the guide that its README leads to', () => {
    const installed = join(project, 'node_modules/oect-features');
    expect(readdirSync(installed).sort()).toEqual(
      ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'docs', 'package.json'].sort(),
    );
    expect(deadLinks(join(installed, 'README.md'))).toEqual([]);
  });

  it('says its version', () => {
    expect(run(oect, ['--version'], project)).toBe(`${manifest.version}\n`);
  });

  it('imports from every entry', () => {
    // A worker can only be imported by a thread, and the laws of extractors by who has installed fast-check, a peer.
    const others = ['oect-features/worker', 'oect-features/testing'];
    const names = entryPoints.map(({ name }) => name).filter((name) => !others.includes(name));
    const program = names.map((name) => `await import('${name}');`).join('\n');
    expect(run('node', ['--input-type=module', '--eval', program], project)).toBe('');
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

  // Last: more is installed on the way.
  strangersPath(project);
});

/** Packs what is built; the path of the tarball. */
function pack(folder: string): string {
  const quietly = ['--ignore-scripts', '--loglevel=error'];
  const [packed] = JSON.parse(run('npm', ['pack', '--json', ...quietly, '--pack-destination', folder], root));
  return join(folder, packed.filename);
}

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}
