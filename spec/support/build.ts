import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Threads load compiled code, so what the specs run in them is compiled first, once per run of the specs. */
export default function build(): void {
  execFileSync('npm', ['run', '--silent', 'build'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: 'inherit',
  });
}
