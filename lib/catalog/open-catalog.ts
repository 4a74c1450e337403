import { basename, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { OectError } from '../errors.js';
import { Catalog } from './catalog.js';
import { INDEX_NAME, type LoadedIndex, readIndex } from './index-file.js';
import type { ScanOptions } from './scan.js';
import { type CatalogSettings, DEFAULT_SETTINGS } from './settings.js';

export interface OpenCatalogOptions extends ScanOptions {
  /** Folders with experiment and feature files. @defaultValue those of the index, or else the working folder */
  readonly roots?: readonly string[];
  /** Where the index is kept. @defaultValue `.oect-catalog.json` in the first root */
  readonly index?: string;
  /** When to scan: `if-needed`, where no index can be used; `never` leaves that to you. @defaultValue `if-needed` */
  readonly scan?: 'if-needed' | 'never';
  /** Told, in a sentence, why there is no index that can be used. */
  readonly onRemark?: (remark: string) => void;
}

/**
 * Opens the catalog of some folders: reads its index or, where none can be used, scans.
 *
 * @example
 * ```ts
 * const catalog = await openCatalog({ roots: ['data', 'features'] });
 * await catalog.scan(); // what is new since the last scan
 * for (const { file, steps } of await catalog.search({ status: 'completed' })) console.log(file, steps.transfer);
 * ```
 * @throws OectError `bad-argument` if a root does not exist, or something else stands in the place of the index; what
 *   `Catalog.scan` throws
 */
export async function openCatalog(options: OpenCatalogOptions = {}): Promise<Catalog> {
  const { roots, index, scan = 'if-needed', onRemark = () => {}, ...scanOptions } = options;
  const [first = '.'] = roots ?? [];
  const file = resolve(index ?? join(first, INDEX_NAME));
  const loaded = await readIndex(file);
  const given = roots && { ...DEFAULT_SETTINGS, roots: roots.map((root) => resolve(root)) };
  const known = loaded.kind === 'index' ? loaded.index : undefined;
  const fallback = given ?? { ...DEFAULT_SETTINGS, roots: [resolve('.')] };
  const reason = reasonToScan(loaded, given, file);
  if (scan === 'never') return new Catalog(given ?? known?.settings ?? fallback, file, known?.entries ?? []);
  if (reason === undefined && known !== undefined) return new Catalog(known.settings, file, known.entries);
  onRemark(`${reason}; scanning`);
  const catalog = new Catalog(fallback, file, known?.entries ?? []);
  await catalog.scan(scanOptions);
  return catalog;
}

/** Undefined if the index can be used as it is. */
function reasonToScan(loaded: LoadedIndex, given: CatalogSettings | undefined, file: string): string | undefined {
  switch (loaded.kind) {
    case 'missing':
      return `there is no index ${file} yet`;
    case 'unusable':
      return `the index ${file} cannot be used, for ${loaded.reason}`;
    case 'foreign':
      // Nobody else gives a file this name.
      if (basename(file) === INDEX_NAME) return `the index ${file} cannot be used, for it is damaged`;
      throw new OectError('bad-argument', `${file} is no index of a catalog; give another file, or remove it`, {
        file,
      });
    case 'index':
      return given === undefined || covers(loaded.index.settings, given)
        ? undefined
        : `the index ${file} is of other folders`;
  }
}

/** Whether an index of these settings has all that is asked for. */
function covers(known: CatalogSettings, { roots, ...asked }: CatalogSettings): boolean {
  const folders = [...known.roots, ...known.featureRoots];
  const { patterns, ignore, maxDepth } = known;
  const isLikewise = isDeepStrictEqual(
    { patterns, ignore, maxDepth },
    { patterns: asked.patterns, ignore: asked.ignore, maxDepth: asked.maxDepth },
  );
  return isLikewise && [...roots, ...asked.featureRoots].every((root) => folders.includes(root));
}
