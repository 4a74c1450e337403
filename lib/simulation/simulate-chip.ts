import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sweepTemporaryFiles } from '../table/temporary-file.js';
import { fileName, planExperiment, type Truth, truthOf } from './experiment-plan.js';
import { type SimulationOptions, type SimulationParameters, simulationParameters } from './simulation-options.js';
import { writeError, writeExperiment } from './write-experiment.js';

/** How far a file is: comes after each block of steps, and at least once a file. */
export interface SimulationProgress {
  readonly kind: 'progress';
  /** The name the file will have. */
  readonly file: string;
  /** Turns of the experiment's loop written so far, one transfer and one transient step each. */
  readonly written: number;
  readonly total: number;
}

/** A file that is complete under its name, and what went into it. */
export interface SimulatedFile {
  readonly kind: 'file';
  readonly file: string;
  readonly truth: Truth;
}

/** What comes of a simulation, in its order: how far each file is, and then the file. */
export type SimulationEvent = SimulationProgress | SimulatedFile;

/**
 * Simulates the devices of a chip and writes one experiment file for each into a folder, which is created if need be.
 *
 * The work is done as the events are asked for, one file after the other; whoever stops asking stops the simulation.
 * Files of the same name are replaced.
 *
 * @example
 * for await (const event of simulateChip('data', { experiments: 2, steps: 5000 })) {
 *   if (event.kind === 'file') console.log(event.file, event.truth.tauOn[0]);
 * }
 *
 * @param signal Stops the simulation between two blocks of steps; the file in work is removed.
 * @throws OectError `bad-argument` at once for a wrong option; while it runs `permission-denied` or `write-failed` for a
 * folder or file that cannot be written, `aborted` if the signal says so.
 */
export function simulateChip(
  directory: string,
  options: SimulationOptions = {},
  signal?: AbortSignal,
): AsyncGenerator<SimulationEvent, void, undefined> {
  // Here and not in the generator, which would say so only when its first event is asked for.
  return writeChip(directory, simulationParameters(options), signal);
}

async function* writeChip(
  directory: string,
  parameters: SimulationParameters,
  signal: AbortSignal | undefined,
): AsyncGenerator<SimulationEvent, void, undefined> {
  try {
    await mkdir(directory, { recursive: true });
  } catch (cause) {
    throw writeError(`cannot create the folder ${directory}`, directory, cause);
  }
  // Of runs that were killed: half a file may take hundreds of megabytes.
  await sweepTemporaryFiles(directory);
  for (let device = 1; device <= parameters.experiments; device++) {
    const plan = planExperiment(parameters, device);
    const file = join(directory, fileName(plan));
    for await (const written of writeExperiment(plan, file, signal)) {
      yield { kind: 'progress', file, written, total: plan.steps };
    }
    yield { kind: 'file', file, truth: truthOf(plan) };
  }
}
