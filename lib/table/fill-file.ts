import { closeSync, ftruncateSync, openSync, writeFileSync } from 'node:fs';
import { writeError } from './write-error.js';

/** Takes a file piece by piece, in their order. A piece is not changed any more. */
export type Write = (piece: Uint8Array) => void;

/** Gives the content of a file. */
export type Fill = (write: Write) => Promise<void>;

/** Small pieces are put together until they are so large, in bytes: the system is not called for each. */
const CHUNK_BYTES = 2 ** 16;

/**
 * Fills a file that is there, from its start. Any thread can do so: it never has more of the file than a few pieces, and
 * whoever made the file can remove it whatever happens to the thread.
 *
 * @param temporary - path of the file
 * @param path - what it is going to be called, for errors
 * @returns its size in bytes
 * @throws OectError `write-failed` or `permission-denied`, naming `path`; what `fill` throws
 */
export async function fillFile(temporary: string, path: string, fill: Fill): Promise<number> {
  const orWriteError = <T>(work: () => T): T => {
    try {
      return work();
    } catch (cause) {
      throw writeError(path, cause);
    }
  };
  const descriptor = orWriteError(() => openSync(temporary, 'r+'));
  let waiting: Uint8Array[] = [];
  let [waitingBytes, bytes] = [0, 0];
  const flush = () => {
    const chunk = waiting.length === 1 ? (waiting[0] as Uint8Array) : Buffer.concat(waiting);
    orWriteError(() => writeFileSync(descriptor, chunk));
    waiting = [];
    waitingBytes = 0;
  };
  try {
    // What a thread that died has left in it.
    orWriteError(() => ftruncateSync(descriptor));
    await fill((piece) => {
      waiting.push(piece);
      waitingBytes += piece.byteLength;
      bytes += piece.byteLength;
      if (waitingBytes >= CHUNK_BYTES) flush();
    });
    flush();
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}
