import type { CatalogExperiment, CatalogFeatures } from '../../lib/catalog/entry.js';
import { OectError } from '../../lib/errors.js';

/** What folders hold: what an index knows of a file that has not changed since, or else its path. */
export interface FoundFiles {
  readonly experiments: readonly (string | CatalogExperiment)[];
  readonly features: readonly (string | CatalogFeatures)[];
}

/**
 * All experiment and feature files in folders and below them, each once. An index that is there is used, and left as it is.
 *
 * @throws OectError `bad-argument` if one of them is no folder, or there is nothing in all of them
 */
export async function findFiles(folders: readonly string[], signal?: AbortSignal): Promise<FoundFiles> {
  const [{ openCatalog }, { findFiles: lookFor }, { compareFiles }, { isSameStamp }] = await Promise.all([
    import('../../lib/catalog/open-catalog.js'),
    import('../../lib/catalog/find-files.js'),
    import('../../lib/catalog/order.js'),
    import('../../lib/experiment/file-stamp.js'),
  ]);
  const catalog = await openCatalog({ roots: folders, scan: 'never' });
  const { files, unreadable } = await lookFor(catalog.settings, signal);
  for (const { folder, message } of unreadable)
    process.stderr.write(`note: ${folder} cannot be looked into: ${message}\n`);
  if (files.length === 0) {
    throw new OectError(
      'bad-argument',
      `there are no experiment files (*-test_*.h5) and no feature files (*-feat_*.parquet, .arrow) in ${folders.join(', ')}`,
    );
  }
  const sorted = [...files].sort((a, b) => compareFiles(a.file, b.file));
  const of = <E extends CatalogExperiment | CatalogFeatures>(kind: E['kind']): readonly (string | E)[] =>
    sorted
      .filter((file) => file.kind === kind)
      .map(({ file, stamp }) => {
        const entry = catalog.entry(file);
        return entry?.kind === kind && isSameStamp(entry.stamp, stamp) ? (entry as E) : file;
      });
  return { experiments: of<CatalogExperiment>('experiment'), features: of<CatalogFeatures>('features') };
}
