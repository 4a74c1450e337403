import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** The columns of a Parquet file by name, as DuckDB reads them. */
export type ReadColumns = Readonly<Record<string, readonly unknown[]>>;

/** Reads a Parquet file, all of it, with DuckDB. */
export async function readParquet(file: string): Promise<ReadColumns> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const read = await connection.runAndReadAll(`select * from read_parquet('${file.replaceAll("'", "''")}')`);
    return read.getColumnsObjectJS();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Names of all that is in a folder, hidden and temporary files too; none if there is no folder. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** Paths of the feature files in a folder. */
export function featureFilesIn(folder: string): readonly string[] {
  return namesIn(folder)
    .filter((name) => /\.(parquet|arrow)$/.test(name))
    .map((name) => join(folder, name));
}
