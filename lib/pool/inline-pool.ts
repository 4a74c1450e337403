import { setImmediate } from 'node:timers/promises';
import { defer, mergeMap } from 'rxjs';
import { OectError } from '../errors.js';
import { saveFeatures } from '../table/write-features.js';
import { toBlock, toResult } from '../task/block.js';
import type { StepResult, StepTask } from '../task/step-task.js';
import type { StepPool } from './step-pool.js';
import { Workbench } from './workbench.js';

/**
 * Does all work in this thread, when it is asked for: for debugging, for extractors that no module exports, and for data so
 * small that starting threads would take longer.
 *
 * The same results as a pool of threads, except that an extractor which exits the process or loops for ever does so.
 */
export function inlinePool(): StepPool {
  const workbench = new Workbench();
  let closed = false;
  const whileOpen = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closed) throw new OectError('pool-closed', 'the pool was closed');
    return work();
  };
  return {
    size: 1,
    open: (file) => whileOpen(() => workbench.open(file)),
    write: (job) => whileOpen(async () => saveFeatures(await workbench.encode(job))),
    // Whoever had the file open is done with it: there is nobody to tell that it could not be closed.
    release: (file) => void workbench.release(file).catch(() => {}),
    // Between two tasks signals, timers and unsubscribing have their turn.
    run: (task) => defer(() => setImmediate()).pipe(mergeMap(() => whileOpen(() => runHere(workbench, task)))),
    async [Symbol.asyncDispose]() {
      closed = true;
      await workbench.close();
    },
  };
}

async function runHere(workbench: Workbench, task: StepTask): Promise<StepResult> {
  return toResult(task, await workbench.compute(toBlock(task), task.features));
}
