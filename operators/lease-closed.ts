import { Observable } from 'rxjs';
import type { Experiment } from '../lib/experiment/experiment.js';

/** Emits once and completes when the experiment is closed; at once if it is already. */
export function leaseClosed({ lease }: Experiment): Observable<void> {
  return new Observable((subscriber) =>
    lease.onClose(() => {
      subscriber.next();
      subscriber.complete();
    }),
  );
}
