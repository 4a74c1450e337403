import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { DuckDBConnection, DuckDBInstance, DuckDBResult } from '@duckdb/node-api';
import type { Table } from 'apache-arrow';
import type { CatalogExperiment, CatalogFeatures } from '../catalog/entry.js';
import type { DamagedFile, Reading } from '../combine/damaged-file.js';
import { listedFeatures, readFeatureFiles } from '../combine/feature-files.js';
import { OectError } from '../errors.js';
import { type WrittenFile, writeInPieces } from '../table/write-file.js';
import { arrowResult } from './arrow-result.js';
import { copyToParquet } from './copy-to-parquet.js';
import { type DuckDb, loadDuckDb } from './duckdb.js';
import { quoteTexts } from './quote.js';
import { runStatements, StatementError } from './statements.js';
import { mentionedViews } from './view-names.js';
import { type CheckDepth, Views } from './views.js';

/** What statements can see. */
export interface DatabaseFiles {
  /** Experiment files, seen as `experiments` and `steps`. What a catalog knows of one is taken as it is, not read again. */
  readonly experiments: readonly (string | CatalogExperiment)[];
  /** Feature files, Parquet or Arrow, seen as one view for each name of a configuration. */
  readonly features: readonly (string | CatalogFeatures)[];
  /** Folders of which statements may also read other files by their path. @defaultValue none */
  readonly folders?: readonly string[];
  /**
   * How feature files are checked before they are used. `all` finds damage in the columns; it reads files of a view through,
   * once. `footers` only finds files that are cut short or are none; then DuckDB may read wrong values out of damaged columns.
   * @defaultValue `all`
   */
  readonly check?: CheckDepth;
}

/** How a query is watched and stopped. */
export interface QueryOptions {
  /** Stops the query, and the reading of files before it. */
  readonly signal?: AbortSignal;
  /** Hears of each file that is read before the query can run; Parquet files are read by it. */
  readonly onRead?: (file: string) => void;
}

/** What is to be said beside the rows. */
export interface QueryRemarks {
  /** Files that were left out because they cannot be read, of all that were looked at so far. */
  readonly damaged: readonly DamagedFile[];
  /**
   * Which views could not have the name of their configuration, and of those that were used so far that features are left out
   * because the experiment has changed since. One sentence each.
   */
  readonly notes: readonly string[];
}

/** The rows of a query, as an Arrow table. */
export interface QueryResult extends QueryRemarks {
  readonly table: Table;
}

/** The rows of a query, as a file. */
export interface QueryFile extends QueryRemarks, WrittenFile {
  readonly rows: number;
}

/** Experiments and features as views of an in-memory database. */
export interface ExperimentDatabase extends AsyncDisposable {
  /** Names of the views: `experiments`, `steps` and the configurations. */
  readonly views: readonly string[];
  /** As of now; results have those of their time. */
  readonly remarks: QueryRemarks;
  /**
   * The rows of the last of the statements, as an Arrow table.
   *
   * @throws OectError `bad-argument` if DuckDB does not take the statement; `aborted`
   */
  query(sql: string, options?: QueryOptions): Promise<QueryResult>;
  /**
   * The rows of the last of the statements, in a Parquet file, which appears complete or not at all.
   *
   * @throws OectError as of {@link query}; `write-failed` or `permission-denied`
   */
  writeParquet(sql: string, file: string, options?: QueryOptions): Promise<QueryFile>;
}

/**
 * Opens a database over files, which are read when a statement names a view that needs them; features of an experiment that
 * was extracted several times with configurations of one name are those of the newest file. Features that were made before
 * the experiment changed are left out, if a catalog knows what is in its file.
 *
 * @example
 * ```ts
 * await using database = await openDatabase({ experiments, features });
 * const { table } = await database.query('select chip_id, avg(gm_max_forward) as gm from v2_transfer_basic group by 1');
 * ```
 * @throws OectError `not-installed` if DuckDB is not; `aborted`
 */
export async function openDatabase(files: DatabaseFiles, options: QueryOptions = {}): Promise<ExperimentDatabase> {
  const duckdb = await loadDuckDb();
  const damaged: DamagedFile[] = [];
  const reading: Reading = { ...options, onDamaged: (file) => damaged.push(file) };
  const paths = files.features.filter((file) => typeof file === 'string').map((file) => resolve(file));
  const read = await readFeatureFiles(paths, reading);
  const features = [...read, ...files.features.filter((file) => typeof file !== 'string').map(listedFeatures)];
  // Where DuckDB puts what does not fit into memory, and Parquet files before they have their name; made when it is needed.
  const scratch = join(tmpdir(), `oect-sql-${randomUUID()}`);
  const instance = await duckdb.DuckDBInstance.create(':memory:', { temp_directory: scratch });
  const connection = await instance.connect();
  const folders = (files.folders ?? []).map((folder) => resolve(folder));
  await closeDoors(
    connection,
    [...folders, scratch],
    features.map(({ file }) => file),
  );
  const { experiments, check = 'all' } = files;
  const columns = new Map(read.map(({ file, columns }) => [file, columns]));
  const views = await Views.over({ duckdb, connection, experiments, features, columns, check });
  return new Database({ duckdb, instance, connection, scratch, views, damaged });
}

/**
 * Lets statements read these files and what is below these folders, and nothing else, from now on. That they write nothing is
 * seen to by {@link runStatements}.
 */
async function closeDoors(
  connection: DuckDBConnection,
  folders: readonly string[],
  files: readonly string[],
): Promise<void> {
  await connection.run(`set allowed_directories = ${quoteTexts(folders)}`);
  await connection.run(`set allowed_paths = ${quoteTexts(files)}`);
  await connection.run('set enable_external_access = false');
  await connection.run('set lock_configuration = true');
}

interface DatabaseParts {
  readonly duckdb: DuckDb;
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
  /** A folder of its own. */
  readonly scratch: string;
  readonly views: Views;
  readonly damaged: DamagedFile[];
}

class Database implements ExperimentDatabase {
  readonly #parts: DatabaseParts;
  /** Statements come one after the other: there is one connection. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: DatabaseParts) {
    this.#parts = parts;
  }

  get views(): readonly string[] {
    return this.#parts.views.names;
  }

  get remarks(): QueryRemarks {
    const { damaged, views } = this.#parts;
    return { damaged: [...damaged], notes: views.notes };
  }

  async query(sql: string, options: QueryOptions = {}): Promise<QueryResult> {
    const table = await this.#run(sql, options, (result) => arrowResult(this.#parts.duckdb, result));
    return { table, ...this.remarks };
  }

  async writeParquet(sql: string, file: string, options: QueryOptions = {}): Promise<QueryFile> {
    const { instance, scratch } = this.#parts;
    const unnamed = join(scratch, `${randomUUID()}.parquet`);
    await mkdir(scratch, { recursive: true });
    const rows = await this.#run(sql, options, (result) => copyToParquet(instance, result, unnamed, sql));
    const written = await writeInPieces(file, async (write) => {
      for await (const piece of createReadStream(unnamed)) write(piece);
    });
    await rm(unnamed);
    return { ...written, rows, ...this.remarks };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last;
    const { connection, instance, scratch } = this.#parts;
    connection.closeSync();
    instance.closeSync();
    await rm(scratch, { recursive: true, force: true });
  }

  #run<T>(sql: string, options: QueryOptions, use: (result: DuckDBResult) => Promise<T>): Promise<T> {
    const run = this.#last.then(() => this.#runNow(sql, options, use));
    this.#last = run.catch(() => {});
    return run;
  }

  async #runNow<T>(sql: string, options: QueryOptions, use: (result: DuckDBResult) => Promise<T>): Promise<T> {
    const { duckdb, connection, views, damaged } = this.#parts;
    const { signal } = options;
    const reading: Reading = { ...options, onDamaged: (file) => damaged.push(file) };
    const interrupt = () => connection.interrupt();
    signal?.addEventListener('abort', interrupt);
    try {
      await views.make(mentionedViews(sql, views.names), reading);
      for (;;) {
        if (signal?.aborted) throw new OectError('aborted', 'the query was stopped');
        try {
          return await runStatements(duckdb, connection, sql, use);
        } catch (error) {
          // What it needs may not be there yet, or a file may be damaged; then it has another chance.
          const kind = error instanceof StatementError ? error.kind : 'other';
          const hasChance =
            (kind === 'data' && (await views.leaveOutDamaged(reading))) ||
            (kind === 'Catalog' && (await views.make(views.names, reading)));
          if (!hasChance) throw error;
        }
      }
    } finally {
      signal?.removeEventListener('abort', interrupt);
    }
  }
}
