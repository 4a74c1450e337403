import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { featureFilesIn, namesIn, readParquet } from './support/feature-files.js';
import { type Ended, OECT, runCommand } from './support/oect.js';
import { temporaryFolder } from './support/temporary-folder.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const blocks = [...readme.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', code = '']) => ({
  language,
  code,
}));

/** The code of the blocks of a language, in the order in which they stand. */
function codeOf(language: string): readonly string[] {
  return blocks.filter((block) => block.language === language).map(({ code }) => code);
}

const [demo = '', test = '', commands = '', extractWithModule = ''] = codeOf('sh');
const [mine = '', oneMore = ''] = codeOf('yaml');
const [program = '', pipeline = ''] = codeOf('ts');
const [module = ''] = codeOf('js');

/** The project of somebody who has installed the package. */
const project = temporaryFolder();

beforeAll(() => {
  const modules = join(project, 'node_modules');
  for (const folder of ['.bin', '@types']) mkdirSync(join(modules, folder), { recursive: true });
  symlinkSync(root, join(modules, 'oect-features'));
  for (const name of ['rxjs', 'valibot', 'apache-arrow', '@types/node']) {
    symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
  const command = join(modules, '.bin', 'oect');
  writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${OECT}" "$@"\n`, { mode: 0o755 });
  write('package.json', '{ "private": true, "type": "module" }');
});

function write(name: string, text: string): void {
  writeFileSync(join(project, name), text);
}

/** Runs lines of a shell in the project, to the first that fails. */
function shell(lines: string): Promise<Ended> {
  return runCommand('bash', ['-ec', `PATH="$PWD/node_modules/.bin:$PATH"\n${lines}`], project);
}

/** A program of the README, in which `files` are experiment files that somebody has. */
function withFiles(code: string): string {
  const files = [1, 2].map((device) => `data/#20250804008-${device}-stability-test_20250804_000${device}.h5`);
  return `const files = ${JSON.stringify(files)};\n${code}`;
}

/** Runs a program that was compiled from TypeScript. */
function run(file: string): Promise<Ended> {
  return runCommand(process.execPath, [join('compiled', file)], project);
}

describe.skipIf(process.platform === 'win32')('README.md', () => {
  it('has these blocks of code, all of which are run here', () => {
    expect(blocks.map(({ language }) => language)).toEqual([
      'text',
      'sh',
      'sh',
      'sh',
      'yaml',
      'ts',
      'ts',
      'js',
      'yaml',
      'sh',
    ]);
  });

  it('names scripts that there are', () => {
    const named = [...readme.matchAll(/npm (?:run )?(\w+)/g)].map(([, name = '']) => name);
    expect(named).toEqual(expect.arrayContaining(['ci', 'demo', 'test', 'bench']));
    expect(Object.keys(manifest.scripts)).toEqual(
      expect.arrayContaining(named.filter((name) => name !== 'ci' && name !== 'install')),
    );
    expect([demo, test]).toEqual(['npm ci && npm run demo\n', 'npm test\n']);
  });

  it('has a demo that shows a table and says where it lies', async () => {
    const built = manifest.scripts.demo.replace(/^.*&& node /, '');
    const { code, stdout, stderr } = await runCommand(process.execPath, [join(root, built), 'a demo'], project);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('8 feature tables in ');
    const [, table = ''] = /\nThis table: (.*)\n/.exec(stdout) ?? [];
    const { absI_max = [] } = await readParquet(table);
    expect(absI_max).toHaveLength(20);
    for (const current of absI_max) expect(stdout).toContain((current as number).toPrecision(4));
    expect(featureFilesIn(join(project, 'a demo', 'features'))).toHaveLength(8);
  });

  describe('in the order in which it is read', () => {
    it('runs the commands', async () => {
      const { code, stdout, stderr } = await shell(commands);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain('8 experiments of 20 + 20 steps -> data');
      expect(stdout).toContain('Nothing is wrong with it.');
      expect(stdout).toContain('8 experiments -> features: 160 steps');
      expect(namesIn(join(project, 'data'))).toHaveLength(9);
      expect(featureFilesIn(join(project, 'features'))).toHaveLength(8);
    });

    it('makes a configuration to start from, and extracts with it and with the one that is shown', async () => {
      const [, line = ''] = /`(oect configs \S+ --yaml > mine\.yaml)`/.exec(readme) ?? [];
      expect(line).not.toBe('');
      expect(await shell(`${line}\noect configs mine.yaml > /dev/null`)).toEqual({ code: 0, stdout: '', stderr: '' });
      write('mine.yaml', mine);
      const file = 'data/#20250804008-1-*.h5';
      const ended = await shell(`oect extract "${file}" --config mine.yaml --out mine --json`);
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      const [output = ''] = featureFilesIn(join(project, 'mine'));
      const columns = await readParquet(output);
      expect(Object.keys(columns)).toEqual(expect.arrayContaining(['gm_max_0', 'gm_max_1', 'tau_0_0', 'tau_0_1']));
    });

    it('has programs and an extractor of the right types', async () => {
      write('program.ts', withFiles(program));
      write('pipeline.ts', withFiles(pipeline));
      write('my-extractors.js', module);
      const compilerOptions = {
        ...{ strict: true, checkJs: true, skipLibCheck: true, types: ['node'], rootDir: '.', outDir: 'compiled' },
        ...{ target: 'es2023', module: 'nodenext', lib: ['es2023', 'esnext.disposable'] },
      };
      write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['*.ts', '*.js'] }));
      const compiler = join(root, 'node_modules', '.bin', 'tsc');
      expect(await runCommand(compiler, ['-p', '.'], project)).toEqual({ code: 0, stdout: '', stderr: '' });
    });

    it('runs the program', async () => {
      // Otherwise there would be nothing left to do.
      rmSync(join(project, 'features'), { recursive: true });
      const { code, stdout, stderr } = await run('program.js');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(
        /^#20250804008-1-stability-test_20250804_0001 .*features.*\.parquet 140 0\n#20250804008-2-/,
      );
    });

    it('runs the RxJS pipeline', async () => {
      const { code, stdout, stderr } = await run('pipeline.js');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      // Two columns of 20 numbers, each relative to its first.
      expect(stdout.match(/^.*\[\s+1,/gm)).toHaveLength(2);
    });

    it('extracts with the extractor of its own', async () => {
      const { features, ...others } = parse(mine);
      write('mine.yaml', stringify({ ...others, features: [...features, ...parse(oneMore)] }));
      const { code, stderr } = await shell(extractWithModule.replace('extract data', 'extract data --out own'));
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const outputs = featureFilesIn(join(project, 'own'));
      expect(outputs).toHaveLength(8);
      const { on_off = [] } = await readParquet(outputs[0] ?? '');
      expect(on_off).toHaveLength(20);
      for (const ratio of on_off) expect(ratio).toBeGreaterThan(1);
    });
  });
});
