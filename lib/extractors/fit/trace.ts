import { allFinite } from '../finite.js';

/** A recording prepared for fits. */
export interface Trace {
  /** As recorded, in s, `[sample]`. */
  readonly clock: Float64Array;
  /** Counted from the first sample, in s, `[sample]`, increasing. */
  readonly time: Float64Array;
  /** In A, `[sample]`. NaN and infinite ones stand for samples that were lost. */
  readonly current: Float64Array;
  /** Distance of two samples in s: of all of them if the trace is even, else the median. */
  readonly interval: number;
  /** Whether all samples are where an even grid has them, to a thousandth of the interval. Fits then take them to be there. */
  readonly isEven: boolean;
}

/** Samples `start` to `stop` (exclusive). */
export interface SampleRange {
  readonly start: number;
  readonly stop: number;
}

const EVEN_WITHIN = 1e-3;

/**
 * Samples without a time are left out.
 *
 * @param time - in s, from any origin
 * @param memory - for the trace's own time. Default: a new array
 * @returns undefined if the time does not increase from each sample to the next, or there are fewer than 2
 */
export function traceOf(
  time: Float64Array,
  current: Float64Array,
  memory: (length: number) => Float64Array = (length) => new Float64Array(length),
): Trace | undefined {
  if (!allFinite(time)) {
    return traceOf(
      time.filter(Number.isFinite),
      current.filter((_, i) => Number.isFinite(time[i])),
      memory,
    );
  }
  const last = time.length - 1;
  if (last < 1) return undefined;
  const origin = time[0];
  const elapsed = memory(time.length);
  elapsed[0] = 0;
  const mean = (time[last] - origin) / last;
  let isEven = true;
  for (let i = 1; i <= last; i++) {
    elapsed[i] = time[i] - origin;
    if (elapsed[i] <= elapsed[i - 1]) return undefined;
    if (Math.abs(elapsed[i] - i * mean) > EVEN_WITHIN * mean) isEven = false;
  }
  return { clock: time, time: elapsed, current, interval: isEven ? mean : medianInterval(elapsed), isEven };
}

function medianInterval(time: Float64Array): number {
  const intervals = Float64Array.from({ length: time.length - 1 }, (_, i) => time[i + 1] - time[i]).sort();
  return intervals[intervals.length >> 1];
}

/** Length in s of the window of `size` samples from `start` on. */
export function windowLength({ time, interval, isEven }: Trace, start: number, size: number): number {
  return isEven ? (size - 1) * interval : time[start + size - 1] - time[start];
}

/** Index of the first sample that is not before this time; a hundredth of an interval early still counts. */
export function sampleAt({ time, interval }: Trace, seconds: number): number {
  const from = seconds - 0.01 * interval;
  let low = 0;
  let high = time.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (time[middle] < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The samples from one time to another, both included; a hundredth of an interval early or late still counts. */
export function samplesBetween(trace: Trace, from: number, to: number): SampleRange {
  return { start: sampleAt(trace, from), stop: sampleAt(trace, to + 0.02 * trace.interval) };
}
