import { execFileSync } from 'node:child_process';
import { basename } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { type Block, blocksOf, expectOutput } from './document.js';
import type { Ended } from './oect.js';
import { Project } from './project.js';

/** Python with pandas and pyarrow; machines that run the specs need not have it. */
const PYTHON = process.env.PYTHON ?? 'python3';

const LANGUAGES = ['sh', 'ts', 'js', 'yaml', 'python'];

/** A block may be a whole session at the command line, and machines that test are busy. */
const TIMEOUT_MS = 120_000;

/**
 * A spec for each block of code of a document, in their order: it runs, and prints what the document shows. Programs and modules
 * are compiled first, as strictly as can be.
 *
 * @param folder - of a project that somebody has begun
 * @param begin - what the document takes for granted
 */
export function blockSpecs(path: string, folder: string, begin: (project: Project) => void): void {
  const blocks = blocksOf(path).filter(({ language }) => language !== 'text');
  let project: Project;

  beforeAll(async () => {
    project = new Project(folder);
    begin(project);
    for (const { file, code } of blocks) if (file !== undefined) project.write(file, code);
    if (blocks.some(({ language }) => language === 'ts' || language === 'js')) {
      expect(await project.compile()).toEqual({ code: 0, stdout: '', stderr: '' });
    }
  }, TIMEOUT_MS);

  for (const block of blocks) {
    const { language, line, file, output } = block;
    const title = `${language} in line ${line} of ${basename(path)}${file === undefined ? '' : `: ${file}`}`;
    it.skipIf(language === 'python' && !hasPandas)(
      title,
      async () => {
        expect(LANGUAGES).toContain(language);
        const ended = await run(block, project);
        if (ended === undefined) return;
        expect(ended.code, ended.stdout).toBe(0);
        if (output !== undefined) expectOutput(ended.stdout, output);
      },
      TIMEOUT_MS,
    );
  }
}

/** Runs a block if it is more than a file that others use. */
async function run({ language, code, file, output }: Block, project: Project): Promise<Ended | undefined> {
  if (language === 'sh') return project.shell(code);
  expect(file, 'a block that is a file says which in its first line').toBeDefined();
  if (language === 'yaml') return project.shell(`oect configs ${file} --strict > /dev/null`);
  if (language === 'python') return project.shell(`${PYTHON} ${file}`);
  return output === undefined ? undefined : project.run(file ?? '');
}

const hasPandas = ((): boolean => {
  try {
    execFileSync(PYTHON, ['-c', 'import pandas, pyarrow'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
