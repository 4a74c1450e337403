import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export interface ExtractorIdentity {
  readonly name: string;
  readonly version: number;
  /** URL of the module it came from; built-in ones have none. */
  readonly module?: string;
  /** The code of one that is in a program and in no module. */
  readonly text?: string;
}

/** Versions of an extractor that are tried to find which one a hash is of. */
const MOST_VERSIONS = 100;

/** Of a built-in extractor its name and version; of another also its module or code: its author may forget the version. */
export async function extractorHashes(
  extractors: readonly ExtractorIdentity[],
): Promise<Readonly<Record<string, string>>> {
  const hashes = extractors.map(async ({ name, version, module, text = '' }) => {
    const code = module?.startsWith('file:') ? await readFile(fileURLToPath(module)) : (module ?? text);
    return [name, hashOf(name, version, code)] as const;
  });
  return Object.fromEntries(await Promise.all(hashes));
}

/** The version of a built-in extractor that has this hash, or undefined if the hash is of another one. */
export function versionOfHash(name: string, hash: string): number | undefined {
  for (let version = 1; version <= MOST_VERSIONS; version++) {
    if (hashOf(name, version, '') === hash) return version;
  }
  return undefined;
}

function hashOf(name: string, version: number, code: string | Uint8Array): string {
  return sha256(`${name} ${version} ${sha256(code)}`);
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
