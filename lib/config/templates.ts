import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('./templates/', import.meta.url));

/** Names of the built-in configurations. */
export async function templateNames(): Promise<readonly string[]> {
  const files = await readdir(folder);
  return files
    .filter((file) => extname(file) === '.yaml')
    .map((file) => basename(file, '.yaml'))
    .sort();
}

/** Path of the built-in configuration of this name. */
export function templateFile(name: string): string {
  return join(folder, `${name}.yaml`);
}
