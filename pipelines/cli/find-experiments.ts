import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { OectError } from '../../lib/errors.js';

/** What experiment files are called; a folder is searched for these. */
const EXPERIMENT_FILES = '**/*-test_*.h5';

/**
 * The experiment files that paths stand for: a file is itself, a folder all experiment files in it and below, anything else
 * is a glob. Sorted as people count (2 before 10), each once.
 *
 * @throws OectError `bad-argument` if a path stands for nothing
 */
export async function findExperiments(paths: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(paths.map(filesOf));
  const natural = new Intl.Collator('en', { numeric: true });
  return [...new Set(found.flat())].sort(natural.compare);
}

async function filesOf(path: string): Promise<readonly string[]> {
  const there = await stat(path).catch(() => undefined);
  if (there !== undefined && !there.isDirectory()) return [resolve(path)];
  // Not needed for single files, which should be quick.
  const { glob } = await import('tinyglobby');
  if (there !== undefined) {
    const files = await glob(EXPERIMENT_FILES, { cwd: path, absolute: true });
    if (files.length === 0) {
      throw new OectError(
        'bad-argument',
        `there is no experiment file (*-test_*.h5) in folder ${path} or below it; give a glob if they are called otherwise`,
      );
    }
    return files;
  }
  const files = await glob(path, { absolute: true });
  if (files.length === 0) {
    throw new OectError(
      'bad-argument',
      `${path} is no file, no folder, and no file matches it; give an experiment file, a folder or a glob in quotes`,
    );
  }
  return files;
}
