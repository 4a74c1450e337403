import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The compiled command, as it is installed. */
const OECT = join(createRequire(import.meta.url).resolve('oect-features'), '../../pipelines/cli/main.js');

const LOOK_MS = 5;

/**
 * Runs `oect` to its end and tells the most memory it ever had, in bytes.
 *
 * As the kernel counts it for the process (VmHWM), looked at until the process is gone. What `resourceUsage()` says at the
 * end is no measure: a child inherits the peak of the process that started it.
 */
export function peakMemory(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [OECT, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, highWaterMark(child.pid));
  }, LOOK_MS);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      clearInterval(watch);
      if (code === 0) resolve(peak);
      else reject(new Error(`oect ${args.join(' ')} ended with ${code}`));
    });
  });
}

function highWaterMark(pid: number | undefined): number {
  try {
    return 1024 * Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
