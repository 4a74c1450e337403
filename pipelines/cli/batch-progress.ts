import { Presets, SingleBar } from 'cli-progress';
import type { BatchEvent } from '../batch-event.js';

/**
 * A progress bar on stderr for a batch of `files` experiments: how far it is, tasks per second, time left. Draws nothing
 * where stderr is not a terminal.
 */
export function batchProgress(files: number): Disposable & { onEvent(event: BatchEvent): void } {
  const bar = new SingleBar(
    {
      stream: process.stderr,
      format: '{bar} {percentage}% | {done}/{files} experiments | {rate} tasks/s | {left} left',
      hideCursor: true,
      clearOnComplete: true,
      fps: 8,
    },
    Presets.shades_classic,
  );
  const started = performance.now();
  let [done, opened, cells, expected] = [0, 0, 0, 0];
  bar.start(1, 0, { done, files, rate: '-', left: '-' });

  const draw = () => {
    const seconds = (performance.now() - started) / 1000;
    // Experiments that have not been opened are taken to be as long as those that have.
    const total = opened === 0 ? 1 : Math.max(cells, (expected / opened) * files);
    const part = Math.max(cells / total, done / files);
    const left = part === 0 ? '-' : duration((seconds * (1 - part)) / part);
    bar.update(part, { done, files, rate: Math.round(cells / seconds), left });
  };
  return {
    onEvent: (event) => {
      if (event.kind === 'opened') {
        opened++;
        expected += event.cells - event.taken_over;
      } else if (event.kind === 'task') {
        cells += event.cells;
      } else if (event.kind === 'successful' || event.kind === 'skipped' || event.kind === 'failed') {
        done++;
      }
      draw();
      // What is printed next must not get into the bar.
      if (event.kind === 'finished') bar.stop();
    },
    [Symbol.dispose]: () => bar.stop(),
  };
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
