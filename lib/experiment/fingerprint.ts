import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
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
    await using handle = await open(file);
    const { size } = await handle.stat();
    const buffer = Buffer.allocUnsafe(Math.min(BUFFER_BYTES, size + 1));
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length);
      if (bytesRead === 0) break;
      hash.update(buffer.subarray(0, bytesRead));
    }
  } catch (cause) {
    throw fileError(file, cause);
  }
  return hash.digest('hex');
}
