import { type ErrorCode, isUnreadable, OectError } from '../errors.js';

/** A file that could not be read, and why. */
export interface DamagedFile {
  readonly file: string;
  readonly error: { readonly code: ErrorCode; readonly message: string };
}

/** Who hears of files that are read, and who may stop the reading. */
export interface Reading {
  readonly onDamaged: (damaged: DamagedFile) => void;
  /** Hears of each file, whether it could be read or not. */
  readonly onRead?: (file: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Goes through files one by one; of one that cannot be read is told, and the others follow.
 *
 * @throws OectError `aborted` if the signal says so
 */
export async function forEachReadable(
  files: readonly string[],
  { onDamaged, onRead, signal }: Reading,
  use: (file: string) => Promise<void>,
): Promise<void> {
  for (const file of files) {
    if (signal?.aborted) throw new OectError('aborted', 'stopped while files were being read');
    try {
      await use(file);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      onDamaged({ file, error: { code: error.code, message: error.message } });
    }
    onRead?.(file);
  }
}
