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

/** So many rows go over in one piece, which takes as much memory however few they are. */
const CHUNK_ROWS = 2048;

/**
 * Rows of many files as one view, their columns united by name: null where a file lacks one, of the wider type where they
 * differ, in the end text. Rows of the same columns share a table, so that what has been read once is not touched again.
 */
export class UnitedTable {
  readonly #duckdb: DuckDb;
  readonly #connection: DuckDBConnection;
  readonly #name: string;
  readonly #parts = new Map<string, Part>();

  /** @param name - of the tables, one that no other united table has */
  constructor(duckdb: DuckDb, connection: DuckDBConnection, name: string) {
    this.#duckdb = duckdb;
    this.#connection = connection;
    this.#name = name;
  }

  /** Adds rows. Columns must be of one length; no two may have the same name. */
  async add(columns: readonly SqlColumn[]): Promise<void> {
    const part = await this.#partFor(columns);
    const rows = columns[0]?.values.length ?? 0;
    for (let start = 0; start < rows; ) {
      const stop = Math.min(rows, start + CHUNK_ROWS - (part.waiting[0]?.length ?? 0));
      for (const [index, { values }] of columns.entries()) {
        for (let row = start; row < stop; row++) part.waiting[index]?.push(values[row] ?? null);
      }
      if (part.waiting[0]?.length === CHUNK_ROWS) this.#flush(part);
      start = stop;
    }
  }

  /**
   * All rows, as a query.
   *
   * @param always - columns that there are also without any row; they come first
   */
  end(always: readonly ColumnType[]): string {
    const columns = always.map(({ name, type }) => `null::${type} as ${quoteName(name)}`);
    const queries = [`select ${columns.join(', ')} where false`];
    for (const part of this.#parts.values()) {
      this.#flush(part);
      part.appender.closeSync();
      queries.push(`from ${part.table}`);
    }
    return queries.join(' union all by name ');
  }

  #flush({ types, waiting, appender }: Part): void {
    if (waiting[0]?.length === 0) return;
    const chunk = this.#duckdb.DuckDBDataChunk.create(types);
    chunk.setColumns(waiting);
    appender.appendDataChunk(chunk);
    for (const values of waiting) values.length = 0;
  }

  async #partFor(columns: readonly SqlColumn[]): Promise<Part> {
    const definition = columns.map(({ name, type }) => `${quoteName(name)} ${type}`).join(', ');
    const known = this.#parts.get(definition);
    if (known !== undefined) return known;
    const name = `${this.#name} ${this.#parts.size}`;
    const table = `${SCHEMA}.${quoteName(name)}`;
    await this.#connection.run(`create table ${table} (${definition})`);
    const part: Part = {
      table,
      types: columns.map(({ type }) => typeOf(this.#duckdb, type)),
      waiting: columns.map(() => []),
      appender: await this.#connection.createAppender(name, SCHEMA),
    };
    this.#parts.set(definition, part);
    return part;
  }
}

/** Rows of the same columns. */
interface Part {
  readonly table: string;
  readonly types: readonly DuckDBType[];
  /** Of each column the values that are not in the table yet. */
  readonly waiting: readonly DuckDBValue[][];
  readonly appender: DuckDBAppender;
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
