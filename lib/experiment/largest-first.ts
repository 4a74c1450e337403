import { statSync } from 'node:fs';

/**
 * The same files, the largest first: so no long one is left to the end of a run, when there is nothing else to do beside it.
 * Those that are not there come last, in their order.
 */
export function largestFirst(files: readonly string[]): readonly string[] {
  const sized = files.map((file) => ({ file, size: statSync(file, { throwIfNoEntry: false })?.size ?? -1 }));
  return sized.sort((a, b) => b.size - a.size).map(({ file }) => file);
}
