import type { DuckDBInstance, DuckDBResult } from '@duckdb/node-api';
import { VERSION } from '../version.js';
import { quoteName, quoteText } from './quote.js';
import { SCHEMA } from './united-table.js';

const TABLE = 'result';

/**
 * Writes the rows of a result into a Parquet file, as they come.
 *
 * @param query - what the file says that it is the result of
 * @returns how many rows there are
 */
export async function copyToParquet(
  instance: DuckDBInstance,
  result: DuckDBResult,
  file: string,
  query: string,
): Promise<number> {
  // The other connection is busy with the result.
  const connection = await instance.connect();
  try {
    const columns = result
      .deduplicatedColumnNames()
      .map((name, index) => `${quoteName(name)} ${result.columnType(index)}`);
    await connection.run(`create or replace table ${SCHEMA}.${TABLE} (${columns.join(', ')})`);
    const appender = await connection.createAppender(TABLE, SCHEMA);
    let rows = 0;
    for (
      let chunk = await result.fetchChunk();
      chunk !== null && chunk.rowCount > 0;
      chunk = await result.fetchChunk()
    ) {
      appender.appendDataChunk(chunk);
      rows += chunk.rowCount;
    }
    appender.closeSync();
    const metadata = `{ created_by: ${quoteText(`oect-features ${VERSION}`)}, query: ${quoteText(query)} }`;
    await connection.run(`copy ${SCHEMA}.${TABLE} to ${quoteText(file)} (format parquet, kv_metadata ${metadata})`);
    await connection.run(`drop table ${SCHEMA}.${TABLE}`);
    return rows;
  } finally {
    connection.closeSync();
  }
}
