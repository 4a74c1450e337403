import { existsSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Configuration } from '../config/configuration.js';
import type { LoadOptions } from '../config/load-configuration.js';
import { isUnreadable } from '../errors.js';
import { checkUnchanged, isSameStamp, stampOfStats } from '../experiment/file-stamp.js';
import { fingerprint } from '../experiment/fingerprint.js';
import type { Wanted } from '../incremental/wanted.js';
import type { CatalogDamage, CatalogEntry, CatalogExperiment, CatalogFeatures, FileOfKind } from './entry.js';
import { experimentId, fieldOf } from './fields.js';
import { type CatalogIndex, writeIndex } from './index-file.js';
import { FeatureLookup, originOf } from './made-from.js';
import { reasonsForNothing } from './nothing-found.js';
import { compareFiles, ordered } from './order.js';
import { type CatalogQuery, readQuery } from './query.js';
import { readEntry } from './read-entry.js';
import { type CatalogReader, readFound, type ScanOptions, type ScanReport, scanFiles } from './scan.js';
import type { CatalogSettings } from './settings.js';

/** How configurations are loaded that a query names. */
export type SearchOptions = Omit<LoadOptions, 'parts'>;

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
    await hasChanged(this.features.filter((features) => rules.some((rule) => isOf(rule, features))));
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
      const stats = statSync(file, { throwIfNoEntry: false });
      const entry = stats?.isFile() ? await readFound(reader, { kind, file, stamp: stampOfStats(stats) }) : undefined;
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
      const obeys = rules.every((rule) => made.some((features) => isOf(rule, features)) === (rule.mustBe === 'there'));
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

/** That features of a configuration must be there or missing. */
interface FeatureRule {
  readonly wanted: Wanted;
  readonly mustBe: 'there' | 'missing';
}

/** Whether a file has what a configuration gives: the same content of it, computed by the same extractors. */
function isOf({ wanted }: FeatureRule, { config, extractors }: CatalogFeatures): boolean {
  if (config.hash !== wanted.configHash) return false;
  return Object.entries(wanted.extractors).every(([name, hash]) => extractors[name] === hash);
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

/** The experiment, with the hash of its content if only that tells whether features of it are its own. */
async function withCertainty(
  experiment: CatalogExperiment,
  lookup: FeatureLookup,
  rules: readonly FeatureRule[],
): Promise<CatalogExperiment> {
  const candidates = lookup.of(experiment);
  const isSure = rules.every((rule) => {
    const origins = candidates
      .filter((features) => isOf(rule, features))
      .map((features) => originOf(features, experiment));
    return origins.length === 0 || origins.includes('this');
  });
  if (isSure) return experiment;
  // Large files take a while: others have their turn in between.
  await setImmediate();
  const hash = hashOf(experiment);
  return hash === undefined ? experiment : { ...experiment, hash };
}

/** Undefined if its file has changed since its stamp was taken: that is noticed when it is looked at again. */
function hashOf({ file, stamp }: CatalogExperiment): string | undefined {
  try {
    const hash = fingerprint(file);
    checkUnchanged(file, stamp);
    return hash;
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    return undefined;
  }
}

function isCurrent(file: string, entry: CatalogEntry | undefined): boolean {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined || entry === undefined) return stats === entry;
  return isSameStamp(stampOfStats(stats), entry.stamp);
}

async function rulesOf(
  { has_features, missing_features }: CatalogQuery,
  options: SearchOptions,
): Promise<readonly FeatureRule[]> {
  const rules: FeatureRule[] = [];
  if (has_features !== undefined) rules.push({ wanted: await wantedBy(has_features, options), mustBe: 'there' });
  if (missing_features !== undefined) {
    rules.push({ wanted: await wantedBy(missing_features, options), mustBe: 'missing' });
  }
  return rules;
}

/** What a configuration asks for; it is loaded if it is only named. */
async function wantedBy(given: string | Configuration, options: SearchOptions): Promise<Wanted> {
  // Both take longer to load than most searches take.
  const [{ loadConfiguration }, { wantedOf }] = await Promise.all([
    import('../config/load-configuration.js'),
    import('../incremental/wanted.js'),
  ]);
  return wantedOf(typeof given === 'string' ? await loadConfiguration(given, options) : given);
}
