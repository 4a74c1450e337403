import { type Stats, statSync } from 'node:fs';
import { OectError } from '../errors.js';
import { fileError } from '../hdf5/hdf5-file.js';
import type { FileStamp } from './head.js';

/** The stamp of a file as it is now. Synchronous: it takes microseconds, and follows each synchronous read. */
export function stampOf(file: string): FileStamp {
  let found: Stats;
  try {
    found = statSync(file);
  } catch (cause) {
    throw fileError(file, cause);
  }
  return stampOfStats(found);
}

export function stampOfStats({ ino, size, mtimeMs }: Stats): FileStamp {
  return { inode: ino, size, mtimeMs };
}

export function isSameStamp(a: FileStamp, b: FileStamp): boolean {
  return difference(a, b) === undefined;
}

/**
 * Makes sure that a file is still the one that was stamped.
 *
 * @throws OectError `file-changed` if it was replaced, rewritten or removed.
 */
export function checkUnchanged(file: string, stamp: FileStamp): void {
  let now: FileStamp;
  try {
    now = stampOf(file);
  } catch (cause) {
    throw new OectError('file-changed', `${file} disappeared while it was being read`, { file, cause });
  }
  const what = difference(stamp, now);
  if (what === undefined) return;
  throw new OectError('file-changed', `${file} was ${what} while it was being read; run again once it is complete`, {
    file,
  });
}

function difference(before: FileStamp, now: FileStamp): string | undefined {
  if (before.inode !== now.inode) return 'replaced by another file';
  if (before.size !== now.size) return `changed from ${before.size} to ${now.size} bytes`;
  if (before.mtimeMs !== now.mtimeMs) return `written to (at ${new Date(now.mtimeMs).toISOString()})`;
  return undefined;
}
