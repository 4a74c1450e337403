#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { CommanderError } from 'commander';
import { exitCodeOf, reportError } from './exit.js';
import { createProgram } from './program.js';

// HDF5 is a large WebAssembly module. By default V8 optimises its functions so early that in a run of a second the compiler
// takes a fifth of the time; with this budget long runs are as fast as before.
setFlagsFromString('--wasm-tiering-budget=50000000');

// Workers leave little garbage at a time, and all processors have something to do: V8's helpers, which would collect it in
// parallel, wait for each other longer than one thread takes for it.
setFlagsFromString('--no-parallel-scavenge');

// A reader that has seen enough (`oect inspect FILE | head`) is no error: what has been found so far is the exit code.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

try {
  await createProgram().parseAsync();
} catch (error) {
  // Of its own errors and of --help, commander has already said all there is to say.
  if (!(error instanceof CommanderError)) reportError(error);
  process.exitCode = exitCodeOf(error);
}
