import { OectError } from '../errors.js';
import { cutPlans, leastBlockBytes } from './cut-plan.js';
import { type ExperimentHead, stepCounts, textAttribute } from './head.js';
import { type ReadPlan, type StepRange, slicePlan } from './read-plan.js';
import type { RowsBySource, Source } from './step.js';
import { workflowTiming } from './workflow.js';

export interface PlanRequest {
  readonly source: Source;
  /** The rows that are needed. Of a transient file the others are not read; transfer steps are always read whole. */
  readonly rows: readonly RowsBySource[Source][];
  readonly steps: StepRange;
}

export interface BlockRequest extends PlanRequest {
  /** Exactly so many steps a block, the last one with what is left. Default: about 1 MiB, cut along chunk edges. */
  readonly stepsPerBlock?: number;
}

/** What a block is aimed at, inflated: larger ones are read no faster. */
const BLOCK_BYTES = 2 ** 20;

/** No block becomes larger than this for the sake of chunks, nor smaller than one step. */
const MAX_BLOCK_BYTES = 2 ** 25;

/**
 * Which bytes to read for a range of steps. Light: its arrays are views of the head's.
 *
 * @throws OectError `bad-argument` if the experiment does not have these steps.
 */
export function planSteps(head: ExperimentHead, { source, rows, steps }: PlanRequest): ReadPlan {
  checkSteps(head, source, steps);
  const { transient } = head;
  if (source === 'transfer' || transient === undefined) {
    const deviceType = textAttribute(head, 'device_type');
    return { source: 'transfer', steps, ...(deviceType !== undefined && { deviceType }) };
  }
  const { starts, stops, periods, sampleRates } = transient;
  const workflow = head.workflow && workflowTiming(head.workflow);
  const all: ReadPlan = {
    source,
    steps: { start: 0, stop: transient.steps },
    rows: (['time', 'Id'] as const).filter((row) => rows.includes(row)),
    starts,
    stops,
    periods,
    sampleRates,
    ...(workflow && { workflow }),
  };
  return slicePlan(all, steps);
}

/**
 * Cuts a range of steps into blocks to read at once: in order, none empty, each step in exactly one.
 *
 * @throws OectError `bad-argument` if the experiment does not have these steps, or `stepsPerBlock` is no positive integer.
 */
export function planBlocks(head: ExperimentHead, { stepsPerBlock, ...request }: BlockRequest): ReadPlan[] {
  const whole = planSteps(head, request);
  if (stepsPerBlock !== undefined) return equalParts(whole, stepsPerBlock);
  const bytes = Math.min(MAX_BLOCK_BYTES, Math.max(BLOCK_BYTES, leastBlockBytes(head, [whole])));
  const blocks: ReadPlan[] = [];
  let rest: readonly ReadPlan[] | undefined = whole.steps.start === whole.steps.stop ? undefined : [whole];
  while (rest !== undefined) {
    const cut = cutPlans(head, rest, bytes);
    blocks.push(...cut.block);
    rest = cut.rest;
  }
  return blocks;
}

/** A plan in parts of so many steps, the last one with what is left. */
function equalParts(plan: ReadPlan, size: number): ReadPlan[] {
  if (!Number.isInteger(size) || size < 1) {
    throw new OectError('bad-argument', `stepsPerBlock must be a positive integer, not ${size}`);
  }
  const { start, stop } = plan.steps;
  return Array.from({ length: Math.ceil((stop - start) / size) }, (_, i) =>
    slicePlan(plan, { start: start + i * size, stop: Math.min(stop, start + (i + 1) * size) }),
  );
}

function checkSteps(head: ExperimentHead, source: Source, { start, stop }: StepRange): void {
  const count = stepCounts(head)[source];
  if (Number.isInteger(start) && Number.isInteger(stop) && 0 <= start && start <= stop && stop <= count) return;
  throw new OectError(
    'bad-argument',
    `${head.file} has ${count} ${source} steps; the range from ${start} to ${stop} is not one of them`,
    { file: head.file },
  );
}
