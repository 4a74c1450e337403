import { readdir } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { messageOf, OectError } from '../errors.js';
import { stampOfStats } from '../experiment/file-stamp.js';
import type { FileStamp } from '../experiment/head.js';
import type { FileKind, FileOfKind } from './entry.js';
import type { CatalogSettings } from './settings.js';

/** A file that is there, and which state of it. */
export interface FoundFile extends FileOfKind {
  readonly stamp: FileStamp;
}

export interface FoundFiles {
  readonly files: readonly FoundFile[];
  /** Folders that could not be looked into. */
  readonly unreadable: readonly { readonly folder: string; readonly message: string }[];
}

/**
 * Looks for all files that belong into a catalog. Links are followed; a file that is found twice is there once.
 *
 * @param onFolder - told of each folder before it is looked into, of most twice
 * @throws OectError `bad-argument` if a folder with experiments does not exist: its files are not gone, it is not there
 */
export async function findFiles(
  settings: CatalogSettings,
  signal?: AbortSignal,
  onFolder?: (folder: string) => void,
): Promise<FoundFiles> {
  await checkRoots(settings);
  const unreadable = new Map<string, string>();
  const listing = noting(unreadable, onFolder);
  const kinds = new Map<string, FileKind>();
  for (const root of [...settings.roots, ...settings.featureRoots]) {
    for (const kind of ['experiment', 'features'] as const) {
      for (const file of await filesIn(root, kind, settings, listing, signal)) {
        if (!kinds.has(file)) kinds.set(file, kind);
      }
    }
  }
  // A file that links lead to in several ways is called by its shortest path.
  const paths = [...kinds].sort(([a], [b]) => a.length - b.length);
  const looked = await Promise.all(paths.map(([file, kind]) => lookAt({ kind, file })));
  const files = new Map<string, FoundFile>();
  for (const { key, found } of looked.filter((one) => one !== undefined)) if (!files.has(key)) files.set(key, found);
  // What is not found has gone only if its folder has not.
  await checkRoots(settings);
  return {
    files: [...files.values()],
    unreadable: [...unreadable].map(([folder, message]) => ({ folder, message })),
  };
}

/**
 * Makes sure that all folders with experiments are there, now.
 *
 * @throws OectError `bad-argument` naming one that is not
 */
export async function checkRoots({ roots }: CatalogSettings): Promise<void> {
  for (const root of roots) await checkFolder(root);
}

async function checkFolder(root: string): Promise<void> {
  const found = await stat(root).catch(() => undefined);
  if (found?.isDirectory()) return;
  const what = found === undefined ? 'does not exist' : 'is no folder';
  throw new OectError('bad-argument', `${root} ${what}; give a folder with experiment files`, { file: root });
}

async function filesIn(
  root: string,
  kind: FileKind,
  { patterns, ignore, maxDepth }: CatalogSettings,
  listing: typeof readdir,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  // Not needed to search an index that is there.
  const { glob } = await import('tinyglobby');
  const files = await glob(
    patterns[kind].map((pattern) => `**/${pattern}`),
    {
      cwd: root,
      absolute: true,
      dot: true,
      expandDirectories: false,
      ignore: ignore.flatMap((pattern) => [`**/${pattern}`, `**/${pattern}/**`]),
      deep: maxDepth,
      fs: { readdir: listing },
      ...(signal !== undefined && { signal }),
    },
  );
  // It gives slashes on every system.
  return sep === '/' ? files : files.map((file) => resolve(file));
}

/** As `readdir`; the search itself passes over folders that it cannot read. A folder that is not there is none of them. */
function noting(unreadable: Map<string, string>, onFolder: (folder: string) => void = () => {}): typeof readdir {
  const listing = (
    folder: string,
    options: { readonly withFileTypes: true },
    done: (error: NodeJS.ErrnoException | null, entries: unknown) => void,
  ) => {
    onFolder(folder);
    readdir(folder, options, (error, entries) => {
      if (error !== null && error.code !== 'ENOENT') unreadable.set(folder, messageOf(error));
      done(error, entries);
    });
  };
  return listing as unknown as typeof readdir;
}

interface Looked {
  readonly found: FoundFile;
  /** The same for all paths of a file. */
  readonly key: string;
}

/** Undefined if the file has gone meanwhile, or is a link that leads nowhere. */
async function lookAt({ kind, file }: FileOfKind): Promise<Looked | undefined> {
  const stats = await stat(file).catch(() => undefined);
  if (!stats?.isFile()) return undefined;
  return {
    found: { kind, file, stamp: stampOfStats(stats) },
    key: stats.ino === 0 ? file : `${stats.dev} ${stats.ino}`,
  };
}
