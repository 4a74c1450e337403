import { Presets, SingleBar } from 'cli-progress';

/** What takes less needs no sign of life. */
const PATIENCE_MS = 2000;

/** Counts files that are read on stderr, once it has taken two seconds. Draws nothing where stderr is not a terminal. */
export function readProgress(): Disposable & { onRead(): void } {
  const format = '{value} files read';
  const bar = new SingleBar(
    { stream: process.stderr, format, hideCursor: true, clearOnComplete: true },
    Presets.legacy,
  );
  const started = performance.now();
  let read = 0;
  return {
    onRead: () => {
      read++;
      if (bar.isActive) bar.update(read);
      else if (performance.now() - started > PATIENCE_MS) bar.start(Number.POSITIVE_INFINITY, read);
    },
    [Symbol.dispose]: () => bar.stop(),
  };
}
