import { lastValueFrom, Observable, takeUntil, tap } from 'rxjs';
import { isUnreadable } from '../errors.js';
import type { Experiment } from '../experiment/experiment.js';
import { type PlanRequest, planSteps } from '../experiment/plan-blocks.js';
import type { StepResult } from '../task/step-task.js';
import type { StepPool } from './step-pool.js';

/**
 * Has a pool read steps of an experiment for their digests alone, which the experiment then has. Of steps that cannot be read
 * there is none. Ends when the experiment is closed.
 */
export async function readDigests(
  experiment: Experiment,
  requests: readonly PlanRequest[],
  pool: Pick<StepPool, 'run'>,
): Promise<void> {
  const closed = new Observable<void>((subscriber) => experiment.lease.onClose(() => subscriber.next()));
  const note = ({ digests = [] }: StepResult) => {
    for (const range of digests) experiment.digests.add(range);
  };
  for (const request of requests) {
    const plans = [planSteps(experiment.head, request)];
    const task = { experiment, steps: request.steps, plans, features: [], totalCells: 0 };
    try {
      await lastValueFrom(pool.run(task).pipe(takeUntil(closed), tap(note)), { defaultValue: undefined });
    } catch (error) {
      // Whoever computes its features will tell why.
      if (!isUnreadable(error)) throw error;
    }
  }
}
