import { map, NEVER, type Observable } from 'rxjs';
import { expect } from 'vitest';
import type { StepPool } from '../../lib/pool/step-pool.js';
import type { StepTask } from '../../lib/task/step-task.js';
import { resultOf } from './experiments.js';

/** A pool in virtual time, which runs tasks and does nothing else. Real pools have a contract spec of their own. */
export function marblePool(run: StepPool['run'], size = 1): StepPool {
  const unused = () => expect.unreachable();
  return {
    size,
    run,
    open: unused,
    fingerprint: unused,
    derive: unused,
    write: unused,
    catalog: unused,
    events: NEVER,
    release: () => {},
    [Symbol.asyncDispose]: unused,
  };
}

/** Runs tasks as diagrams say, the first task as the first of them: each is answered whole when its diagram emits. */
export function inTurn(...diagrams: readonly Observable<unknown>[]): StepPool['run'] {
  const left = [...diagrams];
  return (task: StepTask) => {
    const diagram = left.shift();
    return diagram === undefined ? expect.unreachable() : diagram.pipe(map(() => resultOf(task)));
  };
}
