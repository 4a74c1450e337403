import type { Catalog, SearchOptions as LoadingOptions } from '../../lib/catalog/catalog.js';
import type { CatalogExperiment } from '../../lib/catalog/entry.js';
import type { CatalogQuery } from '../../lib/catalog/query.js';
import type { ScanOptions, ScanReport } from '../../lib/catalog/scan.js';
import { type CatalogOptions, openGivenCatalog } from './catalog-options.js';
import { count } from './count.js';
import { scanProgress } from './scan-progress.js';
import { queryOf, type SearchOptions } from './search-options.js';

/** Experiments that were searched for, and the catalog that they were found in. */
export interface FoundInCatalog {
  readonly catalog: Catalog;
  readonly experiments: readonly CatalogExperiment[];
}

/** Whether a command was told what to search for, or which catalog is meant. */
export function isSearch(options: CatalogOptions & SearchOptions): boolean {
  const { catalog, root, index } = options;
  return [catalog, root, index].some((given) => given !== undefined) || Object.keys(queryOf(options)).length > 0;
}

/** Scans a catalog for what is new and searches it. Why nothing is found, and what cannot be, goes to stderr. */
export async function findInCatalog(
  options: CatalogOptions & SearchOptions,
  loading: LoadingOptions,
  scanning: ScanOptions,
): Promise<FoundInCatalog> {
  const query = queryOf(options);
  const catalog = await openGivenCatalog(options, scanning);
  await scanWithProgress(catalog, scanning);
  const experiments = await catalog.search(query, loading);
  if (experiments.length === 0) tellWhyNothing(catalog, query);
  const damaged = catalog.damaged.filter(({ as }) => as === 'experiment').length;
  if (damaged > 0)
    process.stderr.write(`${count(damaged, 'damaged file')} not searched ("oect catalog scan" names them)\n`);
  return { catalog, experiments };
}

/** Scans, and says on stderr how far it is if that takes a while. */
export async function scanWithProgress(catalog: Catalog, options: ScanOptions): Promise<ScanReport> {
  using progress = scanProgress();
  return await catalog.scan({ ...options, onProgress: progress.onProgress });
}

/** Says on stderr why a search finds nothing. */
export function tellWhyNothing(catalog: Catalog, query: CatalogQuery): void {
  const reasons = catalog.reasonsForNothing(query);
  const told = reasons.length === 0 ? ['no experiment meets all conditions'] : reasons;
  for (const reason of told) process.stderr.write(`${reason}\n`);
}
