import type { Pulses } from './pulses.js';
import { type SampleRange, sampleAt, samplesBetween, type Trace } from './trace.js';
import type { WindowFit } from './window-fit.js';

/** How a trace is cut into cycles, and where a window of the first ones stands in a later one. */
export interface Cycles {
  readonly count: number;
  /** The cycle's own samples. */
  own(cycle: number): SampleRange;
  /** The window moved to this cycle; undefined if it does not fit into the trace. */
  moved(window: WindowFit, cycle: number): SampleRange | undefined;
}

/**
 * By samples: a cycle is complete when all its samples are there, each of which stands for one interval. A window that the
 * search found with w samples is w intervals long, and moved to a cycle it holds the samples at both of its ends, w + 1
 * (w at the very end of the record). A cycle's own samples are those of its period, the first of the next included.
 */
export function cyclesBySamples(trace: Trace, { period }: Pulses): Cycles {
  const { time, interval } = trace;
  const duration = time[time.length - 1] + interval;
  return {
    count: Math.floor((duration + 0.01 * interval) / period),
    own: (cycle) => samplesBetween(trace, cycle * period, (cycle + 1) * period),
    moved: (window, cycle) => {
      const start = sampleAt(trace, cycle * period + offsetOf(trace, window, period));
      const stop = Math.min(start + window.size + 1, time.length);
      return stop - start >= window.size ? { start, stop } : undefined;
    },
  };
}

/**
 * By time, as the original system does it: int(duration / period) cycles, duration from the first to the last sample, which
 * loses the last one. A moved window holds the samples with start <= time <= start + size / rate, a cycle's own samples are
 * those with start <= time <= start + period. Rounding decides on the samples at the ends, in the very operations of the
 * original.
 */
export function cyclesByTime({ clock }: Trace, { period, sampleRate }: Pulses): Cycles {
  const origin = clock[0];
  const last = clock[clock.length - 1];
  const between = (from: number, to: number): SampleRange => ({
    start: firstIndex(clock, (time) => time >= from),
    stop: firstIndex(clock, (time) => time > to),
  });
  return {
    count: Math.trunc((last - origin) / period),
    own: (cycle) => {
      const start = origin + cycle * period;
      return between(start, Math.min(start + period, last));
    },
    moved: (window, cycle) => {
      const start = origin + cycle * period + ((clock[window.start] - origin) % period);
      const range = between(start, start + window.size * (1 / sampleRate));
      return range.stop - range.start >= 3 ? range : undefined;
    },
  };
}

/** Where in its period a window starts, in s; a start within a hundredth of an interval of the next period is in the next. */
function offsetOf({ time, interval }: Trace, { start }: WindowFit, period: number): number {
  const periods = Math.floor((time[start] + 0.01 * interval) / period);
  return time[start] - periods * period;
}

/** Index of the first time for which `isReached` holds, which it does from some time on. */
function firstIndex(clock: Float64Array, isReached: (time: number) => boolean): number {
  let low = 0;
  let high = clock.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isReached(clock[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}
