import { open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { errnoOf } from '../errno.js';
import { type ErrorCode, messageOf, OectError } from '../errors.js';
import { GROUPS, STEP_TABLES, WORKFLOW } from '../experiment/hdf5-layout.js';
import { temporaryName } from '../table/temporary-file.js';
import { describeExperiment } from './experiment-description.js';
import { type ExperimentPlan, samplesPerTrace, simulatedTurns, widestSweep } from './experiment-plan.js';
import type { TableColumn } from './hdf5-encode.js';
import { createHdf5, type Hdf5Output } from './hdf5-output.js';
import { transferBlocks, transientBlocks } from './step-blocks.js';

/**
 * Measures a planned experiment and writes it as an HDF5 file, replacing what stands there.
 *
 * The steps are made, written and forgotten block by block: memory does not grow with the number of steps. The file is
 * written under a hidden temporary name in the same folder, flushed to disk and renamed, so the final name never shows
 * half a file. However it ends (abort, error, a consumer that stops asking), no temporary file remains.
 *
 * @returns After each block the number of turns of the loop measured so far.
 * @throws OectError `write-failed` or `permission-denied`; `aborted` if the signal says so.
 */
export async function* writeExperiment(
  plan: ExperimentPlan,
  file: string,
  signal?: AbortSignal,
): AsyncGenerator<number, void, undefined> {
  throwIfAborted(file, signal);
  const temporary = join(dirname(file), temporaryName());
  let output: Hdf5Output | undefined;
  try {
    await reserve(temporary);
    output = await createHdf5(temporary, file);
    for (const turns of writeSteps(output, plan)) {
      // A turn of the event loop: without it no signal would ever arrive.
      await setImmediate();
      throwIfAborted(file, signal);
      yield turns;
    }
    output.close();
    await publish(temporary, file);
  } finally {
    output?.discard();
    await rm(temporary, { force: true });
  }
}

/** Writes everything, and yields the number of turns written after each block. */
function* writeSteps(output: Hdf5Output, plan: ExperimentPlan): Generator<number, void, undefined> {
  const description = describeExperiment(plan);
  output.attributes('/', description.attributes);
  output.group('/raw');
  output.text('/raw/json', description.json);
  output.text(WORKFLOW, description.workflow);

  output.group(GROUPS.transfer);
  const transfers = transferBlocks(output, plan.steps, widestSweep(plan));
  writeTable(output, STEP_TABLES.transfer, description.transferRecords);

  output.group(GROUPS.transient);
  const transients = transientBlocks(output, plan.steps * samplesPerTrace(plan), plan.pulses.timeStep);
  writeTable(output, STEP_TABLES.transient, description.transientRecords);

  for (const { transfer, transient } of simulatedTurns(plan)) {
    const wrote = [transfers.add(transfer), transients.add(transient)].includes(true);
    const turns = transfer.index + 1;
    if (wrote && turns < plan.steps) yield turns;
  }
  transfers.finish();
  transients.finish();
  yield plan.steps;
}

function writeTable(output: Hdf5Output, path: string, columns: readonly TableColumn[]): void {
  output.table(path, columns);
  output.attributes(path, { columns: columns.map(({ name }) => name) });
}

/** Creates the file with Node, whose errors say why it cannot be; HDF5's do not. */
async function reserve(temporary: string): Promise<void> {
  try {
    await (await open(temporary, 'wx')).close();
  } catch (cause) {
    throw writeError(`cannot write into ${dirname(temporary)}`, temporary, cause);
  }
}

/** Gives the complete file its name, once its content is on the disk. */
async function publish(temporary: string, file: string): Promise<void> {
  try {
    const handle = await open(temporary, 'r+');
    await handle.sync().finally(() => handle.close());
    await rename(temporary, file);
  } catch (cause) {
    throw writeError(`cannot finish ${file}`, file, cause);
  }
}

/** A fault of Node's file functions as an {@link OectError}. */
export function writeError(what: string, file: string, cause: unknown): OectError {
  const code: ErrorCode = ['EACCES', 'EPERM', 'EROFS'].includes(errnoOf(cause)) ? 'permission-denied' : 'write-failed';
  return new OectError(code, `${what}: ${messageOf(cause)}`, { file, cause });
}

function throwIfAborted(file: string, signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw new OectError('aborted', `stopped before ${file} was complete; nothing of it is kept`, {
    file,
    cause: signal.reason,
  });
}
