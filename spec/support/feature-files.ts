import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** The columns of a Parquet file by name, as DuckDB reads them. */
export type ReadColumns = Readonly<Record<string, readonly unknown[]>>;

/** Reads a Parquet file, all of it, with DuckDB. */
export async function readParquet(file: string): Promise<ReadColumns> {
  return query(`select * from read_parquet(${quoted(file)})`);
}

/** Reads many Parquet files of the same columns at once, which is a matter of one file's time. */
export async function readParquets(files: readonly string[]): Promise<ReadonlyMap<string, ReadColumns>> {
  if (files.length === 0) return new Map();
  const { filename = [], ...columns } = await query(
    `select * from read_parquet([${files.map(quoted).join(', ')}], filename = true)`,
  );
  const ofFile = (file: string) =>
    Object.entries(columns).map(([name, values]) => [name, values.filter((_, row) => filename[row] === file)] as const);
  return new Map(files.map((file) => [file, Object.fromEntries(ofFile(file))]));
}

function quoted(file: string): string {
  return `'${file.replaceAll("'", "''")}'`;
}

async function query(text: string): Promise<ReadColumns> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(text)).getColumnsObjectJS();
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
