import { Presets, SingleBar } from 'cli-progress';
import type { ScanOptions } from '../../lib/catalog/scan.js';

/** What takes less needs no sign of life. */
const PATIENCE_MS = 2000;

/** A progress bar on stderr for a scan that takes over two seconds. Draws nothing where stderr is not a terminal. */
export function scanProgress(): Disposable & { readonly onProgress: NonNullable<ScanOptions['onProgress']> } {
  const format = '{bar} {percentage}% | {value}/{total} files | {eta} s left';
  const bar = new SingleBar(
    { stream: process.stderr, format, hideCursor: true, clearOnComplete: true, fps: 8 },
    Presets.shades_classic,
  );
  const started = performance.now();
  return {
    onProgress: (done, total) => {
      if (bar.isActive) bar.update(done);
      else if (performance.now() - started > PATIENCE_MS) bar.start(total, done);
    },
    [Symbol.dispose]: () => bar.stop(),
  };
}
