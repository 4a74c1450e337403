import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Ended, OECT, runCommand } from './oect.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What somebody has installed beside the package. */
const INSTALLED = ['@duckdb/node-api', '@types/node', 'apache-arrow', 'fast-check', 'rxjs', 'valibot', 'vitest'];

const COMPILER_OPTIONS = {
  ...{ strict: true, checkJs: true, skipLibCheck: true, types: ['node'], rootDir: '.', outDir: 'compiled' },
  ...{ target: 'es2023', module: 'nodenext', lib: ['es2023', 'esnext.disposable'], noEmitOnError: true },
};

/** The project of somebody who has installed the package. */
export class Project {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    const modules = join(folder, 'node_modules');
    mkdirSync(join(modules, '.bin'), { recursive: true });
    symlinkSync(root, join(modules, 'oect-features'));
    for (const name of INSTALLED) {
      mkdirSync(dirname(join(modules, name)), { recursive: true });
      symlinkSync(join(root, 'node_modules', name), join(modules, name));
    }
    symlinkSync(join(root, 'node_modules', '.bin', 'vitest'), join(modules, '.bin', 'vitest'));
    const command = join(modules, '.bin', 'oect');
    writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${OECT}" "$@"\n`, { mode: 0o755 });
    this.write('package.json', '{ "private": true, "type": "module" }');
    this.write('tsconfig.json', JSON.stringify({ compilerOptions: COMPILER_OPTIONS, include: ['*.ts', '*.js'] }));
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  /** Runs lines of a shell, to the first that fails. What goes to stderr is in stdout, where it belongs. */
  shell(lines: string): Promise<Ended> {
    return runCommand('bash', ['-ec', `exec 2>&1; PATH="$PWD/node_modules/.bin:$PATH"\n${lines}`], this.folder);
  }

  /** Compiles all programs and modules, as strictly as can be. */
  compile(): Promise<Ended> {
    return runCommand(join(root, 'node_modules', '.bin', 'tsc'), ['-p', '.'], this.folder);
  }

  /** Runs a program or module that has been compiled. */
  run(name: string): Promise<Ended> {
    return this.shell(`node ${join('compiled', name.replace(/\.ts$/, '.js'))}`);
  }
}
