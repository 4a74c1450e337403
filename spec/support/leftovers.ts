import { setTimeout as delay } from 'node:timers/promises';
import { descriptorsOf, tellsDescriptors } from './pools.js';

const PATIENCE_MS = 10_000;

/**
 * Looks at what runs in this process before something is done with some files.
 *
 * @returns waits until nothing more runs than before, and none of the files is open; fails if that does not come to pass soon
 */
export function watchLeftovers(files: readonly string[]): () => Promise<void> {
  const before = resourcesOfProcess();
  return async () => {
    await settled(
      `descriptors of ${files}`,
      () => !tellsDescriptors || files.every((file) => descriptorsOf(file) === 0),
    );
    await settled('timers or watched folders', () => resourcesOfProcess() <= before);
  };
}

/** Waits for what must come to pass soon, without a timer at the moment of looking. */
async function settled(what: string, isSo: () => boolean): Promise<void> {
  for (const start = performance.now(); !isSo(); await delay(2)) {
    if (performance.now() - start > PATIENCE_MS) throw new Error(`left after the run: ${what}`);
  }
}

/** Timers, and folders that the system tells of. */
function resourcesOfProcess(): number {
  return process.getActiveResourcesInfo().filter((resource) => ['Timeout', 'FSEventWrap'].includes(resource)).length;
}
