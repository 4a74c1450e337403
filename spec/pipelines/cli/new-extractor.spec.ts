import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { defineFeatures } from '../../../lib/config/configuration.js';
import { loadConfiguration } from '../../../lib/config/load-configuration.js';
import { SOURCES } from '../../../lib/experiment/step.js';
import { loadRegistry } from '../../../lib/extractors/registry.js';
import { oect, runCommand } from '../../support/oect.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const temporary = temporaryFolder();

/** A project with this package and those that its tests need, as npm would have installed them. */
function project(name: string, manifest: object, packages: readonly string[] = []): string {
  const folder = join(temporary, name);
  const modules = join(folder, 'node_modules');
  mkdirSync(modules, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  symlinkSync(root, join(modules, 'oect-features'));
  for (const dependency of packages) symlinkSync(join(root, 'node_modules', dependency), join(modules, dependency));
  return folder;
}

/** They start threads and test runners of their own. */
const TIMEOUT_MS = 180_000;

describe.concurrent('oect extractors --new', { timeout: TIMEOUT_MS }, () => {
  it.each(SOURCES)(
    'writes an extractor of %s steps that obeys all laws and is computed by its configuration',
    async (source) => {
      const folder = project(source, { type: 'module' }, ['valibot', 'fast-check']);
      const { code, stdout, stderr } = await oect(['extractors', '--new', 'half-way', '--source', source], folder);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toBe(
        [
          'the extractor  half-way.js',
          'its laws       half-way.test.js',
          'computes it    half-way.yaml',
          '',
          'Next:',
          '  node --test half-way.test.js',
          `  npx oect extractors ${source}.half_way --extractors half-way.js`,
          '  npx oect extract DATA --config half-way.yaml --extractors half-way.js',
          '',
        ].join('\n'),
      );
      const tested = await runCommand(process.execPath, ['--test', '--test-reporter=tap', 'half-way.test.js'], folder);
      expect(tested.stdout).toMatch(/^# fail 0$/m);
      expect(tested.stdout).toMatch(
        /^ *ok \d+ - gives the same however its steps are spread, in this thread and in another$/m,
      );
      expect(tested.code).toBe(0);

      const registry = await loadRegistry([join(folder, 'half-way.js')]);
      const configuration = await loadConfiguration(join(folder, 'half-way.yaml'), { registry });
      expect(configuration.graph.features.map(({ name }) => name)).toEqual(['half_way']);
      expect(configuration.warnings).toEqual([]);
      expect(() =>
        defineFeatures({ other: { extractor: `${source}.half_way`, params: { share: 2 } } }, { registry }),
      ).toThrow(/share/);
    },
  );

  it('writes a test for vitest where the project has it', async () => {
    const folder = project('vitest', { type: 'module', devDependencies: { vitest: '*' } }, [
      'valibot',
      'fast-check',
      'vitest',
    ]);
    const { stdout } = await oect(['extractors', '--new', 'half-way'], folder);
    expect(stdout).toContain('  npx vitest run half-way.test.js\n');
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const tested = await runCommand(process.execPath, [vitest, 'run', '--reporter=json'], folder);
    const report = JSON.parse(tested.stdout.slice(tested.stdout.indexOf('{')));
    expect(report).toMatchObject({ success: true, numFailedTests: 0 });
    expect(report.numPassedTests).toBeGreaterThan(12);
  });

  it('says what is to be installed, and writes .mjs where .js would be no module', async () => {
    const folder = join(temporary, 'empty');
    mkdirSync(folder);
    const { stdout } = await oect(['extractors', '--new', 'half-way', '--dir', 'my lab'], folder);
    expect(readdirSync(join(folder, 'my lab')).toSorted()).toEqual([
      'half-way.mjs',
      'half-way.test.mjs',
      'half-way.yaml',
    ]);
    expect(stdout).toContain('  npm install oect-features valibot\n  npm install --save-dev fast-check\n');
    expect(stdout).toContain('  node --test "my lab/half-way.test.mjs"\n');
  });

  it('overwrites nothing: if one of its files is there, none is written', async () => {
    const folder = join(temporary, 'taken');
    mkdirSync(folder);
    writeFileSync(join(folder, 'half-way.yaml'), 'mine');
    const { code, stdout, stderr } = await oect(['extractors', '--new', 'half-way'], folder);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe('oect: half-way.yaml is there already; nothing was written: choose another name or --dir\n');
    expect(readdirSync(folder)).toEqual(['half-way.yaml']);
    expect(readFileSync(join(folder, 'half-way.yaml'), 'utf8')).toBe('mine');
  });

  it.each([
    [
      ['--new', '3rd'],
      '"3rd" is no name for an extractor; use letters, digits, - and _, beginning with a letter: my-feature',
    ],
    [['--new', '../up'], '"../up" is no name for an extractor'],
    [['--new', 'gm_max'], 'there is an extractor transfer.gm_max already; choose another name'],
    [['--new', 'a', '--source', 'output'], "option '--source <source>' argument 'output' is invalid"],
    [
      ['transfer.gm_max', '--new', 'a'],
      '--new a writes an extractor, and transfer.gm_max shows one; ask for one of them',
    ],
    [['--dir', 'somewhere'], '--source and --dir are for a new extractor; give its name: --new my-feature'],
  ])('refuses %j with exit code 2, and writes nothing', async (args, message) => {
    const folder = join(temporary, `refused ${args.join(' ').replaceAll('/', '_')}`);
    mkdirSync(folder);
    const { code, stdout, stderr } = await oect(['extractors', ...args], folder);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(readdirSync(folder)).toEqual([]);
  });
});
