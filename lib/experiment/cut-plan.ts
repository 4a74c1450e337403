import { TRANSFER_ROWS } from './hdf5-layout.js';
import type { ExperimentHead, TransientLayout } from './head.js';
import { type ReadPlan, type StepRange, slicePlan } from './read-plan.js';

const FLOAT64_BYTES = 8;

/** Bytes of measurements that plans of the same steps read, inflated; for these of the steps, if some are given. */
export function planBytes(head: ExperimentHead, plans: readonly ReadPlan[], steps?: StepRange): number {
  return plans.reduce((sum, plan) => sum + bytesOf(head, plan, steps ?? plan.steps), 0);
}

function bytesOf(head: ExperimentHead, plan: ReadPlan, { start, stop }: StepRange): number {
  if (plan.source === 'transfer') return (stop - start) * transferStepBytes(head);
  const first = plan.starts[start - plan.steps.start];
  const last = plan.stops[stop - 1 - plan.steps.start];
  if (first === undefined || last === undefined) return 0;
  return Math.max(0, last - first) * sampleBytes(plan);
}

/**
 * Bytes of the measurements of the steps that plans read, inflated; of these of them, if some are given. The same however the
 * steps are cut into blocks: samples between two steps are not counted, though a block with both reads them.
 */
export function measurementBytes(head: ExperimentHead, plans: readonly ReadPlan[], steps?: StepRange): number {
  return plans.reduce((sum, plan) => sum + measuredBytesOf(head, plan, steps ?? plan.steps), 0);
}

function measuredBytesOf(head: ExperimentHead, plan: ReadPlan, steps: StepRange): number {
  if (plan.source === 'transfer') return bytesOf(head, plan, steps);
  let samples = 0;
  for (let i = steps.start - plan.steps.start; i < steps.stop - plan.steps.start; i++) {
    samples += Number(plan.stops[i]) - Number(plan.starts[i]);
  }
  return samples * sampleBytes(plan);
}

/** Bytes of the largest single step of plans: no block can be smaller. */
export function largestStepBytes(head: ExperimentHead, plans: readonly ReadPlan[]): number {
  const { start, stop } = plans[0]?.steps ?? { start: 0, stop: 0 };
  let largest = 0;
  for (let step = start; step < stop; step++) {
    largest = Math.max(largest, planBytes(head, plans, { start: step, stop: step + 1 }));
  }
  return largest;
}

/** A chunk in which two blocks of transient steps meet is inflated for both: with so many that costs at most an eighth. */
const TRANSIENT_CHUNKS = 8;

/** Measurements below which a block would inflate more than it reads: HDF5 inflates chunks whole. Bytes, inflated. */
export function leastBlockBytes({ transfer, transient }: ExperimentHead, plans: readonly ReadPlan[]): number {
  return plans.reduce((sum, plan) => {
    if (plan.source === 'transient') return sum + TRANSIENT_CHUNKS * (transient?.chunkSamples ?? 1) * sampleBytes(plan);
    // These blocks can always end on the edge of a chunk.
    return sum + (transfer === undefined ? 0 : transfer.chunkSteps * stepBytes(transfer));
  }, 0);
}

/**
 * The first steps of plans of the same steps, about `bytes` of measurements, at least one step; and the plans of the rest, if
 * there is any.
 *
 * A block ends on the edge of an HDF5 chunk where one is near: a chunk in which two blocks meet is inflated for both. Of several
 * plans each has its share of the bytes, and the one that has used it up first decides.
 */
export function cutPlans(
  head: ExperimentHead,
  plans: readonly ReadPlan[],
  bytes: number,
): { readonly block: readonly ReadPlan[]; readonly rest: readonly ReadPlan[] | undefined } {
  const { start, stop } = plans[0]?.steps ?? { start: 0, stop: 0 };
  const total = planBytes(head, plans);
  const ends = plans.map((plan) => {
    const share = bytesOf(head, plan, plan.steps) / total;
    // What has nothing to read goes with the others.
    return share > 0 ? endOf(head, plan, bytes * share) : stop;
  });
  const end = Math.min(stop, ...ends);
  if (end >= stop) return { block: plans, rest: undefined };
  return {
    block: plans.map((plan) => slicePlan(plan, { start, stop: end })),
    rest: plans.map((plan) => slicePlan(plan, { start: end, stop })),
  };
}

function endOf(head: ExperimentHead, plan: ReadPlan, bytes: number): number {
  return plan.source === 'transfer' ? transferEnd(head, plan, bytes) : transientEnd(head, plan, bytes);
}

function transferEnd(head: ExperimentHead, { steps: { start, stop } }: ReadPlan, bytes: number): number {
  const wanted = Math.max(1, Math.floor(bytes / transferStepBytes(head)));
  const chunk = head.transfer?.chunkSteps ?? 1;
  const end = Math.min(start + wanted, stop);
  const aligned = end - (end % chunk);
  return end < stop && aligned > start ? aligned : end;
}

/** Up to a half more or less than wanted, where that makes the block end on the edge of a chunk. */
function transientEnd(head: ExperimentHead, plan: ReadPlan & { source: 'transient' }, bytes: number): number {
  const { chunkSamples = 1 } = head.transient ?? ({} as Partial<TransientLayout>);
  const { start, stop } = plan.steps;
  const samples = bytes / sampleBytes(plan);
  const first = plan.starts[0] ?? 0;
  let best = start + 1;
  for (let end = start + 1; end <= stop; end++) {
    const last = plan.stops[end - 1 - start] ?? first;
    const size = last - first;
    if (size > 1.5 * samples) break;
    if (end === stop || (size >= 0.5 * samples && last % chunkSamples === 0)) return end;
    if (size <= samples) best = end;
  }
  return best;
}

function transferStepBytes({ transfer }: ExperimentHead): number {
  return transfer === undefined ? 1 : Math.max(1, stepBytes(transfer));
}

function stepBytes({ points }: { readonly points: number }): number {
  return TRANSFER_ROWS * points * FLOAT64_BYTES;
}

function sampleBytes({ rows }: { readonly rows: readonly unknown[] }): number {
  // Id is read whether it is asked for or not: it says which samples are valid.
  return Math.max(1, rows.length) * FLOAT64_BYTES;
}
