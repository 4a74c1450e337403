import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { blocksOf, deadLinks } from './support/document.js';
import { blockSpecs } from './support/document-specs.js';
import { featureFilesIn, readParquet } from './support/feature-files.js';
import { OECT, runCommand } from './support/oect.js';
import { temporaryFolder } from './support/temporary-folder.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const path = join(root, 'README.md');
const readme = readFileSync(path, 'utf8');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The project of somebody who has installed the package. */
const project = temporaryFolder();

describe.skipIf(process.platform === 'win32')('README.md', () => {
  it('has what and why, a picture, a program of ten lines and what it prints on its first screen', () => {
    const [picture, program] = blocksOf(path);
    expect([picture?.language, program?.language]).toEqual(['text', 'ts']);
    const lines = program?.code.trimEnd().split('\n') ?? [];
    expect(lines.filter((line) => line !== '' && !line.startsWith('//')).length).toBeLessThanOrEqual(10);
    expect(program?.output?.text).toMatch(/./);
    expect((program?.line ?? 0) + lines.length).toBeLessThanOrEqual(45);
  });

  it('names scripts that there are', () => {
    const named = [...readme.matchAll(/npm (?:run )?(\w+)/g)].map(([, name = '']) => name);
    expect(named).toEqual(expect.arrayContaining(['ci', 'demo', 'test', 'docs', 'bench']));
    expect(Object.keys(manifest.scripts)).toEqual(
      expect.arrayContaining(named.filter((name) => name !== 'ci' && name !== 'install')),
    );
  });

  it('links to files that there are', () => {
    expect(readme).toContain('](docs/guide/README.md)');
    expect(deadLinks(path)).toEqual([]);
  });

  it('tells of every command, and has a configuration to start from', async () => {
    const help = (await runCommand(process.execPath, [OECT, '--help'], project)).stdout;
    const commands = [...help.matchAll(/^ {2}(\w+) (?: |\[|<)/gm)]
      .map(([, name]) => name)
      .filter((name) => name !== 'help');
    expect(commands.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
    const [, line = ''] = /`oect (configs \S+ --yaml) > mine\.yaml`/.exec(readme) ?? [];
    expect(execFileSync(process.execPath, [OECT, ...line.split(' ')], { encoding: 'utf8' })).toMatch(/^features:/m);
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
    blockSpecs(path, join(project, 'mine'), ({ folder }) => {
      // As the line above the first program says.
      const [, line = ''] = /^With .*`oect (simulate data .*)`/m.exec(readme) ?? [];
      execFileSync(process.execPath, [OECT, ...line.split(' '), '--quiet'], { cwd: folder });
    });
  });
});
