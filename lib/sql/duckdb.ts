import { messageOf, OectError } from '../errors.js';

/** The module of DuckDB, which is installed only where it is wanted: it takes 70 MB. */
export type DuckDb = typeof import('@duckdb/node-api');

const PACKAGE = '@duckdb/node-api';

/**
 * Loads DuckDB.
 *
 * @throws OectError `not-installed` with the command that installs it; or with what is wrong with the one that is there
 */
export async function loadDuckDb(): Promise<DuckDb> {
  try {
    return await import('@duckdb/node-api');
  } catch (cause) {
    if (isMissing(cause)) {
      throw new OectError('not-installed', `SQL needs DuckDB, which is not installed; run: npm install ${PACKAGE}`);
    }
    const reason = messageOf(cause);
    throw new OectError(
      'not-installed',
      `SQL needs DuckDB, which cannot be loaded: ${reason}; install it anew: npm install ${PACKAGE}`,
      { cause },
    );
  }
}

/** Whether it is the package itself that is not there, not a part of it. */
function isMissing(error: unknown): boolean {
  const isNotFound = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
  return isNotFound && error.message.includes(`'${PACKAGE}'`);
}
