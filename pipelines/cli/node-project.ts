import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

/** What a JavaScript project says of how modules in one of its folders are written and tested. */
export interface NodeProject {
  /** By which Node.js takes a file for a module: `.js` where package.json says so, else `.mjs`. */
  readonly extension: '.js' | '.mjs';
  readonly testRunner: 'node:test' | 'vitest';
  /** Of the packages asked for, those that cannot be imported from the folder. */
  readonly missing: readonly string[];
}

/** The project that a folder belongs to: that of the nearest package.json. Without one nothing is taken for granted. */
export function nodeProject(folder: string, packages: readonly string[]): NodeProject {
  const { type, dependencies, devDependencies } = nearestManifest(resolve(folder)) ?? {};
  const { resolve: find } = createRequire(join(resolve(folder), 'any-name.js'));
  const isThere = (name: string): boolean => {
    try {
      return find(name) !== '';
    } catch {
      return false;
    }
  };
  return {
    extension: type === 'module' ? '.js' : '.mjs',
    testRunner: 'vitest' in { ...dependencies, ...devDependencies } ? 'vitest' : 'node:test',
    missing: packages.filter((name) => !isThere(name)),
  };
}

interface Manifest {
  readonly type?: unknown;
  readonly dependencies?: object;
  readonly devDependencies?: object;
}

function nearestManifest(folder: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  } catch {
    // None here, or none that can be read: then the one above decides.
    return dirname(folder) === folder ? undefined : nearestManifest(dirname(folder));
  }
}
