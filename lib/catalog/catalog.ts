import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Configuration } from '../config/configuration.js';
import { isUnreadable } from '../errors.js';
import { isSameStamp, stampOf } from '../experiment/file-stamp.js';
import type { FileStamp } from '../experiment/head.js';
import type { CatalogDamage, CatalogEntry, CatalogExperiment, CatalogFeatures, FileOfKind } from './entry.js';
import { type FeatureRule, hasAll, rulesOf, type SearchOptions, withCertainty } from './feature-rules.js';
import { experimentId, fieldOf } from './fields.js';
import { type CatalogIndex, writeIndex } from './index-file.js';
import { FeatureLookup, originOf } from './made-from.js';
import { reasonsForNothing } from './nothing-found.js';
import { compareFiles, ordered } from './order.js';
import type { CatalogQuery } from './query.js';
import { readEntry } from './read-entry.js';
import { readQuery } from './read-query.js';
import { type CatalogReader, readFound, type ScanOptions, type ScanReport, scanFiles } from './scan.js';
import type { CatalogSettings } from './settings.js';

export type { SearchOptions } from './feature-rules.js';

/**
 * The experiments and feature files of some folders, as their files say.
 *
 * The files are the truth and the catalog is an index of them: kept in a file, made anew whenever that is missing, and checked
 * against the files it is about to name. What it cannot know before the next {@link scan} is which files are new.
 *
 * @example
 * ```ts
 * const catalog = await openCatalog({ roots: ['data', 'features'] });
 * const found = await catalog.search({ chip_id: '#20250804008', status: 'completed' });
 * ```
 * @see openCatalog
 */
export class Catalog {
  readonly settings: CatalogSettings;
  /** Path of the index. */
  readonly indexFile: string;
  readonly #entries: Map<string, CatalogEntry>;
  readonly #scanDefaults: Pick<ScanOptions, 'workers'>;
  /** What follows from the entries, until they change. */
  #view: View | undefined;
  /** Whether the index has all that is known. */
  #isWritten: boolean;

  /**
   * @param known - what the index has, of these settings or of others
   */
  constructor(
    settings: CatalogSettings,
    indexFile: string,
    known: CatalogIndex | undefined,
    scanDefaults: Pick<ScanOptions, 'workers'> = {},
  ) {
    this.settings = settings;
    this.indexFile = indexFile;
    this.#scanDefaults = scanDefaults;
    this.#isWritten = known !== undefined && isDeepStrictEqual(known.settings, settings);
    this.#entries = new Map((known?.entries ?? []).map((entry) => [entry.file, entry]));
  }

  /** By their paths, as people count. */
  get experiments(): readonly CatalogExperiment[] {
    return this.#viewed.experiments;
  }

  get features(): readonly CatalogFeatures[] {
    return this.#viewed.features;
  }

  get damaged(): readonly CatalogDamage[] {
    return this.#viewed.damaged;
  }

  /** What is known of a file. */
  entry(file: string): CatalogEntry | undefined {
    return this.#entries.get(resolve(file));
  }

  /**
   * Looks for all files, reads those that are new or have changed, and writes the index.
   *
   * @throws OectError `bad-argument` if a folder with experiments does not exist; `aborted` by the signal; `write-failed` or
   *   `permission-denied` if the index cannot be written. Nothing has changed then.
   */
  async scan(options: ScanOptions = {}): Promise<ScanReport> {
    const { entries, report } = await scanFiles(this.settings, this.#entries, { ...this.#scanDefaults, ...options });
    if (this.#isWritten && report.read + report.removed === 0 && existsSync(this.indexFile)) return report;
    // Sorted beforehand, so that whoever reads the index need not.
    const sorted = sortedByFile(entries);
    await writeIndex(this.indexFile, { settings: this.settings, entries: sorted });
    this.#entries.clear();
    for (const entry of sorted) this.#entries.set(entry.file, entry);
    this.#view = undefined;
    this.#isWritten = true;
    return report;
  }

  /**
   * Finds the experiments that meet all conditions of a query. Each that is returned has just been looked at: what has changed since
   * it was read has been read again, and has met the conditions as it is now.
   *
   * @throws OectError `bad-argument` naming every key and value at fault, with the nearest known one; what loading a configuration
   *   throws
   */
  async search(query: CatalogQuery = {}, options: SearchOptions = {}): Promise<readonly CatalogExperiment[]> {
    const conditions = readQuery(query, this.#viewed.workflowKeys);
    const rules = await rulesOf(query, options);
    // Each file is looked at once: one may be written to all the time.
    const looked = new Set<string>();
    const hasChanged = async (files: readonly FileOfKind[]) => {
      const changed = await this.refresh(files.filter(({ file }) => !looked.has(file)));
      for (const { file } of files) looked.add(file);
      return changed.length > 0;
    };
    await hasChanged(this.features.filter((features) => rules.some((rule) => hasAll(features, rule))));
    for (;;) {
      const candidates = this.experiments.filter((experiment) => conditions.every(({ isMet }) => isMet(experiment)));
      if (rules.length > 0 && (await hasChanged(candidates))) continue;
      const found = pageOf(await this.#obeying(rules, candidates), query);
      if (!(await hasChanged(found))) return found;
    }
  }

  /** Why a query finds nothing: see {@link reasonsForNothing}. */
  reasonsForNothing(query: CatalogQuery): readonly string[] {
    return reasonsForNothing(query, readQuery(query, this.#viewed.workflowKeys), this.experiments);
  }

  /** The experiments that something names: a path, the name of a file with or without its ending, or a test. */
  find(id: string): readonly CatalogExperiment[] {
    const path = resolve(id);
    const names: readonly ((experiment: CatalogExperiment) => boolean)[] = [
      ({ file }) => file === path,
      ({ file }) => basename(file) === id,
      (experiment) => experimentId(experiment) === id,
      (experiment) => fieldOf(experiment, 'test_id') === id,
    ];
    for (const isNamed of names) {
      const found = this.experiments.filter(isNamed);
      if (found.length > 0) return found;
    }
    return [];
  }

  /** Of experiments those that lack features of a configuration, made from what they are now: as a search for them finds. */
  async withoutFeatures(
    experiments: readonly CatalogExperiment[],
    configuration: Configuration,
  ): Promise<readonly CatalogExperiment[]> {
    return this.#obeying(await rulesOf({ missing_features: configuration }, {}), experiments);
  }

  /** The feature files that were made from an experiment as it is now, as far as is known without reading all of it. */
  featuresOf(experiment: CatalogExperiment): readonly CatalogFeatures[] {
    return this.#viewed.lookup.of(experiment).filter((features) => originOf(features, experiment) === 'this');
  }

  /**
   * Looks at files again, and reads those that are new or have changed; the index is left as it is.
   *
   * @param reader - what reads them. @defaultValue this thread
   * @returns the files that have changed
   */
  async refresh(files: readonly FileOfKind[], reader: CatalogReader = THIS_THREAD): Promise<readonly FileOfKind[]> {
    const changed = files.filter(({ file }) => !isCurrent(file, this.#entries.get(file)));
    for (const { kind, file } of changed) {
      const stamp = stampNow(file);
      const entry = stamp && (await readFound(reader, { kind, file, stamp }));
      if (entry === undefined) this.#entries.delete(file);
      else this.#entries.set(file, entry);
      this.#forgetView();
    }
    return changed;
  }

  get #viewed(): View {
    this.#view ??= viewOf([...this.#entries.values()]);
    return this.#view;
  }

  /** Of experiments those whose features are there, or missing, as the rules say. */
  async #obeying(
    rules: readonly FeatureRule[],
    experiments: readonly CatalogExperiment[],
  ): Promise<readonly CatalogExperiment[]> {
    if (rules.length === 0) return experiments;
    const { lookup } = this.#viewed;
    const kept: CatalogExperiment[] = [];
    let isNew = false;
    for (const experiment of experiments) {
      const sure = await withCertainty(experiment, lookup, rules);
      // What it cost to know is kept.
      if (sure !== experiment) this.#entries.set(sure.file, sure);
      isNew ||= sure !== experiment;
      const made = lookup.of(sure).filter((features) => originOf(features, sure) === 'this');
      const obeys = rules.every(
        (rule) => made.some((features) => hasAll(features, rule)) === (rule.mustBe === 'there'),
      );
      if (obeys) kept.push(sure);
    }
    if (isNew) this.#forgetView();
    return kept;
  }

  /** What is known is another thing now. */
  #forgetView(): void {
    this.#view = undefined;
    this.#isWritten = false;
  }
}

interface View {
  readonly experiments: readonly CatalogExperiment[];
  readonly features: readonly CatalogFeatures[];
  readonly damaged: readonly CatalogDamage[];
  readonly workflowKeys: ReadonlySet<string>;
  readonly lookup: FeatureLookup;
}

const THIS_THREAD: CatalogReader = { catalog: readEntry };

function viewOf(entries: readonly CatalogEntry[]): View {
  const sorted = sortedByFile(entries);
  const experiments = sorted.filter((entry) => entry.kind === 'experiment');
  const features = sorted.filter((entry) => entry.kind === 'features');
  // Most experiments share one of few.
  const workflows = new Set(experiments.map(({ workflow }) => workflow));
  return {
    experiments,
    features,
    damaged: sorted.filter((entry) => entry.kind === 'damaged'),
    workflowKeys: new Set([...workflows].flatMap((workflow) => Object.keys(workflow))),
    lookup: new FeatureLookup(features),
  };
}

function sortedByFile<E extends CatalogEntry>(entries: readonly E[]): readonly E[] {
  return [...entries].sort((a, b) => compareFiles(a.file, b.file));
}

/** Of experiments in the order of their files those that a query wants, in the order that it wants. */
function pageOf(
  experiments: readonly CatalogExperiment[],
  { order_by = 'file', order_desc = false, offset = 0, limit = Number.POSITIVE_INFINITY }: CatalogQuery,
): readonly CatalogExperiment[] {
  if (order_by === 'file') return (order_desc ? experiments.toReversed() : experiments).slice(offset, offset + limit);
  return ordered(experiments, order_by, order_desc ? 'descending' : 'ascending').slice(offset, offset + limit);
}

function isCurrent(file: string, entry: CatalogEntry | undefined): boolean {
  const stamp = stampNow(file);
  if (stamp === undefined || entry === undefined) return stamp === entry;
  return isSameStamp(stamp, entry.stamp);
}

/** Undefined for a file that is not there, or cannot be looked at. */
function stampNow(file: string): FileStamp | undefined {
  try {
    return stampOf(file);
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    return undefined;
  }
}
