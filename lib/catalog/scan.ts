import { isUnreadable, messageOf, OectError } from '../errors.js';
import { isSameStamp } from '../experiment/file-stamp.js';
import type { StepPool } from '../pool/step-pool.js';
import type { CatalogEntry } from './entry.js';
import { type FoundFile, type FoundFiles, findFiles } from './find-files.js';
import type { CatalogSettings } from './settings.js';

/** What reads files: a pool of either kind. */
export type CatalogReader = Pick<StepPool, 'catalog'>;

/** How a scan reads files. */
export interface ScanOptions {
  /** Has its threads read; it stays open. @defaultValue threads of its own, if there is anything to read */
  readonly pool?: CatalogReader & Pick<StepPool, 'size'>;
  /** Number of those threads. @defaultValue what the machine runs in parallel */
  readonly workers?: number;
  /** Told of each file that was read: how many so far, of how many. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Gives up; all stays as it was. */
  readonly signal?: AbortSignal;
}

/** What a scan found. */
export interface ScanReport {
  readonly experiments: number;
  readonly features: number;
  readonly damaged: number;
  /** Files that were read, since they are new or have changed. */
  readonly read: number;
  /** Files that have gone since the last scan. */
  readonly removed: number;
  /** Folders that could not be looked into. */
  readonly unreadable: FoundFiles['unreadable'];
  readonly milliseconds: number;
}

/** What is there now, given what was known of it: only what is new or has changed is read. In the order of the files found. */
export async function scanFiles(
  settings: CatalogSettings,
  known: ReadonlyMap<string, CatalogEntry>,
  options: ScanOptions,
): Promise<{ readonly entries: readonly CatalogEntry[]; readonly report: ScanReport }> {
  const started = performance.now();
  const { files, unreadable } = await findFiles(settings, options.signal);
  // What is found of a search that was stopped is not all.
  checkWanted(options.signal);
  const changed = files.filter((found) => !isKnown(found, known.get(found.file)));
  const read = await readAll(changed, options);
  const entries = files.flatMap((found) => {
    const entry = read.has(found.file) ? read.get(found.file) : known.get(found.file);
    return entry === undefined ? [] : [entry];
  });
  const there = new Set(entries.map(({ file }) => file));
  const count = (kind: CatalogEntry['kind']) => entries.filter((entry) => entry.kind === kind).length;
  const report = {
    experiments: count('experiment'),
    features: count('features'),
    damaged: count('damaged'),
    read: changed.length,
    removed: [...known.keys()].filter((file) => !there.has(file)).length,
    unreadable,
    milliseconds: performance.now() - started,
  };
  return { entries, report };
}

function checkWanted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new OectError('aborted', 'the scan was stopped; the index is as it was before');
}

/** A file that is damaged stays so until it changes; one that may not be read is tried again: its stamp would stay the same. */
function isKnown({ kind, stamp }: FoundFile, entry: CatalogEntry | undefined): boolean {
  if (entry === undefined || !isSameStamp(entry.stamp, stamp)) return false;
  if (entry.kind !== 'damaged') return entry.kind === kind;
  return entry.as === kind && entry.error.code !== 'permission-denied';
}

/** The entries of files, by path; undefined for those that have gone meanwhile. */
async function readAll(
  files: readonly FoundFile[],
  { pool, workers, ...options }: ScanOptions,
): Promise<ReadonlyMap<string, CatalogEntry | undefined>> {
  if (files.length === 0) return new Map();
  if (pool !== undefined) return readOn(pool, files, options);
  const { threadPool } = await import('../pool/thread-pool.js');
  await using own = threadPool(workers === undefined ? {} : { size: workers });
  return await readOn(own, files, options);
}

async function readOn(
  pool: CatalogReader & Pick<StepPool, 'size'>,
  files: readonly FoundFile[],
  { onProgress = () => {}, signal }: Pick<ScanOptions, 'onProgress' | 'signal'>,
): Promise<ReadonlyMap<string, CatalogEntry | undefined>> {
  const entries = new Map<string, CatalogEntry | undefined>();
  const waiting = files.values();
  const lane = async () => {
    for (const file of waiting) {
      checkWanted(signal);
      entries.set(file.file, await readFound(pool, file));
      onProgress(entries.size, files.length);
    }
  };
  // Twice as many as threads, so that none waits for its next file.
  await Promise.all(Array.from({ length: 2 * pool.size }, lane));
  return entries;
}

/** What a catalog has of a file that is there; undefined if it is there no longer. */
export async function readFound(reader: CatalogReader, found: FoundFile): Promise<CatalogEntry | undefined> {
  try {
    return await reader.catalog(found);
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    if (error.code === 'file-not-found') return undefined;
    const { kind, file, stamp } = found;
    return { kind: 'damaged', file, stamp, as: kind, error: { code: error.code, message: messageOf(error) } };
  }
}
