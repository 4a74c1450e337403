import type { DuckDBConnection } from '@duckdb/node-api';
import type { CatalogExperiment } from '../catalog/entry.js';
import { forEachReadable, type Reading } from '../combine/damaged-file.js';
import { KEY_NAMES } from '../combine/experiment-key.js';
import { type FeatureColumns, type ListedFeatures, newestFiles, sharedColumns } from '../combine/feature-files.js';
import { isOectError, messageOf } from '../errors.js';
import { readFeatures } from '../table/read-features.js';
import { isArrow, readMetadata } from '../table/read-metadata.js';
import { currentFeatures } from './current-features.js';
import type { DuckDb } from './duckdb.js';
import { experimentsQuery } from './experiment-view.js';
import { FILE_LIST, featuresQuery } from './feature-view.js';
import { KEY_COLUMNS } from './key-columns.js';
import { quoteName, quoteTexts } from './quote.js';
import { stepsQuery } from './step-view.js';
import { SCHEMA, type SqlColumn, UnitedTable } from './united-table.js';
import { EXPERIMENTS, STEPS, viewNames } from './view-names.js';

/** How much of feature files is looked at before DuckDB reads them. */
export type CheckDepth = 'all' | 'footers';

interface ViewParts {
  readonly duckdb: DuckDb;
  readonly connection: DuckDBConnection;
  /** Paths of files, or what a catalog knows of them. */
  readonly experiments: readonly (string | CatalogExperiment)[];
  /** Older ones too. */
  readonly features: readonly ListedFeatures[];
  /** Of those files that have been read, by their paths. */
  readonly columns: ReadonlyMap<string, FeatureColumns>;
  readonly check: CheckDepth;
}

/** The views of a database, each made when it is needed. */
export class Views {
  readonly names: readonly string[];
  readonly #parts: ViewParts;
  /** Names of configurations, by those of their views. */
  readonly #configs: ReadonlyMap<string, string>;
  /** Of experiments that have changed since, and that there are no others of. */
  readonly #missed: readonly ListedFeatures[];
  /** Those that are not known to be damaged. */
  #features: readonly ListedFeatures[];
  /** By the paths of their files; those that are not known are read when a view needs them. */
  readonly #columns: Map<string, FeatureColumns>;
  readonly #shared = sharedColumns();
  /** Files that have been read through. */
  readonly #checked = new Set<string>();
  readonly #made = new Set<string>();
  /** Tables of a view that is made anew need other names. */
  #tables = 0;

  private constructor(parts: ViewParts) {
    const { current, missed } = currentFeatures(parts.features, parts.experiments);
    this.#parts = parts;
    this.#features = current;
    this.#missed = missed;
    this.#columns = new Map(parts.columns);
    const configs = [...new Set(parts.features.map(({ config }) => config))].sort();
    this.#configs = new Map(viewNames(configs).map((view, index) => [view, configs[index] as string]));
    this.names = [EXPERIMENTS, STEPS, ...this.#configs.keys()];
  }

  /** Makes the schema for what views are made of, and says there whose the rows of each feature file are. */
  static async over(parts: ViewParts): Promise<Views> {
    const { duckdb, connection, features } = parts;
    await connection.run(`create schema ${SCHEMA}`);
    const list = new UnitedTable(duckdb, connection, 'feature files');
    await list.add([
      ...KEY_NAMES.map((name) =>
        column(
          name,
          features.map(({ experiment }) => experiment[name]),
        ),
      ),
      column(
        'feature_file',
        features.map(({ file }) => file),
      ),
    ]);
    const query = list.end([...KEY_COLUMNS, { name: 'feature_file', type: 'VARCHAR' }]);
    await connection.run(`create view ${FILE_LIST} as ${query}`);
    return new Views(parts);
  }

  /** See `QueryRemarks`: names of all views, and files that those lack which have been made. */
  get notes(): readonly string[] {
    return [...this.#configs].flatMap(([view, config]) => [
      ...(view === config
        ? []
        : [`Features of configuration "${config}" are the view "${view}", for its name is taken.`]),
      ...(this.#made.has(view) ? missedNote(this.#missed.filter((file) => file.config === config)) : []),
    ]);
  }

  /** Makes those views that have not been made, and says whether there were any. */
  async make(names: readonly string[], reading: Reading): Promise<boolean> {
    const missing = names.filter((name) => !this.#made.has(name));
    for (const name of missing) {
      await this.#make(name, reading).catch(async (error) => {
        if (isOectError(error) || !(await this.#leaveOutDamagedOf(name, reading))) throw error;
      });
      this.#made.add(name);
    }
    return missing.length > 0;
  }

  /**
   * Looks through the Parquet files of the views, which DuckDB reads by itself, and makes views anew without those that it
   * cannot read.
   *
   * @returns whether there are any
   */
  async leaveOutDamaged(reading: Reading): Promise<boolean> {
    let found = false;
    for (const name of this.#made) if (await this.#leaveOutDamagedOf(name, reading)) found = true;
    return found;
  }

  async #leaveOutDamagedOf(name: string, reading: Reading): Promise<boolean> {
    const bad = new Map<string, string>();
    for (const { file } of this.#filesOf(name)) {
      if (isArrow(file)) continue;
      try {
        await this.#parts.connection.run(`select bit_xor(hash(t)) from read_parquet(${quoteTexts([file])}) t`);
      } catch (error) {
        bad.set(file, messageOf(error));
      }
    }
    if (bad.size === 0) return false;
    for (const [file, message] of bad) {
      reading.onDamaged({ file, error: { code: 'data-corrupt', message: `${file} cannot be read: ${message}` } });
    }
    this.#features = this.#features.filter(({ file }) => !bad.has(file));
    await this.#make(name, reading);
    return true;
  }

  async #make(name: string, reading: Reading): Promise<void> {
    await this.#check(name, reading);
    const tables = new UnitedTable(this.#parts.duckdb, this.#parts.connection, `${name} ${this.#tables++}`);
    const query = await this.#queryOf(name, tables, reading);
    await this.#parts.connection.run(`create or replace view ${quoteName(name)} as ${query}`);
  }

  /**
   * Reads what is to be known of the files of a view, and leaves out those that are damaged. Unless only their ends are to be
   * checked they are read through: DuckDB looks neither at the checksums of compressed columns nor at whether they are those
   * that the file tells of.
   */
  async #check(name: string, reading: Reading): Promise<void> {
    // Without a damaged file, an older one may be the newest.
    for (let files = this.#unchecked(name); files.length > 0; files = this.#unchecked(name)) {
      const good = new Set<string>();
      await forEachReadable(files, reading, async (file) => {
        const metadata = this.#parts.check === 'all' ? (await readFeatures(file)).metadata : await readMetadata(file);
        this.#columns.set(file, this.#shared(metadata.columns));
        good.add(file);
      });
      for (const file of files) this.#checked.add(file);
      this.#features = this.#features.filter(({ file }) => good.has(file) || !files.includes(file));
    }
  }

  #unchecked(name: string): readonly string[] {
    const isKnown = (file: string) =>
      this.#checked.has(file) || (this.#columns.has(file) && (this.#parts.check === 'footers' || isArrow(file)));
    return this.#filesOf(name)
      .map(({ file }) => file)
      .filter((file) => !isKnown(file));
  }

  #queryOf(name: string, tables: UnitedTable, reading: Reading): Promise<string> {
    switch (name) {
      case EXPERIMENTS:
        return experimentsQuery(this.#parts.experiments, tables, reading);
      case STEPS:
        return stepsQuery(this.#parts.experiments, tables, reading);
      default:
        return featuresQuery(this.#parts.duckdb, this.#columnsOf(name), tables);
    }
  }

  #columnsOf(name: string): ReadonlyMap<string, FeatureColumns> {
    return new Map(this.#filesOf(name).map(({ file }) => [file, this.#columns.get(file) ?? new Map()]));
  }

  #filesOf(name: string): readonly ListedFeatures[] {
    const config = this.#configs.get(name);
    return newestFiles(this.#features.filter((file) => file.config === config));
  }
}

function column(name: string, values: readonly (string | null)[]): SqlColumn {
  return { name, type: 'VARCHAR', values };
}

function missedNote([first, ...others]: readonly ListedFeatures[]): readonly string[] {
  if (first === undefined) return [];
  const more = others.length === 0 ? '' : `; and so ${others.length === 1 ? 'is' : 'are'} ${others.length} more`;
  return [`${first.file} is left out, for the experiment has changed since${more}.`];
}
