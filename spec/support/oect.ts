import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** The compiled command, as it is installed. */
export const OECT = fileURLToPath(new URL('../../dist/pipelines/cli/main.js', import.meta.url));

export interface Ended {
  /** Exit code; null if a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that is running. */
export interface Running {
  readonly process: ChildProcessByStdio<null, Readable, Readable>;
  readonly ended: Promise<Ended>;
}

/** Starts `oect` with these arguments in a folder. */
export function startOect(args: readonly string[], folder: string): Running {
  return start(process.execPath, [OECT, ...args], folder);
}

/** Runs `oect` with these arguments in a folder, to its end. */
export function oect(args: readonly string[], folder: string): Promise<Ended> {
  return startOect(args, folder).ended;
}

/** Runs any command in a folder, to its end. */
export function runCommand(command: string, args: readonly string[], folder: string): Promise<Ended> {
  return start(command, args, folder).ended;
}

function start(command: string, args: readonly string[], folder: string): Running {
  const child = spawn(command, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const code = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  const ended = Promise.all([code, text(child.stdout), text(child.stderr)]);
  return { process: child, ended: ended.then(([code, stdout, stderr]) => ({ code, stdout, stderr })) };
}
