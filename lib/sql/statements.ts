import type {
  DuckDBConnection,
  DuckDBExtractedStatements,
  DuckDBPreparedStatement,
  DuckDBResult,
} from '@duckdb/node-api';
import { isOectError, messageOf, OectError } from '../errors.js';
import type { DuckDb } from './duckdb.js';

/** What DuckDB has against a statement, by how its messages begin; anything else is about the data. */
const KINDS = ['Parser', 'Binder', 'Catalog', 'Permission', 'INTERRUPT'] as const;

/** A statement that DuckDB did not run, or not to its end. */
export class StatementError extends OectError {
  readonly kind: (typeof KINDS)[number] | 'data';

  constructor(cause: unknown) {
    // How far it was does not matter to whoever wrote the statement.
    const text = messageOf(cause).replace(/^Failed to \w+ [a-z ]+: /, '');
    const kind = KINDS.find((kind) => text.startsWith(`${kind} Error`)) ?? 'data';
    super(
      kind === 'INTERRUPT' ? 'aborted' : 'bad-argument',
      kind === 'INTERRUPT' ? STOPPED : text + (ADVICE[kind] ?? ''),
    );
    this.kind = kind;
  }
}

const STOPPED = 'the query was stopped';

const ADVICE: Partial<Record<StatementError['kind'], string>> = {
  Permission: '; statements read files below the folders of the database, by their absolute path, and no others',
};

/**
 * Runs statements one after the other, and has the rows of the last one used as they come.
 *
 * Only statements that look at data or change what is in memory are run: none that write files, load extensions, attach other
 * databases or change settings. `explain` is none of them, for `explain analyze` runs what it explains. If one fails, none of
 * them has changed anything.
 *
 * @throws StatementError
 */
export async function runStatements<T>(
  duckdb: DuckDb,
  connection: DuckDBConnection,
  sql: string,
  use: (result: DuckDBResult) => Promise<T>,
): Promise<T> {
  await connection.run('begin transaction');
  try {
    const statements = await extract(connection, sql);
    for (let index = 0; index < statements.count - 1; index++) {
      await (await allowedStatement(duckdb, statements, index)).run();
    }
    const last = await allowedStatement(duckdb, statements, statements.count - 1);
    const used = await use(await last.stream());
    await connection.run('commit');
    return used;
  } catch (error) {
    await connection.run('rollback');
    throw isOectError(error) ? error : new StatementError(error);
  }
}

async function extract(connection: DuckDBConnection, sql: string): Promise<DuckDBExtractedStatements> {
  const statements = await connection.extractStatements(sql).catch((error) => {
    // What DuckDB makes of a text of nothing but spaces and comments.
    if (messageOf(error) !== 'Error in native callback') throw error;
  });
  if (statements !== undefined && statements.count > 0) return statements;
  throw new OectError('bad-argument', 'there is no statement; give one such as: select * from experiments');
}

async function allowedStatement(
  { StatementType }: DuckDb,
  statements: DuckDBExtractedStatements,
  index: number,
): Promise<DuckDBPreparedStatement> {
  const statement = await statements.prepare(index);
  const allowed: readonly number[] = [
    StatementType.SELECT,
    StatementType.CREATE,
    StatementType.CREATE_FUNC,
    StatementType.INSERT,
    StatementType.UPDATE,
    StatementType.DELETE,
    StatementType.ALTER,
    StatementType.DROP,
  ];
  if (allowed.includes(statement.statementType)) return statement;
  const kind = StatementType[statement.statementType] ?? 'unknown';
  throw new OectError(
    'bad-argument',
    `a statement of the kind ${kind} is not run here, only those that read data or change what is in memory`,
  );
}
