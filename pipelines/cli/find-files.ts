import type { Catalog } from '../../lib/catalog/catalog.js';
import type { CatalogExperiment, CatalogFeatures } from '../../lib/catalog/entry.js';
import { OectError } from '../../lib/errors.js';

/** What folders hold: what an index knows of a file that has not changed since, or else its path. */
export interface FoundFiles {
  readonly experiments: readonly (string | CatalogExperiment)[];
  readonly features: readonly (string | CatalogFeatures)[];
}

/**
 * All experiment and feature files of a catalog as they are now, each once. Its index is used, and left as it is.
 *
 * @throws OectError `bad-argument` if a folder does not exist, or there is nothing in all of them
 */
export async function findFiles(catalog: Catalog, signal?: AbortSignal): Promise<FoundFiles> {
  const [{ findFiles: lookFor }, { compareFiles }, { isSameStamp }] = await Promise.all([
    import('../../lib/catalog/find-files.js'),
    import('../../lib/catalog/order.js'),
    import('../../lib/experiment/file-stamp.js'),
  ]);
  const { roots, featureRoots, patterns } = catalog.settings;
  const { files, unreadable } = await lookFor(catalog.settings, signal);
  for (const { folder, message } of unreadable) process.stderr.write(`not searched: ${folder}: ${message}\n`);
  if (files.length === 0) {
    const names = [...patterns.experiment, ...patterns.features].join(', ');
    throw new OectError(
      'bad-argument',
      `there are no experiment and no feature files (${names}) in ${[...roots, ...featureRoots].join(', ')}`,
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
