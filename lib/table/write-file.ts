import { closeSync, fsync, lstatSync, mkdirSync, openSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { errnoOf } from '../errno.js';
import { isOectError, OectError } from '../errors.js';
import { type Fill, fillFile } from './fill-file.js';
import { flushFolder } from './flush-folder.js';
import { claimName, temporaryName } from './temporary-file.js';
import { writeError } from './write-error.js';

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
export function writeAtomically(path: string, content: Uint8Array): Promise<WrittenFile> {
  return writeInPieces(path, async (write) => write(content));
}

/**
 * As {@link writeAtomically}, for what is not all in memory at once.
 *
 * @param fill - gives the file piece by piece; if it fails, its error is thrown and there is no file
 */
export function writeInPieces(path: string, fill: Fill): Promise<WrittenFile> {
  const place = (temporary: string) => {
    renameSync(temporary, path);
    return path;
  };
  return fillThenPlace(path, (temporary) => fillFile(temporary, path, fill), place);
}

/**
 * As {@link writeAtomically}, but never replaces a file, also not one that another thread or process is just writing:
 * takes the first path of `pathAt(0)`, `pathAt(1)`, ... that is free. All must lie in one folder.
 *
 * @param fill - fills the file of that path, which is there, and tells its size: see {@link fillFile}
 * @param signal - given up when aborted before the file has appeared: nothing is left behind then either
 * @throws OectError as {@link writeAtomically}, or `aborted`
 */
export function writeNewFile(
  pathAt: (attempt: number) => string,
  fill: (temporary: string) => Promise<number>,
  signal?: AbortSignal,
): Promise<WrittenFile> {
  return fillThenPlace(pathAt(0), fill, (temporary) => {
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

async function fillThenPlace(
  path: string,
  fill: (temporary: string) => Promise<number>,
  place: (temporary: string) => string,
): Promise<WrittenFile> {
  const folder = dirname(path);
  const temporary = join(folder, temporaryName());
  try {
    const bytes = await fillFlushed(createIn(folder, temporary), () => fill(temporary));
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

/** @returns what `fill` does: how many bytes were written */
async function fillFlushed(descriptor: number, fill: () => Promise<number>): Promise<number> {
  try {
    const bytes = await fill();
    await promisify(fsync)(descriptor);
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}

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
