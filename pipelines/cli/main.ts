#!/usr/bin/env node
import { CommanderError } from 'commander';
import { exitCodeOf, reportError } from './exit.js';
import { createProgram } from './program.js';

// A reader that has seen enough (`oect inspect FILE | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await createProgram().parseAsync();
} catch (error) {
  // Of its own errors and of --help, commander has already said all there is to say.
  if (!(error instanceof CommanderError)) reportError(error);
  process.exitCode = exitCodeOf(error);
}
