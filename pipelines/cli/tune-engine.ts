/**
 * Sets the JavaScript engine up for the command, when it is imported: much the same work on all processors, hour after hour,
 * in no more memory than in the first minute. For the whole process, so it is not for a library to do.
 */

import { setFlagsFromString } from 'node:v8';

// HDF5 is a large WebAssembly module. By default V8 optimises its functions so early that in a run of a second the compiler
// takes a fifth of the time, and in the end so many that what it took for them stays with its threads: 10 MB. With this budget
// it does those that count, such as zlib's, and long runs are as fast as before.
setFlagsFromString('--wasm-tiering-budget=200000000');

// Workers leave little garbage at a time, and all processors have something to do: V8's helpers, which would collect it in
// parallel, wait for each other longer than one thread takes for it.
setFlagsFromString('--no-parallel-scavenge');

// V8 lets a heap gain 8 MiB of garbage, however small it is, before it collects what is old: in each thread, sooner or later
// in a long run. From a quarter of that on it marks what is alive, beside the work. That takes a fiftieth of the time.
setFlagsFromString('--incremental-marking-hard-trigger=25');

// V8 doubles the memory for new objects, up to 32 MiB, each time that as much has outlived a collection: when modules are
// loaded, and sooner or later in a long run. Without that it is no slower. Each new thread sets the factor back, so it is set
// again.
keepYoungGeneration();
process.on('worker', (worker) => worker.once('online', keepYoungGeneration));

function keepYoungGeneration(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
