import { readFile, stat } from 'node:fs/promises';
import { errnoOf } from '../errno.js';
import { messageOf, OectError } from '../errors.js';
import { readParquet } from '../parquet/read-parquet.js';
import { readArrow } from './read-arrow.js';
import type { StoredColumns } from './stored-columns.js';

/** What Node.js reads in one piece. */
const MOST_BYTES = 2 ** 31 - 1;

/**
 * Reads the numbers of a Parquet or Arrow file, of this program or of another one: columns of numbers and of lists of numbers.
 *
 * @throws OectError naming the file: `file-not-found`, `permission-denied`; `wrong-layout` if it is no such file;
 *   `file-truncated` or `data-corrupt` if it is damaged
 */
export async function readColumns(path: string): Promise<StoredColumns> {
  return namingFile(path, () => columnsIn(path));
}

async function columnsIn(path: string): Promise<StoredColumns> {
  // What is no file, such as a pipe, may never end.
  const found = await stat(path);
  if (!found.isFile()) throw new OectError('wrong-layout', 'it is no file');
  if (found.size > MOST_BYTES) throw new OectError('wrong-layout', 'it is larger than 2 GiB; no feature file is');
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

/** Faults of what is read name the file, and are faults of the file. */
export async function namingFile<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw faultOf(path, cause);
  }
}

function faultOf(path: string, cause: unknown): OectError {
  const code = errnoOf(cause);
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new OectError('file-not-found', `${path} does not exist`, { file: path });
  if (code === 'EACCES' || code === 'EPERM') {
    return new OectError('permission-denied', `${path} may not be read; check its permissions`, { file: path });
  }
  const kind = cause instanceof OectError ? cause.code : 'data-corrupt';
  return new OectError(kind, `${path} cannot be read as a table: ${messageOf(cause)}`, { file: path, cause });
}
