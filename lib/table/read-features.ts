import { readFile, stat } from 'node:fs/promises';
import { messageOf, OectError } from '../errors.js';
import { readParquet } from '../parquet/read-parquet.js';
import { readArrow } from './read-arrow.js';
import type { StoredColumns } from './stored-columns.js';
import { type StoredFeatures, storedFeatures } from './stored-features.js';

/**
 * Reads a feature file back, Parquet or Arrow, whatever it is called: its table just as it was written, every number to the
 * last bit, and what the file says of itself.
 *
 * @example
 * ```ts
 * const { table, metadata } = await readFeatures('features/chip-1-v2_all-feat_20250905-143000_c0ffee00.parquet');
 * console.log(table.rows, metadata.config.name);
 * ```
 * @throws OectError naming the file: `file-not-found`, `permission-denied`; `wrong-layout` if it is no feature file;
 *   `file-truncated` or `data-corrupt` if it is damaged
 */
export async function readFeatures(path: string): Promise<StoredFeatures> {
  return named(path, async () => storedFeatures(await columnsIn(path)));
}

/**
 * Reads the numbers of a Parquet or Arrow file, of this program or of another one: columns of numbers and of lists of numbers.
 *
 * @throws OectError as {@link readFeatures}, but for files that are only not of this program
 */
export async function readColumns(path: string): Promise<StoredColumns> {
  return named(path, () => columnsIn(path));
}

async function columnsIn(path: string): Promise<StoredColumns> {
  // What is no file, such as a pipe, may never end.
  if (!(await stat(path)).isFile()) throw new OectError('wrong-layout', 'it is no file');
  const bytes = await readFile(path);
  if (bytes.length === 0) throw new OectError('file-truncated', 'it is empty');
  if (startsWith(bytes, 'PAR1')) return readParquet(bytes);
  if (startsWith(bytes, 'ARROW1')) return readArrow(bytes);
  throw new OectError('wrong-layout', 'it is neither Parquet nor Arrow');
}

/** Whether bytes begin so; those of a file that is cut short, as far as they go. */
function startsWith(bytes: Buffer, magic: string): boolean {
  return bytes.toString('latin1', 0, magic.length) === magic.slice(0, bytes.length);
}

/** Faults name the file, and are faults of the file. */
async function named<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw faultOf(path, cause);
  }
}

function faultOf(path: string, cause: unknown): OectError {
  const details = { file: path, cause };
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new OectError('file-not-found', `${path} does not exist`, details);
  if (code === 'EACCES' || code === 'EPERM') {
    return new OectError('permission-denied', `${path} may not be read; check its permissions`, details);
  }
  const kind = cause instanceof OectError ? cause.code : 'data-corrupt';
  return new OectError(kind, `${path} cannot be read as a table: ${messageOf(cause)}`, details);
}
