import { basename, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { OectError } from '../errors.js';
import { Catalog } from './catalog.js';
import { INDEX_NAME, type LoadedIndex, readIndex } from './index-file.js';
import type { ScanOptions } from './scan.js';
import { type CatalogSettings, DEFAULT_SETTINGS } from './settings.js';

/** Where a catalog keeps its index, and how it reads files. */
export interface OpenCatalogOptions extends ScanOptions {
  /** Path of a `catalog_config.yaml` that says where files are, and beside which the index is kept. */
  readonly config?: string;
  /** Folders with experiment and feature files. @defaultValue those of the index, or else the working folder */
  readonly roots?: readonly string[];
  /** Where the index is kept. @defaultValue `.oect-catalog.json` beside the configuration, or in the first root */
  readonly index?: string;
  /** When to scan: `if-needed`, where no index can be used; `never` leaves that to you. @defaultValue `if-needed` */
  readonly scan?: 'if-needed' | 'never';
  /** Told, in a sentence, why there is no index that can be used, and what of the configuration has no meaning here. */
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
 * @throws ConfigurationError with every mistake in the configuration; OectError `bad-argument` if a root does not exist, or something else stands in the place of the index; what
 *   `Catalog.scan` throws
 */
export async function openCatalog(options: OpenCatalogOptions = {}): Promise<Catalog> {
  const { scan = 'if-needed', onRemark = () => {}, ...scanOptions } = options;
  const asked = await placeOf(options);
  asked.warnings.forEach(onRemark);
  const { file } = asked;
  const loaded = await readIndex(file);
  const known = loaded.kind === 'index' ? loaded.index : undefined;
  const settings = asked.settings ?? known?.settings ?? { ...DEFAULT_SETTINGS, roots: [resolve('.')] };
  const reason = reasonToScan(loaded, asked);
  if (scan === 'never') return new Catalog(settings, file, known, asked.scanDefaults);
  if (reason === undefined && known !== undefined) {
    return new Catalog(known.settings, file, known, asked.scanDefaults);
  }
  onRemark(`${reason}; scanning`);
  const catalog = new Catalog(settings, file, known, asked.scanDefaults);
  await catalog.scan(scanOptions);
  return catalog;
}

/** Where a catalog is to be, and of what. */
interface Place {
  /** The index. */
  readonly file: string;
  /** Where to look for files; absent if that is left to the index. */
  readonly settings?: CatalogSettings;
  /** Whether an index of these settings has what is asked for. */
  readonly isServedBy: (known: CatalogSettings) => boolean;
  readonly scanDefaults: Pick<ScanOptions, 'workers'>;
  readonly warnings: readonly string[];
}

async function placeOf({ config, roots, index }: OpenCatalogOptions): Promise<Place> {
  if (config !== undefined) {
    if (roots !== undefined) {
      throw new OectError('bad-argument', `${config} says which folders the catalog has; give either it or roots`);
    }
    const { loadCatalogConfiguration } = await import('./catalog-configuration.js');
    const { settings, workers, warnings, ...beside } = await loadCatalogConfiguration(config);
    return {
      file: resolve(index ?? beside.index),
      settings,
      isServedBy: (known) => isDeepStrictEqual(known, settings),
      scanDefaults: workers === undefined ? {} : { workers },
      warnings,
    };
  }
  const file = resolve(index ?? join(roots?.[0] ?? '.', INDEX_NAME));
  const others = { scanDefaults: {}, warnings: [] };
  if (roots === undefined) return { file, isServedBy: () => true, ...others };
  const settings = { ...DEFAULT_SETTINGS, roots: roots.map((root) => resolve(root)) };
  return { file, settings, isServedBy: (known) => covers(known, settings), ...others };
}

/** Undefined if the index can be used as it is. */
function reasonToScan(loaded: LoadedIndex, { file, isServedBy }: Place): string | undefined {
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
      return isServedBy(loaded.index.settings) ? undefined : `the index ${file} is of other folders`;
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
