import { scratch } from '../scratch.js';

const memory = {
  maxima: scratch((length) => new Uint32Array(length)),
  heights: scratch((length) => new Float64Array(length)),
  order: scratch((length) => new Uint32Array(length)),
};

/** Which local maxima count as peaks. */
export interface PeakLimits {
  /** Least number of samples between two peaks. */
  readonly distance: number;
  /** Least height above the higher of the two valleys beside the peak. */
  readonly prominence: number;
}

/**
 * Peaks as scipy.signal.find_peaks(y, distance=..., prominence=...) gives them, in order of their index.
 *
 * Local maxima are first thinned by distance, the highest first, and then by prominence in the whole of `y`.
 *
 * @param y - finite
 */
export function findPeaks(y: Float64Array, { distance, prominence }: PeakLimits): Uint32Array {
  return keepDistant(y, localMaxima(y), distance).filter((peak) => isProminent(y, peak, prominence));
}

/**
 * Samples that are higher than their neighbours. A plateau counts once, at its middle (rounded down), if both its edges
 * fall; the first and the last sample never count.
 */
export function localMaxima(y: Float64Array): Uint32Array {
  const maxima = memory.maxima(y.length >> 1);
  let count = 0;
  let i = 1;
  while (i < y.length - 1) {
    const height = y[i] as number;
    const rises = (y[i - 1] as number) < height;
    let end = i + 1;
    if (rises) {
      while (end < y.length - 1 && y[end] === height) end++;
      if ((y[end] as number) < height) maxima[count++] = (i + end - 1) >> 1;
    }
    i = end;
  }
  return maxima.slice(0, count);
}

/**
 * Takes the peaks from the highest to the lowest (of equals the later first, as scipy's ascending sort gives them from
 * its end) and drops those nearer than `distance` to one taken before.
 */
function keepDistant(y: Float64Array, peaks: Uint32Array, distance: number): Uint32Array {
  const heights = memory.heights(peaks.length);
  const order = memory.order(peaks.length);
  for (let position = 0; position < peaks.length; position++) {
    heights[position] = y[peaks[position] as number] as number;
    order[position] = position;
  }
  order.sort((a, b) => (heights[b] as number) - (heights[a] as number) || b - a);
  const dropped = new Uint8Array(peaks.length);
  for (const position of order) {
    if (dropped[position] === 1) continue;
    const peak = peaks[position] as number;
    for (let k = position - 1; k >= 0 && peak - (peaks[k] as number) < distance; k--) dropped[k] = 1;
    for (let k = position + 1; k < peaks.length && (peaks[k] as number) - peak < distance; k++) dropped[k] = 1;
  }
  return peaks.filter((_, position) => dropped[position] === 0);
}

/**
 * Whether `y` falls by `prominence` on both sides of a peak before it rises above it.
 *
 * Both sides are walked at once, so that one failing side ends the walk early: a slow drift would otherwise make every
 * peak walk over the whole trace.
 */
function isProminent(y: Float64Array, peak: number, prominence: number): boolean {
  const height = y[peak] as number;
  const falls = (sample: number): boolean => height - (y[sample] as number) >= prominence;
  const ends = (sample: number): boolean => sample < 0 || sample >= y.length || (y[sample] as number) > height;
  let left = peak;
  let right = peak;
  let fallsLeft = falls(peak);
  let fallsRight = fallsLeft;
  while (!(fallsLeft && fallsRight)) {
    if (!fallsLeft) {
      if (ends(--left)) return false;
      fallsLeft = falls(left);
    }
    if (!fallsRight) {
      if (ends(++right)) return false;
      fallsRight = falls(right);
    }
  }
  return true;
}
