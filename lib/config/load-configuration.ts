import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { OectError } from '../errors.js';
import { suggestion } from '../nearest.js';
import type { Configuration } from './configuration.js';
import { type ParseOptions, parseConfiguration } from './parse-configuration.js';
import { findTemplate, templateNames } from './templates.js';

export type LoadOptions = Omit<ParseOptions, 'file' | 'name'>;

/**
 * Loads a configuration by the name of a built-in one or by the path of a YAML or JSON file.
 *
 * @param nameOrPath - a path if it has a slash or ends in .yaml, .yml or .json
 * @throws ConfigurationError with every mistake in the file; OectError `bad-configuration` if there is none of that name
 */
export async function loadConfiguration(nameOrPath: string, options: LoadOptions = {}): Promise<Configuration> {
  const file = /[\\/]|\.(ya?ml|json)$/i.test(nameOrPath) ? nameOrPath : await findTemplate(nameOrPath);
  if (file === undefined) {
    throw new OectError(
      'bad-configuration',
      `there is no configuration "${nameOrPath}"; ${suggestion(nameOrPath, await templateNames())}, or give the path of a YAML file`,
    );
  }
  return parseConfiguration(await readText(file), { ...options, file, name: basename(file, extname(file)) });
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new OectError('bad-configuration', `cannot read configuration ${file}`, { file, cause });
  }
}
