import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { messageOf } from '../errors.js';
import { fileError } from '../hdf5/hdf5-file.js';
import { sha256 } from '../table/extractor-hashes.js';
import { sweepTemporaryFiles } from '../table/temporary-file.js';
import { writeAtomically } from '../table/write-file.js';
import { type Columns, type Row, toColumns, toRows } from './columns.js';
import type { CatalogEntry } from './entry.js';
import type { CatalogSettings } from './settings.js';

/** Name of an index where nothing else is said; hidden, so that scans pass over it. */
export const INDEX_NAME = '.oect-catalog.json';

const FORMAT = 'oect-catalog';
/** Of the layout of the file: whoever changes what it keeps raises it. */
const VERSION = 1;

/** What a scan found, and where it looked. */
export interface CatalogIndex {
  readonly settings: CatalogSettings;
  readonly entries: readonly CatalogEntry[];
}

/** An index that was read, or why there is none that can be used. */
export type LoadedIndex =
  | { readonly kind: 'index'; readonly index: CatalogIndex }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unusable'; readonly reason: string }
  /** Something else stands in its place. */
  | { readonly kind: 'foreign' };

/** The first line of the file; the second one is its body. */
interface Header {
  readonly format: string;
  readonly version: number;
  /** Of the body. */
  readonly sha256: string;
}

interface Body {
  readonly settings: CatalogSettings;
  /** Of each entry its folder, its name and its stamp. */
  readonly files: Columns;
  /** All else of it but attributes, which are the one thing that differs from file to file. */
  readonly entries: Columns;
  readonly attributes: Columns;
}

/**
 * Writes an index, which appears complete or not at all. Paths in it are relative to its folder: it can be moved with its
 * files.
 *
 * @throws OectError `write-failed` or `permission-denied`
 */
export async function writeIndex(file: string, { settings, entries }: CatalogIndex): Promise<void> {
  const folder = dirname(resolve(file));
  await sweepTemporaryFiles(folder);
  const body: Body = {
    settings: withPaths(settings, (path) => relative(folder, path)),
    files: toColumns(
      entries.map(({ file, stamp }) => ({ folder: relative(folder, dirname(file)), name: basename(file), ...stamp })),
    ),
    entries: toColumns(entries.map(restOf)),
    attributes: toColumns(entries.map((entry) => (entry.kind === 'experiment' ? entry.attributes : {}))),
  };
  const text = JSON.stringify(body);
  const header: Header = { format: FORMAT, version: VERSION, sha256: sha256(text) };
  await writeAtomically(file, Buffer.from(`${JSON.stringify(header)}\n${text}`));
}

/**
 * Reads an index. One of another version of this program, or a damaged one, is no error: it can be made anew from the files.
 *
 * @throws OectError `permission-denied` if there is one that may not be read
 */
export async function readIndex(file: string): Promise<LoadedIndex> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    const error = fileError(file, cause);
    if (error.code === 'file-not-found') return { kind: 'missing' };
    if (error.code === 'not-hdf5') return { kind: 'foreign' };
    throw error;
  }
  try {
    return indexOf(bytes, dirname(resolve(file)));
  } catch (error) {
    return { kind: 'unusable', reason: `it is damaged: ${messageOf(error)}` };
  }
}

function indexOf(bytes: Buffer, folder: string): LoadedIndex {
  const begin = `{"format":"${FORMAT}"`;
  if (bytes.toString('utf8', 0, begin.length) !== begin) return { kind: 'foreign' };
  const end = bytes.indexOf('\n');
  const header = JSON.parse(bytes.toString('utf8', 0, end)) as Header;
  if (header.version !== VERSION) {
    return { kind: 'unusable', reason: `it is of version ${header.version}, and this program has version ${VERSION}` };
  }
  const json = bytes.subarray(end + 1);
  if (sha256(json) !== header.sha256) return { kind: 'unusable', reason: 'it is damaged: its checksum does not match' };
  // Of this version and unchanged since: it is what was written.
  const body = JSON.parse(json.toString('utf8')) as Body;
  const settings = withPaths(body.settings, (path) => resolve(folder, path));
  return { kind: 'index', index: { settings, entries: entriesOf(body, folder) } };
}

function restOf(entry: CatalogEntry): Row {
  const { file: _, stamp: _stamp, ...rest } = entry;
  if (rest.kind !== 'experiment') return rest as unknown as Row;
  const { attributes: _attributes, ...others } = rest;
  return others as unknown as Row;
}

/** Puts entries together from their parts, which are new and nobody else's: there may be many thousands. */
function entriesOf({ files, entries, attributes }: Body, folder: string): readonly CatalogEntry[] {
  const folders = new Map<unknown, string>();
  const attributesOf = toRows(attributes);
  const others = toRows(entries);
  return toRows(files).map(({ folder: below, name, inode, size, mtimeMs }, index) => {
    const parent = folders.get(below) ?? join(folder, String(below));
    folders.set(below, parent);
    const entry: object = others[index] ?? {};
    Object.assign(entry, { file: `${parent}${sep}${name}`, stamp: { inode, size, mtimeMs } });
    if (others[index]?.kind === 'experiment') Object.assign(entry, { attributes: attributesOf[index] });
    return entry as CatalogEntry;
  });
}

function withPaths(settings: CatalogSettings, change: (path: string) => string): CatalogSettings {
  return { ...settings, roots: settings.roots.map(change), featureRoots: settings.featureRoots.map(change) };
}
