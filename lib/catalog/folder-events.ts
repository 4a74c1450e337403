import { type FSWatcher, watch } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * Tells of files in folders that something happens to, as far as the system tells: network drives tell nothing. So it is a hint to
 * look soon, and no more.
 *
 * One watch for each folder: the recursive ones of Node.js take one for each file on Linux, of which there are few to be had.
 */
export class FolderEvents implements Disposable {
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #onFile: (file: string) => void;

  /** @param onFile - told of files, and of folders that are new or gone */
  constructor(onFile: (file: string) => void) {
    this.#onFile = onFile;
  }

  /** Listens to a folder from now on, and not to those below it, until it is gone. */
  add(folder: string): void {
    const path = resolve(folder);
    if (!this.#watchers.has(path)) this.#open(path);
  }

  [Symbol.dispose](): void {
    for (const folder of [...this.#watchers.keys()]) this.#close(folder);
  }

  #open(folder: string): void {
    try {
      const watcher = watch(folder, (_, name) => {
        const file = name === null ? folder : join(folder, name);
        // A folder that is gone may be another one when it is there again.
        this.#close(file);
        this.#onFile(file);
      });
      watcher.on('error', () => this.#close(folder));
      this.#watchers.set(folder, watcher);
    } catch {
      // It has gone meanwhile, or the system has no more watches: then looking now and then has to do.
    }
  }

  #close(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }
}
