import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Block, blocksOf, outputPattern } from './support/document.js';
import { type Ended, oect } from './support/oect.js';
import { Project } from './support/project.js';
import { temporaryFolder } from './support/temporary-folder.js';

const guide = fileURLToPath(new URL('../docs/guide', import.meta.url));
const pages = readdirSync(guide).filter((name) => name.endsWith('.md') && name !== 'README.md');

/** Python with what the pages for it need; machines that are to run these specs need not have it. */
const PYTHON = process.env.PYTHON ?? 'python3';

function hasPandas(): boolean {
  try {
    execFileSync(PYTHON, ['-c', 'import pandas, pyarrow'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const canRunPython = hasPandas();
const LANGUAGES = ['sh', 'ts', 'js', 'yaml', 'python'];

describe('the guide', () => {
  it('has these pages, which its first page lists', () => {
    const index = readFileSync(join(guide, 'README.md'), 'utf8');
    expect([...index.matchAll(/\]\((\S+\.md)\)/g)].map(([, page]) => page).sort()).toEqual(pages.toSorted());
    expect(pages).toHaveLength(10);
  });

  it.each(pages)('is short: %s', (page) => {
    expect(readFileSync(join(guide, page), 'utf8').split('\n').length).toBeLessThanOrEqual(120);
  });
});

describe.skipIf(process.platform === 'win32')('the code of the guide', () => {
  const root = temporaryFolder();
  const data = join(root, 'data');
  beforeAll(async () => {
    // What `oect simulate data` writes: the pages after the first begin with it.
    expect((await oect(['simulate', data, '--quiet'], root)).code).toBe(0);
  });

  describe.each(pages)('%s', (page) => {
    const blocks = blocksOf(join(guide, page));
    let project: Project;

    beforeAll(async () => {
      project = new Project(join(root, page));
      cpSync(data, join(project.folder, 'data'), { recursive: true });
      for (const { file, code } of blocks) if (file !== undefined) project.write(file, code);
      if (blocks.some(({ language }) => language === 'ts' || language === 'js')) {
        expect(await project.compile()).toEqual({ code: 0, stdout: '', stderr: '' });
      }
    });

    for (const block of blocks) {
      const title = `${block.language} in line ${block.line}${block.file === undefined ? '' : `: ${block.file}`}`;
      it.skipIf(block.language === 'python' && !canRunPython)(title, async () => {
        expect(LANGUAGES).toContain(block.language);
        const ended = await run(block);
        if (ended === undefined) return;
        expect(ended.code, ended.stdout).toBe(0);
        if (block.output !== undefined) expect(ended.stdout).toMatch(outputPattern(block.output));
      });
    }

    /** Runs a block if it is more than a file that others use. */
    async function run({ language, code, file, output }: Block): Promise<Ended | undefined> {
      if (language === 'sh') return project.shell(code);
      expect(file, 'a block that is a file says which in its first line').toBeDefined();
      if (language === 'yaml') return project.shell(`oect configs ${file} --strict > /dev/null`);
      if (language === 'python') return project.shell(`${PYTHON} ${file}`);
      return output === undefined ? undefined : project.run(file ?? '');
    }
  });
});
