/**
 * The entry of a worker thread: a workbench behind the jobs of the protocol. Programs do not import it.
 *
 * @module oect-features/worker
 */

import { workerData } from 'node:worker_threads';
import { expose, Transfer } from 'threads/worker';
import { toWireError } from '../errors.js';
import { hdf5Ready } from '../hdf5/hdf5-file.js';
import type { BlockResult } from '../task/block.js';
import { ProgressCell } from './progress-cell.js';
import type { JobInput, JobName, JobOutput, Outcome, WorkerStart } from './protocol.js';
import { Workbench } from './workbench.js';

// threads.js catches what nobody caught and only reports it, later, to nobody: the task would wait for its timeout.
// Without its listeners such an exception ends the thread, which the pool sees at once.
process.removeAllListeners('uncaughtException');
process.removeAllListeners('unhandledRejection');

const { progress } = workerData as WorkerStart;
const workbench = new Workbench(new ProgressCell(progress));

/** A job as threads.js exposes it: never rejects, and hands its buffers over instead of copying them. */
function job<J extends JobName>(
  work: (input: JobInput<J>) => Promise<JobOutput<J>>,
  buffersOf: (value: JobOutput<J>) => ArrayBuffer[],
) {
  return async (input: JobInput<J>) => {
    try {
      const value = await work(input);
      return Transfer<Outcome<JobOutput<J>>>({ kind: 'done', value }, buffersOf(value));
    } catch (error) {
      return Transfer<Outcome<JobOutput<J>>>({ kind: 'error', error: toWireError(error) }, []);
    }
  };
}

// Part of the start, so that no job is taken for stuck while HDF5 is being loaded.
await hdf5Ready();

expose({
  open: job<'open'>(
    (file) => workbench.open(file),
    () => [],
  ),
  fingerprint: job<'fingerprint'>(
    async (source) => workbench.fingerprint(source),
    () => [],
  ),
  extract: job<'extract'>((block) => workbench.extract(block), buffersOf),
  derive: job<'derive'>(async (derivation) => workbench.derive(derivation), buffersOf),
  write: job<'write'>(
    (file) => workbench.write(file),
    () => [],
  ),
  catalog: job<'catalog'>(
    (file) => workbench.catalog(file),
    () => [],
  ),
  release: job<'release'>(
    (file) => workbench.release(file),
    () => [],
  ),
});

/** Those that are handed over: memory that threads share is not. */
function buffersOf({ columns }: BlockResult): ArrayBuffer[] {
  const arrays = columns.flatMap(([, { values, lengths }]) => [values, ...(lengths ? [lengths] : [])]);
  return arrays.map(({ buffer }) => buffer).filter((buffer) => buffer instanceof ArrayBuffer);
}
