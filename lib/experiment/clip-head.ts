import type { ExperimentHead } from './head.js';
import type { Source } from './step.js';

/** The head of an experiment as it would be if it had only the first so many steps of each source. */
export function clipHead(head: ExperimentHead, steps: Readonly<Record<Source, number>>): ExperimentHead {
  const { transfer, transient } = head;
  return {
    ...head,
    ...(transfer && { transfer: { ...transfer, steps: Math.min(steps.transfer, transfer.steps) } }),
    ...(transient && {
      transient: {
        ...transient,
        steps: Math.min(steps.transient, transient.steps),
        starts: transient.starts.subarray(0, steps.transient),
        stops: transient.stops.subarray(0, steps.transient),
        periods: transient.periods.subarray(0, steps.transient),
        sampleRates: transient.sampleRates.subarray(0, steps.transient),
      },
    }),
  };
}
