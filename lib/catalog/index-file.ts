import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
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
  /** All of the entries but attributes, which are the one thing that differs from file to file. */
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
    entries: toColumns(entries.map((entry) => toRow(entry, folder))),
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
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    const error = fileError(file, cause);
    if (error.code === 'file-not-found') return { kind: 'missing' };
    throw error;
  }
  try {
    return indexOf(text, dirname(resolve(file)));
  } catch (error) {
    return { kind: 'unusable', reason: `it is damaged: ${messageOf(error)}` };
  }
}

function indexOf(text: string, folder: string): LoadedIndex {
  if (!text.startsWith(`{"format":"${FORMAT}"`)) return { kind: 'foreign' };
  const end = text.indexOf('\n');
  const header = JSON.parse(text.slice(0, end)) as Header;
  if (header.version !== VERSION) {
    return { kind: 'unusable', reason: `it is of version ${header.version}, and this program has version ${VERSION}` };
  }
  const json = text.slice(end + 1);
  if (sha256(json) !== header.sha256) return { kind: 'unusable', reason: 'it is damaged: its checksum does not match' };
  // Of this version and unchanged since: it is what was written.
  const body = JSON.parse(json) as Body;
  const attributes = toRows(body.attributes);
  const entries = toRows(body.entries).map((row, index) => toEntry(row, attributes[index] as Row, folder));
  return { kind: 'index', index: { settings: withPaths(body.settings, (path) => resolve(folder, path)), entries } };
}

function toRow(entry: CatalogEntry, folder: string): Row {
  const { file, stamp, ...rest } = entry;
  const row: Record<string, unknown> = {
    folder: relative(folder, dirname(file)),
    name: basename(file),
    ...stamp,
    ...rest,
  };
  delete row.attributes;
  return row as Row;
}

function toEntry(row: Row, attributes: Row, folder: string): CatalogEntry {
  const { folder: below, name, inode, size, mtimeMs, ...rest } = row;
  const file = join(folder, String(below), String(name));
  const entry = { ...rest, file, stamp: { inode, size, mtimeMs } };
  return (row.kind === 'experiment' ? { ...entry, attributes } : entry) as unknown as CatalogEntry;
}

function withPaths(settings: CatalogSettings, change: (path: string) => string): CatalogSettings {
  return { ...settings, roots: settings.roots.map(change), featureRoots: settings.featureRoots.map(change) };
}
