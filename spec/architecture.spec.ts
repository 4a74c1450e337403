import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findCycles } from '../lib/graph/layers.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Each layer of folders may import itself and those before it. */
const LAYERS = ['lib', 'operators', 'pipelines'];

const files = LAYERS.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => join(folder, file)),
);

/** Files of the project that a file imports, in whatever way. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(
    ([, specifier]) => specifier as string,
  );
  return specifiers.map((specifier) => relative(root, join(root, dirname(file), specifier.replace(/\.js$/, '.ts'))));
}

describe('the sources', () => {
  it('import one way: pipelines -> operators -> lib', () => {
    const layerOf = (file: string) => LAYERS.indexOf(file.split('/')[0] as string);
    const upward = files.flatMap((file) =>
      importsOf(file)
        .filter((imported) => layerOf(imported) > layerOf(file) || layerOf(imported) < 0)
        .map((imported) => `${file} imports ${imported}`),
    );
    expect(upward).toEqual([]);
  });

  it('import without a cycle', () => {
    // What is imported for its types alone is gone when the program runs.
    const runtimeImports = (file: string) => {
      const text = readFileSync(join(root, file), 'utf8').replace(/^import type [^;]*;$/gms, '');
      const specifiers = [...text.matchAll(/^(?:import|export)[^;]*from '(\.[^']+)';$/gms)].map(
        ([, found]) => found as string,
      );
      return specifiers.map((found) => relative(root, join(root, dirname(file), found.replace(/\.js$/, '.ts'))));
    };
    expect(findCycles(files, runtimeImports)).toEqual([]);
  });

  it('use RxJS in lib for nothing but the pools', () => {
    const users = files.filter(
      (file) => file.startsWith('lib/') && /from 'rxjs/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(users.filter((file) => !file.startsWith('lib/pool/'))).toEqual([]);
  });
});
