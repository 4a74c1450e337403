#!/usr/bin/env node
// Before all else: what the others load already counts.
import './tune-engine.js';
import { CommanderError } from 'commander';
import { exitCodeOf, reportError } from './exit.js';
import { createProgram } from './program.js';

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
