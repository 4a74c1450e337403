import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { fileError } from '../hdf5/hdf5-file.js';

/** Up to this size the fingerprint of a file is taken when it is opened: that takes a millisecond or two. */
export const SMALL_FILE_BYTES = 2 ** 22;

/** Large enough for the disk, small enough that a gigabyte file costs no memory. */
const BUFFER_BYTES = 2 ** 20;

/**
 * The SHA-256 of a file's bytes, in hex. Synchronous: a thread that takes it has nothing else to do.
 *
 * @throws OectError `file-not-found` or `permission-denied`.
 */
export function fingerprint(file: string): string {
  const hash = createHash('sha256');
  try {
    const descriptor = openSync(file, 'r');
    try {
      const buffer = Buffer.allocUnsafe(Math.min(BUFFER_BYTES, fstatSync(descriptor).size + 1));
      for (let read = readSync(descriptor, buffer); read > 0; read = readSync(descriptor, buffer)) {
        hash.update(buffer.subarray(0, read));
      }
    } finally {
      closeSync(descriptor);
    }
  } catch (cause) {
    throw fileError(file, cause);
  }
  return hash.digest('hex');
}
