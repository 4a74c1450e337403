import { availableParallelism } from 'node:os';
import { isAbsolute, relative, resolve } from 'node:path';
import {
  concat,
  concatMap,
  defer,
  finalize,
  from,
  ignoreElements,
  lastValueFrom,
  map,
  type Observable,
  of,
} from 'rxjs';
import type { Catalog } from '../lib/catalog/catalog.js';
import type { CatalogExperiment } from '../lib/catalog/entry.js';
import { featureFolder } from '../lib/catalog/feature-folder.js';
import { type OpenCatalogOptions, openCatalog } from '../lib/catalog/open-catalog.js';
import type { CatalogQuery } from '../lib/catalog/query.js';
import type { CombineOptions } from '../lib/combine/combination.js';
import type { CombinedTable } from '../lib/combine/combine-features.js';
import type { CombinedFile } from '../lib/combine/write-combined.js';
import type { Configuration } from '../lib/config/configuration.js';
import { loadConfiguration } from '../lib/config/load-configuration.js';
import { OectError } from '../lib/errors.js';
import { loadRegistry, type Registry } from '../lib/extractors/registry.js';
import { planMemory } from '../lib/memory/memory-plan.js';
import type { ExperimentDatabase, QueryOptions, QueryResult } from '../lib/sql/database.js';
import type { TableFormat } from '../lib/table/table-format.js';
import type { BatchEvent } from './batch-event.js';
import { type BatchOptions, batchEvents } from './batch-events.js';
import type { BatchReport, FailedExperiment, SkippedExperiment, SuccessfulExperiment } from './batch-report.js';
import type { ExecutionMode } from './extract-features.js';
import { openPool } from './open-pool.js';

/** Where the files of a manager are, and who computes. */
export interface ManagerOptions extends OpenCatalogOptions {
  /** Folders of configurations, which are found there by their names. @defaultValue none */
  readonly directories?: readonly string[];
  /** URLs of modules with extractors of your own. @defaultValue none */
  readonly extractors?: readonly string[];
}

/** What is to be extracted, of which experiments, and how. */
export interface BatchExtractOptions {
  /** What a search found, or paths. */
  readonly experiments: readonly (CatalogExperiment | string)[];
  /** A name, the path of a YAML file, or a configuration that is loaded. */
  readonly featureConfig: string | Configuration;
  /** @defaultValue the folder of features of the catalog, or else `features` in its first root */
  readonly outputDir?: string;
  /** @defaultValue `parquet` */
  readonly saveFormat?: TableFormat | 'none';
  /** @defaultValue `step` */
  readonly executionMode?: ExecutionMode;
  /** Threads; 0 does all work in this one. @defaultValue what the machine runs in parallel */
  readonly nWorkers?: number;
  /** Whether what feature files have already is computed again. @defaultValue false */
  readonly forceRecompute?: boolean;
  /** Memory that may be used, in bytes. @defaultValue a quarter of the machine */
  readonly memory?: number;
  /** Stops in good order: see {@link BatchOptions.signal}. */
  readonly signal?: AbortSignal;
}

/** How a batch went. Every experiment is in one of the three lists. */
export interface BatchExtractResult {
  readonly successful: readonly SuccessfulExperiment[];
  readonly failed: readonly FailedExperiment[];
  readonly skipped: readonly SkippedExperiment[];
  /** ms from opening to closing, by the path of the file, of those that were successful. */
  readonly timings: Readonly<Record<string, number>>;
  /** (feature, step) pairs of the successful experiments. */
  readonly totalTasks: number;
  readonly totalTimeMs: number;
}

/** Which features are put together. */
export interface ManagedCombineOptions extends Omit<CombineOptions, 'onRead'> {
  /** What a search found. @defaultValue all experiments */
  readonly experiments?: readonly CatalogExperiment[];
}

/**
 * Experiments in folders, from finding them to what comes out: searches, extracts, queries and combines.
 *
 * It knows experiments and features by a {@link Catalog}. Features that it extracts are known at once, new files of others
 * when the catalog is scanned again. Queries by SQL need DuckDB, which is installed beside this package.
 *
 * @example
 * ```ts
 * import { dirname } from 'node:path';
 * import { ExperimentManager } from 'oect-features/pipelines';
 *
 * const manager = await ExperimentManager.open({ roots: files.map(dirname) });
 * const experiments = await manager.search({ chip_id: '#20250804008', missing_features: 'v2_transfer_basic' });
 * const { successful } = await manager.batchExtractFeatures({ experiments, featureConfig: 'v2_transfer_basic' });
 * const { table } = await manager.sql('select count(gm_max_forward) as found from v2_transfer_basic');
 * console.log(`${successful.length} extracted, ${table.get(0)?.found} values`);
 * // 2 extracted, 6 values
 * ```
 * @see batchExtract, batchEvents, openCatalog, openDatabase, combineFeatures
 */
export class ExperimentManager {
  readonly catalog: Catalog;
  readonly #registry: Registry;
  readonly #directories: readonly string[];

  private constructor(catalog: Catalog, registry: Registry, directories: readonly string[]) {
    this.catalog = catalog;
    this.#registry = registry;
    this.#directories = directories;
  }

  /**
   * Opens the catalog, and scans if there is no index yet.
   *
   * @param place - path of a `catalog_config.yaml`, or options
   * @throws as {@link openCatalog}; OectError `bad-module` if extractors cannot be loaded
   */
  static async open(place: string | ManagerOptions = {}): Promise<ExperimentManager> {
    const { directories = [], extractors = [], ...options } = typeof place === 'string' ? { config: place } : place;
    const registry = await loadRegistry(extractors);
    return new ExperimentManager(await openCatalog(options), registry, directories);
  }

  /** Finds experiments: see {@link Catalog.search}. */
  search(query: CatalogQuery = {}): Promise<readonly CatalogExperiment[]> {
    return this.catalog.search(query, { registry: this.#registry, directories: this.#directories });
  }

  /**
   * Extracts features, and says how it went.
   *
   * @throws ConfigurationError; OectError if the configuration or the machine is wrong. An experiment that fails is in the
   *   result.
   */
  async batchExtractFeatures(options: BatchExtractOptions): Promise<BatchExtractResult> {
    const last = await lastValueFrom(this.extractionEvents(options));
    if (last.kind === 'finished') return resultOf(last.report);
    throw new OectError('internal', `the batch ended with an event "${last.kind}", not with its report`);
  }

  /**
   * The reactive twin of {@link batchExtractFeatures}: an event of kind `successful` for each experiment that is complete, and
   * everything else that happens; the last one has the report. Unsubscribing stops everything at once.
   *
   * @example
   * ```ts
   * manager
   *   .extractionEvents({ experiments, featureConfig: 'v2_all' })
   *   .pipe(filter((event) => event.kind === 'successful'))
   *   .subscribe(({ entry }) => console.log(entry.experiment, entry.output));
   * ```
   */
  extractionEvents(options: BatchExtractOptions): Observable<BatchEvent> {
    return defer(async () => this.#batchOf(options)).pipe(
      concatMap(({ files, configuration, batch }) => {
        const { pool } = batch;
        // Threads have ended when the stream does.
        const ended = defer(() => pool[Symbol.asyncDispose]()).pipe(ignoreElements());
        return concat(batchEvents(files, configuration, batch), ended).pipe(
          finalize(() => void pool[Symbol.asyncDispose]()),
        );
      }),
      concatMap((event) =>
        event.kind === 'finished' ? from(this.#note(event.report)).pipe(map(() => event)) : of(event),
      ),
    );
  }

  /**
   * The rows of an SQL statement over the experiments, steps and features of the catalog: see `openDatabase`.
   *
   * @throws OectError `not-installed` without DuckDB; `bad-argument` if it does not take the statement
   */
  async sql(statement: string, options: QueryOptions = {}): Promise<QueryResult> {
    await using database = await this.database(options);
    return await database.query(statement, options);
  }

  /** A database for many statements; whoever opens it disposes of it. */
  async database(options: QueryOptions = {}): Promise<ExperimentDatabase> {
    const { catalog } = this;
    await catalog.refresh([...catalog.experiments, ...catalog.features]);
    const damaged = (kind: 'experiment' | 'features') => catalog.damaged.filter((entry) => entry.as === kind);
    const { openDatabase } = await import('../lib/sql/database.js');
    return openDatabase(
      {
        // Those that are damaged are told of by the database.
        experiments: [...catalog.experiments, ...damaged('experiment').map(({ file }) => file)],
        features: [...catalog.features, ...damaged('features').map(({ file }) => file)],
        folders: [...catalog.settings.roots, ...catalog.settings.featureRoots],
      },
      options,
    );
  }

  /** The features of experiments as one Arrow table: see `combineFeatures`. */
  async combined(options: ManagedCombineOptions = {}): Promise<CombinedTable> {
    const { combineFeatures } = await import('../lib/combine/combine-features.js');
    return combineFeatures(this.#featureFilesOf(options), options);
  }

  /** The features of experiments in one Parquet file: see {@link writeCombined}. */
  async writeCombined(file: string, options: ManagedCombineOptions = {}): Promise<CombinedFile> {
    const { writeCombined } = await import('../lib/combine/write-combined.js');
    return writeCombined(this.#featureFilesOf(options), file, options);
  }

  #featureFilesOf({ experiments = this.catalog.experiments }: ManagedCombineOptions): readonly string[] {
    return experiments.flatMap((experiment) => this.catalog.featuresOf(experiment)).map(({ file }) => file);
  }

  async #batchOf(options: BatchExtractOptions) {
    const { experiments, featureConfig, outputDir, executionMode, saveFormat, forceRecompute, signal } = options;
    const configuration =
      typeof featureConfig === 'string'
        ? await loadConfiguration(featureConfig, { registry: this.#registry, directories: this.#directories })
        : featureConfig;
    const plan = planMemory(options.nWorkers ?? availableParallelism(), options.memory);
    const files = experiments.map((experiment) => (typeof experiment === 'string' ? experiment : experiment.file));
    const batch: BatchOptions = {
      pool: await openPool(options.nWorkers ?? availableParallelism(), plan),
      directory: outputDir ?? featureFolder(this.catalog.settings),
      existing: forceRecompute ? 'ignore' : 'reuse',
      tableBytes: plan.tableBytes,
      ...(executionMode !== undefined && { mode: executionMode }),
      ...(saveFormat !== undefined && { format: saveFormat }),
      ...(signal !== undefined && { signal }),
    };
    return { files, configuration, batch };
  }

  /** Lets the catalog know of new feature files in its folders. */
  async #note({ successful }: BatchReport): Promise<void> {
    const { roots, featureRoots } = this.catalog.settings;
    const written = successful.flatMap(({ output }) => output ?? []);
    const own = written.filter((file) => [...roots, ...featureRoots].some((root) => isBelow(root, file)));
    await this.catalog.refresh(own.map((file) => ({ kind: 'features', file: resolve(file) })));
  }
}

function resultOf({ successful, failed, skipped, total_tasks, total_time_ms }: BatchReport): BatchExtractResult {
  const timings = Object.fromEntries(successful.map(({ file, time_ms }) => [file, time_ms]));
  return { successful, failed, skipped, timings, totalTasks: total_tasks, totalTimeMs: total_time_ms };
}

function isBelow(folder: string, file: string): boolean {
  const path = relative(folder, file);
  return path !== '' && !path.startsWith('..') && !isAbsolute(path);
}
