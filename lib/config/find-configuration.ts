import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { messageOf, OectError } from '../errors.js';
import { suggestion } from '../nearest.js';
import { templateFile, templateNames } from './templates.js';

/** A configuration that can be loaded by its name. */
export interface NamedConfiguration {
  /** That of its file, without the ending. */
  readonly name: string;
  readonly file: string;
  /** The folder it comes from; none if it is built in. */
  readonly directory?: string;
}

/** In one folder, the first of these of a name is taken. */
const ENDINGS: readonly string[] = ['.yaml', '.yml', '.json'];

/**
 * All configurations that names can mean: those in the folders, then the built-in ones, each sorted by name. Of two of one
 * name only the first is there: that of the folder named first, and any before a built-in one.
 *
 * @throws OectError `bad-argument` if a folder cannot be read
 */
export async function namedConfigurations(directories: readonly string[] = []): Promise<readonly NamedConfiguration[]> {
  const inFolders = await Promise.all(directories.map(inFolder));
  const builtIn = (await templateNames()).map((name) => ({ name, file: templateFile(name) }));
  const names = new Set<string>();
  return [...inFolders.flat(), ...builtIn].filter(({ name }) => !names.has(name) && names.add(name));
}

/**
 * The file that a name or a path means. It is a path if it has a slash or ends in .yaml, .yml or .json.
 *
 * @throws OectError `bad-configuration` with the nearest name if there is none of that name
 */
export async function findConfiguration(nameOrPath: string, directories?: readonly string[]): Promise<string> {
  if (/[\\/]/.test(nameOrPath) || ENDINGS.includes(extname(nameOrPath).toLowerCase())) return nameOrPath;
  const known = await namedConfigurations(directories);
  const found = known.find(({ name }) => name === nameOrPath);
  if (found !== undefined) return found.file;
  const hint = suggestion(
    nameOrPath,
    known.map(({ name }) => name),
  );
  throw new OectError(
    'bad-configuration',
    `there is no configuration "${nameOrPath}"; ${hint}, or give the path of a YAML file`,
  );
}

async function inFolder(directory: string): Promise<readonly NamedConfiguration[]> {
  const rank = (file: string) => ENDINGS.indexOf(extname(file).toLowerCase());
  return (await filesOf(directory))
    .filter((file) => rank(file) >= 0)
    .map((file) => ({ name: basename(file, extname(file)), file: join(directory, file), directory }))
    .sort((a, b) => (a.name === b.name ? rank(a.file) - rank(b.file) : a.name < b.name ? -1 : 1));
}

async function filesOf(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  } catch (cause) {
    const message = `the folder of configurations ${folder} cannot be read: ${messageOf(cause)}`;
    throw new OectError('bad-argument', message, { file: folder, cause });
  }
}
