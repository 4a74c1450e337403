import { stat } from 'node:fs/promises';
import { OectError } from '../../lib/errors.js';

/** What folders hold, as far as it has the names that this program and the instruments give. Absolute paths. */
export interface FoundFiles {
  readonly experiments: readonly string[];
  readonly features: readonly string[];
}

const EXPERIMENTS = /-test_[^/\\]*\.h5$/;

/**
 * All experiment and feature files in folders and below them, each once.
 *
 * @throws OectError `bad-argument` if one of them is no folder, or there is nothing in all of them
 */
export async function findFiles(folders: readonly string[]): Promise<FoundFiles> {
  const { glob } = await import('tinyglobby');
  const found = new Set<string>();
  for (const folder of folders) {
    const there = await stat(folder).catch(() => undefined);
    if (!there?.isDirectory()) {
      throw new OectError('bad-argument', `${folder} is no folder; give one with experiment or feature files below it`);
    }
    const patterns = ['**/*-test_*.h5', '**/*-feat_*.{parquet,arrow}'];
    for (const file of await glob(patterns, { cwd: folder, absolute: true })) found.add(file);
  }
  if (found.size === 0) {
    throw new OectError(
      'bad-argument',
      `there are no experiment files (*-test_*.h5) and no feature files (*-feat_*.parquet, .arrow) in ${folders.join(', ')}`,
    );
  }
  const files = [...found].sort(new Intl.Collator('en', { numeric: true }).compare);
  const isExperiment = (file: string) => EXPERIMENTS.test(file);
  return { experiments: files.filter(isExperiment), features: files.filter((file) => !isExperiment(file)) };
}
