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
  /** One step alone takes more memory than there is. */
  | 'too-large'
  /** A configuration, a feature graph or a parameter is wrong. */
  | 'bad-configuration'
  /** A command or a function was called with an argument it does not take. */
  | 'bad-argument'
  /** An extractor module could not be loaded, or exports nothing of use. */
  | 'bad-module'
  /** A package that is installed only where it is wanted is not there, or does not work. */
  | 'not-installed'
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

/** Where an error is from, for programs. */
export interface ErrorDetails {
  /** The file concerned. */
  readonly file?: string;
  /** Path inside that file, such as `/transient/measurement_data`. */
  readonly path?: string;
  readonly cause?: unknown;
}

/** Every error that this package throws on purpose: it names the thing, the value and the next step, and keeps its cause. */
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

const UNREADABLE: ReadonlySet<ErrorCode> = new Set([
  'file-not-found',
  'permission-denied',
  'not-hdf5',
  'file-truncated',
  'data-corrupt',
  'wrong-layout',
  'file-changed',
  'too-large',
]);

/** Whether `error` speaks against one experiment file, rather than against the configuration or the machine. */
export function isUnreadable(error: unknown): error is OectError {
  return error instanceof OectError && UNREADABLE.has(error.code);
}

/** The text of any thrown value: its message, and those of its causes that it does not quote itself. */
export function messageOf(error: unknown): string {
  const told: string[] = [];
  for (const text of chainOf(error).map(textOf)) {
    if (!told.some((earlier) => earlier.includes(text))) told.push(text);
  }
  return told.join(': ');
}

/** An error, its cause, the cause of that and so on; each once, for causes can go round in a circle. */
function chainOf(error: unknown): readonly unknown[] {
  const chain = new Set([error]);
  let last = error;
  while (last instanceof Error && last.cause !== undefined && !chain.has(last.cause)) {
    last = last.cause;
    chain.add(last);
  }
  return [...chain];
}

function textOf(thrown: unknown): string {
  if (thrown instanceof Error) return String(thrown.message || thrown.name);
  try {
    return String(thrown);
  } catch {
    return 'something that cannot be told as text was thrown';
  }
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

/** Any thrown value as plain data, with its causes. */
export function toWireError(error: unknown): WireError {
  const [last, ...outer] = chainOf(error).map(toLink).reverse() as [WireError, ...WireError[]];
  return outer.reduce((cause, link) => ({ ...link, cause }), last);
}

function toLink(error: unknown): WireError {
  const known = error instanceof OectError ? error : undefined;
  return {
    code: known?.code ?? 'internal',
    message: textOf(error),
    ...(known?.file !== undefined && { file: known.file }),
    ...(known?.path !== undefined && { path: known.path }),
    ...(error instanceof Error && error.stack !== undefined && { stack: error.stack }),
  };
}

/** The error that {@link toWireError} described. */

export function fromWireError(wire: WireError): OectError {
  const error = new OectError(wire.code, wire.message, {
    ...(wire.file !== undefined && { file: wire.file }),
    ...(wire.path !== undefined && { path: wire.path }),
    ...(wire.cause !== undefined && { cause: fromWireError(wire.cause) }),
  });
  if (wire.stack !== undefined) error.stack = wire.stack;
  return error;
}
