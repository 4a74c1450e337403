import { setFlagsFromString } from 'node:v8';

/**
 * Sets the JavaScript engine up for the command: much the same work on all processors, hour after hour. For the whole process,
 * so it is not for a library to do.
 */
export function tuneEngine(): void {
  // HDF5 is a large WebAssembly module. By default V8 optimises its functions so early that in a run of a second the compiler
  // takes a fifth of the time; with this budget long runs are as fast as before.
  setFlagsFromString('--wasm-tiering-budget=50000000');

  // Workers leave little garbage at a time, and all processors have something to do: V8's helpers, which would collect it in
  // parallel, wait for each other longer than one thread takes for it.
  setFlagsFromString('--no-parallel-scavenge');

  // V8 doubles the memory for new objects, up to 32 MiB, each time that as much has outlived a collection: in the main thread,
  // sooner or later in a long run. It stays as large as it is when the first worker has started: that is no slower.
  // Each new thread sets the factor back, so it is set again.
  process.on('worker', (worker) => worker.once('online', () => setFlagsFromString('--semi-space-growth-factor=1')));
}
