/**
 * Errors that cross every boundary of the program, the one between threads included.
 *
 * An `OectError` names the thing that is wrong, the value that was found and, where there is one, the next step. Its
 * `code` is what programs branch on; its message is for people.
 */
export type ErrorCode =
  /** The file is not there. */
  | 'file-not-found'
  /** The file may not be read, or the folder may not be written. */
  | 'permission-denied'
  /** The file is not HDF5 at all, or it is empty. */
  | 'not-hdf5'
  /** The file ends before its content does. */
  | 'file-truncated'
  /** A checksum does not match, or compressed data cannot be inflated. */
  | 'data-corrupt'
  /** It is HDF5, but not of the experiment layout: version, groups, shapes, types, index columns. */
  | 'wrong-layout'
  /** The file was replaced or changed while it was being read. */
  | 'file-changed'
  /** A configuration, a feature graph or a parameter is wrong. */
  | 'bad-configuration'
  /** A command or a function was called with an argument it does not take. */
  | 'bad-argument'
  /** An extractor module could not be loaded, or exports nothing of use. */
  | 'bad-module'
  /** A worker thread died. */
  | 'worker-died'
  /** A worker thread did not answer within the time allowed. */
  | 'worker-timeout'
  /** The pool was closed while the task was waiting or running. */
  | 'pool-closed'
  /** The output could not be written. */
  | 'write-failed'
  /** The run was stopped from outside. */
  | 'aborted'
  /** A fault of this program. */
  | 'internal';

export interface ErrorDetails {
  /** The file concerned. */
  readonly file?: string;
  /** Path inside that file, such as `/transient/measurement_data`. */
  readonly path?: string;
  readonly cause?: unknown;
}

export class OectError extends Error {
  override readonly name = 'OectError';
  readonly code: ErrorCode;
  readonly file: string | undefined;
  readonly path: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.file = details.file;
    this.path = details.path;
  }
}

/** Whether `error` is an {@link OectError}, of this code if one is given. */
export function isOectError(error: unknown, code?: ErrorCode): error is OectError {
  return error instanceof OectError && (code === undefined || error.code === code);
}

/** The text of any thrown value: its message, and those of its causes. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `: ${messageOf(error.cause)}`;
  return `${error.message || error.name}${cause}`;
}

/** An error as plain data: what a thread sends, since posted errors lose their code and cause. */
export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly file?: string;
  readonly path?: string;
  readonly stack?: string;
  readonly cause?: WireError;
}

export function toWireError(error: unknown): WireError {
  const known = error instanceof OectError ? error : undefined;
  return {
    code: known?.code ?? 'internal',
    message: error instanceof Error ? error.message || error.name : String(error),
    ...(known?.file !== undefined && { file: known.file }),
    ...(known?.path !== undefined && { path: known.path }),
    ...(error instanceof Error && error.stack !== undefined && { stack: error.stack }),
    ...(error instanceof Error && error.cause !== undefined && { cause: toWireError(error.cause) }),
  };
}

export function fromWireError(wire: WireError): OectError {
  const error = new OectError(wire.code, wire.message, {
    ...(wire.file !== undefined && { file: wire.file }),
    ...(wire.path !== undefined && { path: wire.path }),
    ...(wire.cause !== undefined && { cause: fromWireError(wire.cause) }),
  });
  if (wire.stack !== undefined) error.stack = wire.stack;
  return error;
}
