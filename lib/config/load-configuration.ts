import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { messageOf, OectError } from '../errors.js';
import type { Configuration } from './configuration.js';
import { findConfiguration } from './find-configuration.js';
import { type ParseOptions, parseConfiguration } from './parse-configuration.js';

/** Where configurations are looked for, and how they are read. */
export interface LoadOptions extends Omit<ParseOptions, 'file' | 'name'> {
  /** Folders whose configurations have names as well. Of equal names the first counts, the built-in one last. */
  readonly directories?: readonly string[];
}

/**
 * Loads a configuration by its name, in folders of yours or built in, or by the path of a YAML or JSON file.
 *
 * @example
 * ```ts
 * const configuration = await loadConfiguration('drift', { directories: ['lab/configurations'] });
 * ```
 * @param nameOrPath - a path if it has a slash or ends in .yaml, .yml or .json
 * @throws ConfigurationError with every mistake in the file; OectError `bad-configuration` if there is none of that name
 */
export async function loadConfiguration(nameOrPath: string, options: LoadOptions = {}): Promise<Configuration> {
  const { directories, ...parseOptions } = options;
  const file = await findConfiguration(nameOrPath, directories);
  return parseConfiguration(await readText(file), { ...parseOptions, file, name: basename(file, extname(file)) });
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const message = `cannot read configuration ${file}: ${messageOf(cause)}`;
    throw new OectError('bad-configuration', message, { file, cause });
  }
}
