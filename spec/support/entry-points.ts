import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** A part of the package that can be imported, as package.json has it. */
export interface EntryPoint {
  /** `oect-features`, `oect-features/operators`, ... */
  readonly name: string;
  readonly types: string;
  readonly module: string;
}

/** Everything of the package that can be imported as a module. */
export const entryPoints: readonly EntryPoint[] = Object.entries(manifest.exports).flatMap(([path, target]) => {
  if (typeof target !== 'object' || target === null || !('types' in target && 'default' in target)) return [];
  const { types, default: module } = target as { readonly types: string; readonly default: string };
  return [{ name: join(manifest.name, path), types: join(root, types), module: join(root, module) }];
});

/** Names that a declaration file exports, types with `type ` before them, sorted. */
export function declaredNames(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  const listed = [...text.matchAll(/^export (type )?\{([^}]*)\}/gms)].flatMap(([, type = '', names = '']) =>
    names.split(',').flatMap((part) => {
      const name = part.trim().replace(/^(type )?.* as /, '$1');
      return name === '' || name.startsWith('type ') ? name : `${type}${name}`;
    }),
  );
  const declared = [...text.matchAll(/^export (?:declare )?(?:abstract )?(\w+) (\w+)/gm)].map(([, kind = '', name]) =>
    kind === 'interface' || kind === 'type' ? `type ${name}` : `${name}`,
  );
  const others = [...text.matchAll(/^export \* from '(\.[^']+)'/gm)].flatMap(([, path = '']) =>
    declaredNames(join(dirname(file), path.replace(/\.js$/, '.d.ts'))),
  );
  return [...new Set([...listed.filter((name) => name !== ''), ...declared, ...others])].sort();
}

/** Names that a declaration file exports and nothing is said of, with the files that they are from. */
export function undocumentedNames(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  const declared = [...text.matchAll(/^(.*)\nexport (?:declare )?(?:abstract )?\w+ (\w+)/gm)].flatMap(
    ([, before = '', name = '']) => (before.endsWith('*/') ? [] : [`${name} in ${relative(root, file)}`]),
  );
  const others = [...text.matchAll(/^export (?:type )?(?:\{([^}]*)\}|\*) from '(\.[^']+)'/gms)].flatMap(
    ([, names, path = '']) => {
      const wanted = names?.split(',').map((name) => name.trim().replace(/^type /, ''));
      const found = undocumentedNames(join(dirname(file), path.replace(/\.js$/, '.d.ts')));
      return found.filter((place) => wanted?.includes(place.split(' ')[0] ?? '') ?? true);
    },
  );
  return [...declared, ...others];
}

/** Files that package.json promises and that are not there; of a pattern none of those that it stands for. */
export function missingFiles(): readonly string[] {
  const targets = [manifest.bin, manifest.exports].flatMap((group) => Object.values(group).flatMap(filesOf));
  return targets.filter((target) => !existsSync(join(root, target.includes('*') ? dirname(target) : target)));
}

function filesOf(target: unknown): readonly string[] {
  return typeof target === 'string' ? [target] : Object.values(target as Readonly<Record<string, string>>);
}
