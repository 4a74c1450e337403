import {
  closeSync,
  fsync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFile,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type ErrorCode, isOectError, messageOf, OectError } from '../errors.js';
import { flushFolder } from './flush-folder.js';
import { claimName, temporaryName } from './temporary-file.js';

/** What a file is to hold: all at once, or pieces that follow each other. */
export type FileContent = Uint8Array | readonly Uint8Array[];

/** A file that is complete, and on the disk. */
export interface WrittenFile {
  readonly file: string;
  /** Size of the file. */
  readonly bytes: number;
}

/**
 * Writes a file that appears complete or not at all: under a temporary name in the same folder, flushed to disk, renamed.
 * Makes the folder if there is none; replaces a file that is there.
 *
 * @throws OectError `write-failed` or `permission-denied`, naming the file, the reason and what to do; nothing is left
 *   behind then
 */
export function writeAtomically(path: string, content: FileContent): Promise<WrittenFile> {
  return writeThenPlace(path, writeAll(content), placeAt(path));
}

/**
 * As {@link writeAtomically}, for what is not all in memory at once.
 *
 * @param fill - gives the file piece by piece; if it fails, its error is thrown and there is no file
 */
export function writeInPieces(
  path: string,
  fill: (write: (piece: Uint8Array) => void) => Promise<void>,
): Promise<WrittenFile> {
  const write = async (descriptor: number) => {
    let bytes = 0;
    await fill((piece) => {
      writeFileSync(descriptor, piece);
      bytes += piece.byteLength;
    });
    return bytes;
  };
  return writeThenPlace(path, write, placeAt(path));
}

function placeAt(path: string): (temporary: string) => string {
  return (temporary) => {
    renameSync(temporary, path);
    return path;
  };
}

/**
 * As {@link writeAtomically}, but never replaces a file, also not one that another thread or process is just writing:
 * takes the first path of `pathAt(0)`, `pathAt(1)`, ... that is free. All must lie in one folder.
 *
 * @param signal - given up when aborted before the file has appeared: nothing is left behind then either
 * @throws OectError as {@link writeAtomically}, or `aborted`
 */
export function writeNewFile(
  pathAt: (attempt: number) => string,
  content: FileContent,
  signal?: AbortSignal,
): Promise<WrittenFile> {
  return writeThenPlace(pathAt(0), writeAll(content), (temporary) => {
    if (signal?.aborted) throw new OectError('aborted', `${pathAt(0)} is not written: nobody wants it any more`);
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const path = pathAt(attempt);
      if (renameIfFree(temporary, path)) return path;
    }
    throw new Error(`${MOST_ATTEMPTS} files of such names are there already; choose another output folder`);
  });
}

const MOST_ATTEMPTS = 10_000;

// Only what waits for the disk itself is asynchronous: the others take microseconds, and handing one over takes longer.

async function writeThenPlace(
  path: string,
  write: (descriptor: number) => Promise<number>,
  place: (temporary: string) => string,
): Promise<WrittenFile> {
  const folder = dirname(path);
  const temporary = join(folder, temporaryName());
  try {
    const bytes = await writeFlushed(createIn(folder, temporary), write);
    const file = place(temporary);
    await flushFolder(folder);
    return { file, bytes };
  } catch (cause) {
    removeIfThere(temporary);
    // One of our own is about what was to be written, not about the writing.
    throw isOectError(cause) ? cause : writeError(path, cause);
  }
}

/** A descriptor of a new file; makes its folder if there is none. */
function createIn(folder: string, path: string): number {
  try {
    return openSync(path, 'wx');
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    mkdirSync(folder, { recursive: true });
    return openSync(path, 'wx');
  }
}

/** @returns how many bytes were written */
async function writeFlushed(descriptor: number, write: (descriptor: number) => Promise<number>): Promise<number> {
  try {
    const bytes = await write(descriptor);
    await promisify(fsync)(descriptor);
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}

function writeAll(content: FileContent): (descriptor: number) => Promise<number> {
  const pieces = content instanceof Uint8Array ? [content] : content;
  return async (descriptor) => {
    let bytes = 0;
    for (const piece of pieces) {
      // Each goes on where the one before it ended.
      if (piece.byteLength <= SMALL_BYTES) writeFileSync(descriptor, piece);
      else await promisify(writeFile)(descriptor, piece);
      bytes += piece.byteLength;
    }
    return bytes;
  };
}

/** Goes into the memory of the system, not to the disk. */
const SMALL_BYTES = 2 ** 20;

/**
 * A rename that does not replace. Node has none; a hard link would do, but exFAT and some network folders have no links.
 * So each name has a claim, a file that only one can make.
 */
function renameIfFree(temporary: string, path: string): boolean {
  const claim = join(dirname(path), claimName(basename(path)));
  if (!makeClaim(claim, temporary)) return false;
  try {
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return false;
    renameSync(temporary, path);
    return true;
  } finally {
    rmSync(claim, { force: true });
  }
}

/** A link is made and says whose it is in one step: nobody can be killed in between. */
function makeClaim(path: string, temporary: string): boolean {
  try {
    symlinkSync(basename(temporary), path);
    return true;
  } catch (error) {
    return errnoOf(error) === 'EEXIST' ? false : makeEmptyClaim(path);
  }
}

/** Where there are no links; also tells what is wrong where nothing can be made at all. */
function makeEmptyClaim(path: string): boolean {
  try {
    closeSync(openSync(path, 'wx'));
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function removeIfThere(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // What was wrong with the writing is what is to be told; the next run sweeps such files.
  }
}

function writeError(path: string, cause: unknown): OectError {
  const errno = errnoOf(cause);
  const [code, reason] = WRITE_ERRORS[errno] ?? ['write-failed', messageOf(cause)];
  return new OectError(code, `${path} cannot be written: ${reason}`, { file: path, cause });
}

function errnoOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

const DISK_FULL = 'the disk is full; free some space or choose another output folder';
const NOT_A_FOLDER = 'a part of the path before it is a file, not a folder; choose another output folder';
const IN_THE_WAY = 'a folder of this name is in the way; remove it or choose another output folder';
const FORBIDDEN = 'permission denied; check the permissions of its folder or choose another output folder';

const WRITE_ERRORS: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  ENOSPC: ['write-failed', DISK_FULL],
  EDQUOT: ['write-failed', 'the disk quota is used up; free some space or choose another output folder'],
  EFBIG: [
    'write-failed',
    'it is larger than the file system or a limit (ulimit -f) allows; choose another output folder',
  ],
  ENAMETOOLONG: [
    'write-failed',
    'its name or path is too long; shorten the name of the configuration or the output folder',
  ],
  ENOTDIR: ['write-failed', NOT_A_FOLDER],
  EEXIST: ['write-failed', NOT_A_FOLDER],
  EISDIR: ['write-failed', IN_THE_WAY],
  ENOTEMPTY: ['write-failed', IN_THE_WAY],
  EMFILE: ['write-failed', 'too many files are open; raise the limit (ulimit -n) or open fewer experiments at once'],
  EACCES: ['permission-denied', FORBIDDEN],
  EPERM: ['permission-denied', FORBIDDEN],
  EROFS: ['permission-denied', 'the file system is read-only; choose another output folder'],
};
