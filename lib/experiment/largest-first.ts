import { statSync } from 'node:fs';

/**
 * The same files, the largest first: so no long one is left to the end of a run, when there is nothing else to do beside it.
 * Those that are not there, or cannot be looked at, come last, in their order.
 */
export function largestFirst(files: readonly string[]): readonly string[] {
  const sized = files.map((file) => ({ file, size: sizeOf(file) }));
  return sized.sort((a, b) => b.size - a.size).map(({ file }) => file);
}

/** Whatever stands in the way of a file is told when it is opened, and is that file's fault alone. */
function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return -1;
  }
}
