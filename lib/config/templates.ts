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

/** Path of a built-in configuration, or undefined. */
export async function findTemplate(name: string): Promise<string | undefined> {
  return (await templateNames()).includes(name) ? join(folder, `${name}.yaml`) : undefined;
}
