import { stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { Observable, type Subscriber } from 'rxjs';
import type { Catalog } from '../lib/catalog/catalog.js';
import type { CatalogDamage, CatalogExperiment, FileOfKind } from '../lib/catalog/entry.js';
import { checkRoots, type FoundFile, findFiles } from '../lib/catalog/find-files.js';
import { FolderEvents } from '../lib/catalog/folder-events.js';
import type { CatalogReader } from '../lib/catalog/scan.js';
import { Settling, type SettlingTimes } from '../lib/catalog/settling.js';
import { isOectError, OectError } from '../lib/errors.js';
import { isSameStamp, stampOfStats } from '../lib/experiment/file-stamp.js';
import type { FileStamp } from '../lib/experiment/head.js';
import { LONGEST_TIMER_MS } from '../lib/timer.js';

/** What happened to an experiment of a catalog. */
export type CatalogChange =
  /** There is a new one, or one was written to; it is complete. */
  | { readonly kind: 'added' | 'changed'; readonly file: string; readonly experiment: CatalogExperiment }
  /** Its file has gone; as it was last. */
  | { readonly kind: 'removed'; readonly file: string; readonly experiment: CatalogExperiment }
  /** Its file cannot be read, and nobody writes to it any more. */
  | { readonly kind: 'damaged'; readonly file: string; readonly error: CatalogDamage['error'] };

/** How files are looked at, and when they are taken for complete. */
export interface WatchCatalogOptions {
  /** Has its threads read new files. @defaultValue this thread reads */
  readonly pool?: CatalogReader;
  /** For how long a file must stay as it is before it is read, in ms. @defaultValue 2000 */
  readonly settleMs?: number;
  /** How often all folders are looked through, whatever the system tells of them, in ms. @defaultValue 30000 */
  readonly rescanMs?: number;
  /** For how long a file that cannot be read must stay as it is before it is told as damaged, in ms. @defaultValue 60000 */
  readonly patienceMs?: number;
}

/**
 * Tells of experiments that come, change and go, from what the catalog has when it is subscribed to.
 *
 * A file is told of once for each state that it is left in: when it has stayed as it is for a while, and can be read. The
 * catalog follows, its feature files too; its index does not. Folders that go away with their drive are waited for: their
 * experiments have not gone. The stream never completes.
 *
 * @example
 * ```ts
 * import { dirname } from 'node:path';
 * import { openCatalog } from 'oect-features/catalog';
 * import { openExperiments, watchCatalog, writeParquet } from 'oect-features/operators';
 * import { extractFeatures } from 'oect-features/pipelines';
 * import { filter, map, take } from 'rxjs';
 *
 * const catalog = await openCatalog({ roots: [dirname(files[0])], scan: 'never' });
 * watchCatalog(catalog, { settleMs: 100 })
 *   .pipe(
 *     filter(({ kind }) => kind === 'added'),
 *     take(2),
 *     map(({ file }) => file),
 *     openExperiments({ pool }),
 *     extractFeatures(configuration, pool),
 *     writeParquet('watched', { pool }),
 *   )
 *   .subscribe(({ experiment }) => console.log('written:', experiment.table.rows, 'rows'));
 * // written: 3 rows
 * // written: 3 rows
 * ```
 * @see extractArriving, openExperiments
 * @param catalog - what is known; it is kept up to date
 * @returns what happens to experiments, as it happens
 * @throws OectError `bad-argument` through the stream if a folder with experiments does not exist at first
 */
export function watchCatalog(catalog: Catalog, options: WatchCatalogOptions = {}): Observable<CatalogChange> {
  const { settleMs = 2000, rescanMs = 30_000, patienceMs = 60_000 } = options;
  for (const [name, value] of Object.entries({ settleMs, rescanMs, patienceMs })) {
    if (value >= 0 && value <= LONGEST_TIMER_MS) continue;
    throw new OectError('bad-argument', `${name} is ${value}; give milliseconds up to ${LONGEST_TIMER_MS}`);
  }
  return new Observable((subscriber) => {
    const watch = new Watch(catalog, subscriber, { ...options, settleMs, rescanMs, patienceMs });
    watch.run().catch((error) => subscriber.error(error));
    return () => watch.stop();
  });
}

type Settings = SettlingTimes & Required<Pick<WatchCatalogOptions, 'rescanMs'>> & Pick<WatchCatalogOptions, 'pool'>;

/** Between two looks, however much happens. */
const LEAST_PAUSE_MS = 50;

/** One subscription: looks at files until it is stopped. */
class Watch {
  readonly #catalog: Catalog;
  readonly #subscriber: Subscriber<CatalogChange>;
  readonly #settings: Settings;
  readonly #stopping = new AbortController();
  /** Which state of each experiment has been told of. */
  readonly #told: Map<string, FileStamp>;
  readonly #settling: Settling;
  /** Files that the system has told of since they were looked at. */
  readonly #touched = new Set<string>();
  #rescanAt = 0;
  #rescannedAt = Number.NEGATIVE_INFINITY;
  /** Ends the pause between two looks. */
  #wake = () => {};

  constructor(catalog: Catalog, subscriber: Subscriber<CatalogChange>, settings: Settings) {
    this.#catalog = catalog;
    this.#subscriber = subscriber;
    this.#settings = settings;
    this.#settling = new Settling(settings);
    this.#told = new Map(catalog.experiments.map(({ file, stamp }) => [file, stamp]));
  }

  stop(): void {
    this.#stopping.abort();
    this.#wake();
  }

  async run(): Promise<void> {
    const { signal } = this.#stopping;
    using events = new FolderEvents((file) => {
      this.#touched.add(file);
      this.#wake();
    });
    for (let looks = 0; !signal.aborted; looks++) {
      try {
        await this.#look(events);
        await Promise.all(this.#settling.ripe(performance.now()).map((found) => this.#read(found)));
      } catch (error) {
        // Folders come and go with their drives; they are looked through again when it is time.
        if (looks === 0 || !isOectError(error, 'bad-argument')) throw error;
      }
      this.#giveUp();
      await this.#pause();
    }
  }

  /** Looks at the files that something may have happened to; through all folders when it is time, or if one is new. */
  async #look(events: FolderEvents): Promise<void> {
    const touched = [...this.#touched];
    this.#touched.clear();
    const known = touched.flatMap((file) => this.#known(file) ?? []);
    // Something that is not ours may happen to others all the time.
    if (known.length < touched.length) {
      this.#rescanAt = Math.min(this.#rescanAt, this.#rescannedAt + this.#settings.settleMs);
    }
    if (performance.now() >= this.#rescanAt) return this.#rescan(events);
    for (const file of new Map([...this.#settling.files, ...known].map((file) => [file.file, file])).values()) {
      await this.#lookAt(file);
    }
  }

  async #rescan(events: FolderEvents): Promise<void> {
    const now = performance.now();
    this.#rescannedAt = now;
    this.#rescanAt = now + this.#settings.rescanMs;
    const { signal } = this.#stopping;
    // What comes into a folder while it is being looked through is heard: it is listened to first, once it is known.
    const { files } = await findFiles(this.#catalog.settings, signal, (folder) => events.add(folder));
    if (signal.aborted) return;
    for (const found of files) this.#saw(found);
    const there = new Set(files.map(({ file }) => file));
    const { experiments, features, damaged } = this.#catalog;
    const known = [...experiments, ...features, ...damaged].flatMap(({ file }) => this.#known(file) ?? []);
    for (const file of [...known, ...this.#settling.files]) if (!there.has(file.file)) await this.#lookAt(file);
  }

  /** A file of the catalog, or one that is waited for. */
  #known(file: string): FileOfKind | undefined {
    const entry = this.#catalog.entry(file);
    if (entry !== undefined) return { file, kind: entry.kind === 'damaged' ? entry.as : entry.kind };
    return this.#settling.files.find((found) => found.file === file);
  }

  async #lookAt({ kind, file }: FileOfKind): Promise<void> {
    const stats = await stat(file).catch(() => undefined);
    if (stats?.isFile()) this.#saw({ kind, file, stamp: stampOfStats(stats) });
    else await this.#gone({ kind, file });
  }

  #saw(found: FoundFile): void {
    const { kind, file, stamp } = found;
    const entry = this.#catalog.entry(file);
    const known = kind === 'experiment' ? entry && this.#told.get(file) : entry?.stamp;
    if (known === undefined || !isSameStamp(known, stamp)) this.#settling.saw(found, performance.now());
  }

  async #gone(file: FileOfKind): Promise<void> {
    // A drive that has gone has not taken its files with it.
    await checkRoots(this.#catalog.settings);
    this.#settling.forget(file.file);
    const experiment = this.#catalog.entry(file.file);
    await this.#catalog.refresh([file], this.#settings.pool);
    const isThereAgain = this.#catalog.entry(file.file) !== undefined;
    if (isThereAgain || !this.#told.delete(file.file) || experiment?.kind !== 'experiment') return;
    this.#tell({ kind: 'removed', file: file.file, experiment });
  }

  async #read(found: FoundFile): Promise<void> {
    const { file } = found;
    await this.#catalog.refresh([found], this.#settings.pool);
    const entry = this.#catalog.entry(file);
    if (entry === undefined) return this.#gone(found);
    if (!isSameStamp(entry.stamp, found.stamp)) {
      // It has been written to meanwhile, and settles anew.
      this.#settling.saw({ ...found, stamp: entry.stamp }, performance.now());
      return;
    }
    if (entry.kind === 'damaged') {
      this.#settling.unreadable(file);
      return;
    }
    this.#settling.forget(file);
    if (entry.kind === 'features') return;
    const before = this.#told.get(file);
    this.#told.set(file, entry.stamp);
    if (before !== undefined && isSameStamp(before, entry.stamp)) return;
    this.#tell({ kind: before === undefined ? 'added' : 'changed', file, experiment: entry });
  }

  #giveUp(): void {
    for (const { file } of this.#settling.givenUp(performance.now())) {
      const entry = this.#catalog.entry(file);
      if (entry?.kind === 'damaged' && entry.as === 'experiment')
        this.#tell({ kind: 'damaged', file, error: entry.error });
    }
  }

  #tell(change: CatalogChange): void {
    if (!this.#stopping.signal.aborted) this.#subscriber.next(change);
  }

  /** Until something happens, until a file may be ripe, or until it is time to look through all folders. */
  async #pause(): Promise<void> {
    await delay(LEAST_PAUSE_MS, undefined, { signal: this.#stopping.signal }).catch(() => {});
    if (this.#touched.size > 0 || this.#stopping.signal.aborted) return;
    const untilRescan = Math.max(0, this.#rescanAt - performance.now());
    const isWaiting = this.#settling.files.length > 0;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, isWaiting ? Math.min(untilRescan, this.#settings.settleMs / 4) : untilRescan);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => {};
  }
}
