import { setImmediate } from 'node:timers/promises';

import { OectError } from '../errors.js';
import type { ExperimentHead } from '../experiment/head.js';
import { remember } from '../remember.js';
import { saveFeatures } from '../table/write-features.js';
import { toBlock, toResult } from '../task/block.js';
import type { StepResult } from '../task/step-task.js';
import { type Deal, Dealer, type DealerOptions } from './dealer.js';
import { defer, finalize, from, Subject } from './rxjs.js';
import type { StepPool } from './step-pool.js';
import { Workbench } from './workbench.js';

/** How large the blocks are that an inline pool cuts its tasks into. */
export type InlinePoolOptions = Omit<DealerOptions, 'threads'>;

/**
 * Does all work in this thread, when it is asked for: for debugging, for extractors that no module exports, and for data so
 * small that starting threads would take longer.
 *
 * The same results as a pool of threads, except that an extractor which exits the process or loops for ever does so.
 */
export function inlinePool(options: InlinePoolOptions = {}): StepPool {
  const workbench = new Workbench();
  const dealer = new Dealer({ ...options, threads: 1 });
  const events = new Subject<never>();
  const fingerprintOf = remember((head: ExperimentHead) => whileOpen(async () => workbench.fingerprint(head)));
  let closed = false;
  const whileOpen = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closed) throw new OectError('pool-closed', 'the pool was closed');
    return work();
  };
  return {
    size: 1,
    events,
    open: (file) => whileOpen(async () => (await workbench.open(file)).head),
    fingerprint: fingerprintOf,
    derive: (derivation) => whileOpen(async () => workbench.derive(derivation)),
    write: (job, signal) => whileOpen(async () => saveFeatures(job, (file) => workbench.write(file), signal)),
    catalog: (file) => whileOpen(() => workbench.catalog(file)),
    // Whoever had the file open is done with it: there is nobody to tell that it could not be closed.
    release: (file) => void workbench.release(file).catch(() => {}),
    run: (task) =>
      defer(() => {
        const deal = dealer.deal(task);
        return from(results(deal)).pipe(finalize(() => deal.end()));
      }),
    async [Symbol.asyncDispose]() {
      closed = true;
      events.complete();
      await workbench.close();
    },
  };

  async function* results(deal: Deal): AsyncGenerator<StepResult> {
    // Between two blocks signals, timers and unsubscribing have their turn.
    await setImmediate();
    for (let block = deal.next(); block !== undefined; block = deal.next()) {
      const task = block;
      const result = await whileOpen(() => workbench.compute(toBlock(task), task.features));
      deal.took(task, result);
      yield toResult(task, result);
      await setImmediate();
    }
  }
}
