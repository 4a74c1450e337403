import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { fileError } from '../hdf5/hdf5-file.js';

/** Large enough for the disk, small enough that a gigabyte file costs no memory. */
const BUFFER_BYTES = 2 ** 20;

/**
 * The SHA-256 of a file's bytes, in hex.
 *
 * @throws OectError `file-not-found` or `permission-denied`.
 */
export async function fingerprint(file: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const bytes of createReadStream(file, { highWaterMark: BUFFER_BYTES })) hash.update(bytes);
  } catch (cause) {
    throw fileError(file, cause);
  }
  return hash.digest('hex');
}
