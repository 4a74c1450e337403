import { CommanderError } from 'commander';
import { type ErrorCode, messageOf, OectError } from '../../lib/errors.js';

/** What the process says with its exit code. */
export const ExitCode = {
  good: 0,
  /** Some experiment failed. */
  failed: 1,
  /** Wrong usage or configuration. */
  usage: 2,
  /** Stopped by Ctrl-C. */
  interrupted: 130,
} as const;

const USAGE: ReadonlySet<ErrorCode> = new Set(['bad-argument', 'bad-configuration', 'bad-module', 'not-installed']);

export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.good : ExitCode.usage;
  if (error instanceof OectError && error.code === 'aborted') return ExitCode.interrupted;
  return error instanceof OectError && USAGE.has(error.code) ? ExitCode.usage : ExitCode.failed;
}

/** Says on stderr what went wrong; with a stack only where a fault of this program must be found. */
export function reportError(error: unknown): void {
  const unforeseen = !(error instanceof OectError) || error.code === 'internal';
  const text = unforeseen && error instanceof Error && error.stack ? error.stack : messageOf(error);
  process.stderr.write(`oect: ${text}\n`);
}

/** What is wrong with a file, and the code of it; most messages begin with the file. */
export function faultText(file: string, { code, message }: Pick<OectError, 'code' | 'message'>): string {
  return `${message.startsWith(file) ? message : `${file}: ${message}`} [${code}]`;
}
