import type { DuckDBAppender, DuckDBConnection, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import type { DuckDb } from './duckdb.js';
import { quoteName } from './quote.js';

export interface ColumnType {
  readonly name: string;
  readonly type: SqlType;
}

export interface SqlColumn extends ColumnType {
  /** `[row]`; null is null. */
  readonly values: readonly DuckDBValue[];
}

export type SqlType = 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'VARCHAR' | 'DOUBLE[]' | 'DOUBLE[][]';

/** Where the tables are that views are made of. */
export const SCHEMA = 'oect';

/** So many rows go over in one piece; DuckDB takes no more. */
const CHUNK_ROWS = 2048;

/**
 * Rows of many files as one view, their columns united by name: null where a file lacks one, of the wider type where they
 * differ, in the end text. Rows of the same columns share a table, so that what has been read once is not touched again.
 */
export class UnitedTable {
  readonly #duckdb: DuckDb;
  readonly #connection: DuckDBConnection;
  readonly #name: string;
  readonly #tables = new Map<string, { readonly table: string; readonly appender: DuckDBAppender }>();

  /** @param name - of the tables, one that no other united table has */
  constructor(duckdb: DuckDb, connection: DuckDBConnection, name: string) {
    this.#duckdb = duckdb;
    this.#connection = connection;
    this.#name = name;
  }

  /** Adds rows. Columns must be of one length; no two may have the same name. */
  async add(columns: readonly SqlColumn[]): Promise<void> {
    const { appender } = await this.#tableFor(columns);
    const types = columns.map(({ type }) => typeOf(this.#duckdb, type));
    const rows = columns[0]?.values.length ?? 0;
    for (let start = 0; start < rows; start += CHUNK_ROWS) {
      const chunk = this.#duckdb.DuckDBDataChunk.create(types);
      chunk.setColumns(columns.map(({ values }) => values.slice(start, start + CHUNK_ROWS)));
      appender.appendDataChunk(chunk);
    }
  }

  /**
   * All rows, as a query.
   *
   * @param always - columns that there are also without any row; they come first
   */
  end(always: readonly ColumnType[]): string {
    for (const { appender } of this.#tables.values()) appender.closeSync();
    const columns = always.map(({ name, type }) => `null::${type} as ${quoteName(name)}`);
    const none = `select ${columns.join(', ')} where false`;
    return [none, ...[...this.#tables.values()].map(({ table }) => `from ${table}`)].join(' union all by name ');
  }

  async #tableFor(columns: readonly SqlColumn[]) {
    const definition = columns.map(({ name, type }) => `${quoteName(name)} ${type}`).join(', ');
    const known = this.#tables.get(definition);
    if (known !== undefined) return known;
    const name = `${this.#name} ${this.#tables.size}`;
    const table = `${SCHEMA}.${quoteName(name)}`;
    await this.#connection.run(`create table ${table} (${definition})`);
    const made = { table, appender: await this.#connection.createAppender(name, SCHEMA) };
    this.#tables.set(definition, made);
    return made;
  }
}

function typeOf({ BIGINT, DOUBLE, BOOLEAN, VARCHAR, LIST }: DuckDb, type: SqlType): DuckDBType {
  switch (type) {
    case 'BIGINT':
      return BIGINT;
    case 'DOUBLE':
      return DOUBLE;
    case 'BOOLEAN':
      return BOOLEAN;
    case 'VARCHAR':
      return VARCHAR;
    case 'DOUBLE[]':
      return LIST(DOUBLE);
    case 'DOUBLE[][]':
      return LIST(LIST(DOUBLE));
  }
}
