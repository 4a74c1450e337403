import { errnoOf } from '../errno.js';
import { type ErrorCode, messageOf, OectError } from '../errors.js';

/** What stands in the way of a file that cannot be written, by its name, with what to do. */
export function writeError(path: string, cause: unknown): OectError {
  const errno = errnoOf(cause);
  const [code, reason] = WRITE_ERRORS[errno] ?? ['write-failed', messageOf(cause)];
  return new OectError(code, `${path} cannot be written: ${reason}`, { file: path, cause });
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
