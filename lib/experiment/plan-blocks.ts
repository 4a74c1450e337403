import { OectError } from '../errors.js';
import { type ExperimentHead, stepCounts, type TransferLayout, type TransientLayout, textAttribute } from './head.js';
import type { ReadPlan, StepRange } from './read-plan.js';
import type { RowsBySource, Source } from './step.js';
import { workflowTiming } from './workflow.js';

export interface BlockRequest {
  readonly source: Source;
  /** The rows that are needed. Of a transient file the others are not read; transfer steps are always read whole. */
  readonly rows: readonly RowsBySource[Source][];
  /** The steps to cut up. */
  readonly steps: StepRange;
  /** Exactly so many steps a block, the last one with what is left. Default: about 1 MiB, cut along chunk edges. */
  readonly stepsPerBlock?: number;
}

const FLOAT64_BYTES = 8;

/** What a block is aimed at, inflated: larger ones are read no faster, and small ones share the work out evenly. */
const BLOCK_BYTES = 2 ** 20;

/** No block becomes larger than this for the sake of chunks, nor smaller than one step. */
const MAX_BLOCK_BYTES = 2 ** 25;

/** A chunk in which two blocks meet is inflated for both: with so many chunks a block that costs at most an eighth. */
const CHUNKS_PER_BLOCK = 8;

/**
 * Cuts a range of steps into blocks to read at once: in order, none empty, each step in exactly one.
 *
 * @throws OectError `bad-argument` if the experiment does not have these steps, or `stepsPerBlock` is no positive integer.
 */
export function planBlocks(head: ExperimentHead, request: BlockRequest): ReadPlan[] {
  checkRequest(head, request);
  if (request.steps.start === request.steps.stop) return [];
  return request.source === 'transfer' ? transferPlans(head, request) : transientPlans(head, request);
}

function checkRequest(head: ExperimentHead, { source, steps: { start, stop }, stepsPerBlock = 1 }: BlockRequest): void {
  const count = stepCounts(head)[source];
  if (!(Number.isInteger(start) && Number.isInteger(stop) && 0 <= start && start <= stop && stop <= count)) {
    throw new OectError(
      'bad-argument',
      `${head.file} has ${count} ${source} steps; the range from ${start} to ${stop} is not one of them`,
      { file: head.file },
    );
  }
  if (!Number.isInteger(stepsPerBlock) || stepsPerBlock < 1) {
    throw new OectError('bad-argument', `stepsPerBlock must be a positive integer, not ${stepsPerBlock}`);
  }
}

function transferPlans(head: ExperimentHead, { steps, stepsPerBlock }: BlockRequest): ReadPlan[] {
  const { transfer } = head;
  if (transfer === undefined) return [];
  const ranges =
    stepsPerBlock === undefined ? alongChunks(steps, transferBlockSteps(transfer)) : inEqualParts(steps, stepsPerBlock);
  const deviceType = textAttribute(head, 'device_type');
  return ranges.map((range) => ({
    source: 'transfer',
    steps: range,
    ...(deviceType !== undefined && { deviceType }),
  }));
}

/** Steps of a block: a multiple of a chunk's steps, since a chunk is inflated whole however little of it is read. */
function transferBlockSteps({ points, chunkSteps }: TransferLayout): number {
  const stepBytes = Math.max(1, 2 * points * FLOAT64_BYTES);
  const chunks = Math.max(1, Math.floor(BLOCK_BYTES / (stepBytes * chunkSteps)));
  return Math.min(chunks * chunkSteps, Math.max(1, Math.floor(MAX_BLOCK_BYTES / stepBytes)));
}

function transientPlans(head: ExperimentHead, { rows, steps, stepsPerBlock }: BlockRequest): ReadPlan[] {
  const { transient } = head;
  if (transient === undefined) return [];
  const read = (['time', 'Id'] as const).filter((row) => rows.includes(row));
  const ranges =
    stepsPerBlock === undefined
      ? bySamples(steps, transient, transientBlockSamples(transient, read.length))
      : inEqualParts(steps, stepsPerBlock);
  const workflow = head.workflow && workflowTiming(head.workflow);
  return ranges.map((range) => ({
    source: 'transient',
    steps: range,
    rows: read,
    starts: transient.starts.slice(range.start, range.stop),
    stops: transient.stops.slice(range.start, range.stop),
    periods: transient.periods.slice(range.start, range.stop),
    sampleRates: transient.sampleRates.slice(range.start, range.stop),
    ...(workflow && { workflow }),
  }));
}

function transientBlockSamples({ chunkSamples }: TransientLayout, rows: number): number {
  const sampleBytes = Math.max(1, rows) * FLOAT64_BYTES;
  const wanted = Math.max(BLOCK_BYTES / sampleBytes, CHUNKS_PER_BLOCK * chunkSamples);
  return Math.min(wanted, MAX_BLOCK_BYTES / sampleBytes);
}

/** Blocks that end where the experiment's steps reach a multiple of `size`, and at the end of the range. */
function alongChunks({ start, stop }: StepRange, size: number): StepRange[] {
  const first = Math.floor(start / size);
  return Array.from({ length: Math.ceil(stop / size) - first }, (_, i) => ({
    start: Math.max(start, (first + i) * size),
    stop: Math.min(stop, (first + i + 1) * size),
  }));
}

function inEqualParts({ start, stop }: StepRange, size: number): StepRange[] {
  return Array.from({ length: Math.ceil((stop - start) / size) }, (_, i) => ({
    start: start + i * size,
    stop: Math.min(stop, start + (i + 1) * size),
  }));
}

/** Blocks of about `samples` samples: up to a half more or less where that makes a block end on the edge of a chunk. */
function bySamples({ start, stop }: StepRange, layout: TransientLayout, samples: number): StepRange[] {
  const ranges: StepRange[] = [];
  for (let at = start; at < stop; ) {
    const end = blockEnd({ start: at, stop }, layout, samples);
    ranges.push({ start: at, stop: end });
    at = end;
  }
  return ranges;
}

function blockEnd(
  { start, stop }: StepRange,
  { starts, stops, chunkSamples }: TransientLayout,
  samples: number,
): number {
  const first = starts[start] ?? 0;
  let best = start + 1;
  for (let end = start + 1; end <= stop; end++) {
    const last = stops[end - 1] ?? 0;
    const size = last - first;
    if (size > 1.5 * samples) break;
    if (end === stop || (size >= 0.5 * samples && last % chunkSamples === 0)) return end;
    if (size <= samples) best = end;
  }
  return best;
}
