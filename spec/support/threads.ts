import type { Worker } from 'node:worker_threads';

const running = new Set<Worker>();

process.on('worker', (worker) => {
  running.add(worker);
  worker.once('exit', () => running.delete(worker));
});

/** Worker threads that run in this process and were started since this module was loaded. */
export function threadsOfProcess(): number {
  return running.size;
}
