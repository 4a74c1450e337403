import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { OectError } from '../../lib/errors.js';

/** Files of some kind. */
export interface FileNames {
  /** In a message: `experiment file`. */
  readonly what: string;
  /** What they are called; a folder is searched for these. */
  readonly patterns: readonly string[];
}

const EXPERIMENTS: FileNames = { what: 'experiment file', patterns: ['*-test_*.h5'] };

/**
 * The experiment files that paths stand for: a file is itself, a folder all experiment files in it and below, anything else
 * is a glob. Sorted as people count (2 before 10), each once.
 *
 * @throws OectError `bad-argument` if a path stands for nothing
 */
export function findExperiments(paths: readonly string[]): Promise<readonly string[]> {
  return findNamed(paths, EXPERIMENTS);
}

/** As {@link findExperiments}, for files of another kind. */
export async function findNamed(paths: readonly string[], names: FileNames): Promise<readonly string[]> {
  const found = await Promise.all(paths.map((path) => filesOf(path, names)));
  const natural = new Intl.Collator('en', { numeric: true });
  return [...new Set(found.flat())].sort(natural.compare);
}

async function filesOf(path: string, { what, patterns }: FileNames): Promise<readonly string[]> {
  const there = await stat(path).catch(() => undefined);
  if (there !== undefined && !there.isDirectory()) return [resolve(path)];
  // Not needed for single files, which should be quick.
  const { glob } = await import('tinyglobby');
  if (there !== undefined) {
    const files = await glob(
      patterns.map((pattern) => `**/${pattern}`),
      { cwd: path, absolute: true },
    );
    if (files.length === 0) {
      throw new OectError(
        'bad-argument',
        `there is no ${what} (${patterns.join(', ')}) in folder ${path} or below it; give a glob if they are called otherwise`,
      );
    }
    return files;
  }
  const files = await glob(path, { absolute: true });
  if (files.length === 0) {
    throw new OectError(
      'bad-argument',
      `${path} is no file, no folder, and no file matches it; give an existing ${what}, a folder or a glob in quotes`,
    );
  }
  return files;
}
