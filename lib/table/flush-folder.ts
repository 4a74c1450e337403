import { open } from 'node:fs/promises';
import { errnoOf } from '../errno.js';

const running = new Map<string, Promise<void>>();
const waiting = new Map<string, Promise<void>>();

/**
 * Makes the names that have been given in a folder last through a power cut, where the system can: Windows cannot open
 * folders, some disks not flush them.
 *
 * One flush serves all who ask while another is under way: many small files cost few flushes.
 */
export function flushFolder(path: string): Promise<void> {
  const known = waiting.get(path);
  if (known !== undefined) return known;
  // Not the one that is running: it may have begun before the name was there.
  const next = (running.get(path) ?? Promise.resolve())
    .catch(() => {})
    .then(() => {
      waiting.delete(path);
      const now = flush(path).finally(() => {
        if (running.get(path) === now) running.delete(path);
      });
      running.set(path, now);
      return now;
    });
  waiting.set(path, next);
  return next;
}

async function flush(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    if (!UNSUPPORTED.has(errnoOf(error))) throw error;
  }
}

const UNSUPPORTED: ReadonlySet<string> = new Set(['EACCES', 'EBADF', 'EINVAL', 'EISDIR', 'ENOTSUP', 'EPERM']);
