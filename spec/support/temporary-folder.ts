import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A folder of its own for a spec file, removed when its tests are done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'oect-spec-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Gives new folders in a folder, one after the other. */
export function newFoldersIn(folder: string): () => string {
  let folders = 0;
  return () => {
    folders += 1;
    const path = join(folder, String(folders));
    mkdirSync(path);
    return path;
  };
}
