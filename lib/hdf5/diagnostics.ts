import { type ErrorCode, messageOf } from '../errors.js';

/** One frame of the error stack that HDF5 prints, outermost first. */
export interface Diagnostic {
  /** The HDF5 function that failed, such as `H5Dread`. */
  readonly where: string;
  readonly message: string;
  /** The kind of error, such as `File has been truncated`. */
  readonly minor: string;
}

/** Reads HDF5's printed error stack; text that is none gives no frames. */
export function parseDiagnostics(text: string): Diagnostic[] {
  // A message may contain line breaks (that of a failed read quotes ctime), so it runs up to the line `major:`.
  const frames = text.matchAll(/ in (\w+)\(\): ([\s\S]*?)\n\s*major: .*\n\s*minor: (.*)/g);
  return Array.from(frames, ([, where, message, minor]) => ({
    where,
    message: message.replaceAll(/\s+/g, ' ').trim(),
    minor: minor.trim(),
  }));
}

/** What went wrong, for an error: a code, and the cause in HDF5's words. */
export interface Diagnosis {
  readonly code: ErrorCode;
  readonly cause: string;
}

/** What to do about it. */
const ADVICE: Partial<Record<ErrorCode, string>> = {
  'data-corrupt': 'the file is damaged, copy it anew from its source',
  'file-truncated': 'the file is not complete, copy it anew from its source',
};

/**
 * What an error stack means for the file. Where no frame is telling the file is damaged, and the innermost frame is the
 * precise one.
 *
 * @param printed what HDF5 wrote during the call
 * @param thrown what the call threw, if it did
 */
export function diagnose(printed: string, thrown?: unknown): Diagnosis {
  const frames = parseDiagnostics(printed);
  const telling = frames.find((frame) => codeOf(frame) !== undefined) ?? frames.at(-1);
  const code = (telling && codeOf(telling)) ?? 'data-corrupt';
  const reason = telling ? `${telling.message} (HDF5 ${telling.where})` : messageOf(thrown ?? 'HDF5 gives no reason');
  return { code, cause: [reason, ADVICE[code]].filter((part) => part !== undefined).join('; ') };
}

function codeOf({ message, minor }: Diagnostic): ErrorCode | undefined {
  if (minor === 'File has been truncated') return 'file-truncated';
  if (minor === 'Not an HDF5 file') return 'not-hdf5';
  return /required filter .* is not registered/.test(message) ? 'wrong-layout' : undefined;
}
