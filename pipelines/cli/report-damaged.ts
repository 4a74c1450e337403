import type { DamagedFile } from '../../lib/combine/damaged-file.js';
import { ExitCode, faultText } from './exit.js';

/** Says on stderr which files were left out and what else is to be noted; files that were left out make the exit code 1. */
export function reportDamaged(damaged: readonly DamagedFile[], notes: readonly string[]): void {
  for (const note of notes) process.stderr.write(`note: ${note}\n`);
  for (const { file, error } of damaged) process.stderr.write(`left out: ${faultText(file, error)}\n`);
  if (damaged.length > 0) process.exitCode = ExitCode.failed;
}
