import { POINTS } from './exponential-curve.js';
import type { Trace } from './trace.js';

// Of each point: the sample before it, counted from the window's start, and the share of the sample behind it.
const lefts = new Int32Array(POINTS);
const shares = new Float64Array(POINTS);

/**
 * The window of `size` samples from `start` on, at {@link POINTS} equidistant times from its first to its last sample, by
 * linear interpolation between neighbours.
 *
 * @param points - where the currents are written to, counted from the window's first sample: a small change of a large
 * current keeps its digits. `[POINTS]`
 */
export function resample(trace: Trace, start: number, size: number, points: Float64Array): void {
  locate(trace, start, size);
  const { current } = trace;
  const origin = current[start];
  for (let i = 0; i < POINTS; i++) {
    const left = start + lefts[i];
    const share = shares[i];
    points[i] = (1 - share) * (current[left] - origin) + share * (current[left + 1] - origin);
  }
}

/**
 * The transpose of {@link resample}: what the scalar product of the points with `weights` takes of each sample of the
 * window, `[size]`.
 */
export function sampleWeights(trace: Trace, start: number, size: number, weights: Float64Array): Float64Array {
  locate(trace, start, size);
  return transposed(size, weights);
}

/** The same for equidistant samples. */
export function evenSampleWeights(size: number, weights: Float64Array): Float64Array {
  locateEven(size);
  return transposed(size, weights);
}

function transposed(size: number, weights: Float64Array): Float64Array {
  const samples = new Float64Array(size);
  for (let i = 0; i < POINTS; i++) {
    samples[lefts[i]] += (1 - shares[i]) * weights[i];
    samples[lefts[i] + 1] += shares[i] * weights[i];
  }
  return samples;
}

function locate({ time, isEven }: Trace, start: number, size: number): void {
  if (isEven) locateEven(size);
  else locateUneven(time, start, size);
}

function locateEven(size: number): void {
  const scale = (size - 1) / (POINTS - 1);
  for (let i = 0; i < POINTS - 1; i++) {
    const place = i * scale;
    const left = Math.floor(place);
    lefts[i] = left;
    shares[i] = place - left;
  }
  locateLast(size);
}

function locateUneven(time: Float64Array, start: number, size: number): void {
  const scale = (time[start + size - 1] - time[start]) / (POINTS - 1);
  let left = start;
  for (let i = 0; i < POINTS - 1; i++) {
    const at = time[start] + i * scale;
    while (left < start + size - 2 && time[left + 1] <= at) left++;
    lefts[i] = left - start;
    shares[i] = (at - time[left]) / (time[left + 1] - time[left]);
  }
  locateLast(size);
}

/** The last point is the last sample, whatever rounding would make of it. */
function locateLast(size: number): void {
  lefts[POINTS - 1] = size - 2;
  shares[POINTS - 1] = 1;
}
