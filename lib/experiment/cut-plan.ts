import { TRANSFER_ROWS } from './hdf5-layout.js';
import type { ExperimentHead, TransientLayout } from './head.js';
import { type ReadPlan, type StepRange, slicePlan } from './read-plan.js';

const FLOAT64_BYTES = 8;

/** Bytes of measurements that a plan reads, inflated; these steps of it, if some are given. */
export function planBytes(head: ExperimentHead, plan: ReadPlan, { start, stop }: StepRange = plan.steps): number {
  if (plan.source === 'transfer') return (stop - start) * transferStepBytes(head);
  const first = plan.starts[start - plan.steps.start];
  const last = plan.stops[stop - 1 - plan.steps.start];
  if (first === undefined || last === undefined) return 0;
  return Math.max(0, last - first) * sampleBytes(plan);
}

/** Bytes of the largest single step of a plan: no block can be smaller. */
export function largestStepBytes(head: ExperimentHead, plan: ReadPlan): number {
  if (plan.steps.start === plan.steps.stop) return 0;
  if (plan.source === 'transfer') return transferStepBytes(head);
  return plan.starts.reduce((most, start, i) => Math.max(most, Number(plan.stops[i]) - start), 0) * sampleBytes(plan);
}

/** A chunk in which two blocks of transient steps meet is inflated for both: with so many that costs at most an eighth. */
const TRANSIENT_CHUNKS = 8;

/** Measurements below which a block would inflate more than it reads: HDF5 inflates chunks whole. Bytes, inflated. */
export function leastBlockBytes({ transfer, transient }: ExperimentHead, plan: ReadPlan): number {
  if (plan.source === 'transient') return TRANSIENT_CHUNKS * (transient?.chunkSamples ?? 1) * sampleBytes(plan);
  // These blocks can always end on the edge of a chunk.
  return transfer === undefined ? 0 : transfer.chunkSteps * stepBytes(transfer);
}

/**
 * The first steps of a plan, about `bytes` of measurements, at least one step; and the plan of the rest, if there is any.
 *
 * A block ends on the edge of an HDF5 chunk where one is near: a chunk in which two blocks meet is inflated for both.
 */
export function cutPlan(
  head: ExperimentHead,
  plan: ReadPlan,
  bytes: number,
): { readonly block: ReadPlan; readonly rest: ReadPlan | undefined } {
  const { start, stop } = plan.steps;
  const end = plan.source === 'transfer' ? transferEnd(head, plan, bytes) : transientEnd(head, plan, bytes);
  if (end >= stop) return { block: plan, rest: undefined };
  return { block: slicePlan(plan, { start, stop: end }), rest: slicePlan(plan, { start: end, stop }) };
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
