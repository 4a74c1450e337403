import { tap } from 'rxjs';
import type { StepPool } from '../lib/pool/step-pool.js';
import type { StepResult } from '../lib/task/step-task.js';

/** The same pool, telling `onResult` of every result that passes. Closing it closes the pool. */
export function observedPool(pool: StepPool, onResult: (result: StepResult) => void): StepPool {
  return {
    size: pool.size,
    open: (file) => pool.open(file),
    fingerprint: (head) => pool.fingerprint(head),
    run: (task, options) => pool.run(task, options).pipe(tap(onResult)),
    derive: (derivation) => pool.derive(derivation),
    write: (job, signal) => pool.write(job, signal),
    catalog: (file) => pool.catalog(file),
    release: (file) => pool.release(file),
    events: pool.events,
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}
