import * as v from 'valibot';
import { defineExtractor, missing } from '../extractor.js';
import { allFinite } from '../finite.js';
import { magnitudeOf } from '../magnitude.js';
import { findPeaks } from '../peaks.js';
import { quantile } from '../quantile.js';

const params = v.strictObject({
  n_cycles: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.description('largest number of currents per step')),
    100,
  ),
  method: v.optional(
    v.pipe(
      v.picklist(['peak_detection', 'fixed_interval', 'percentile']),
      v.description('peaks of |Id|, samples at fixed intervals, or the samples of largest |Id|'),
    ),
    'peak_detection',
  ),
  min_distance: v.optional(
    v.pipe(v.number(), v.finite(), v.minValue(1), v.description('peak_detection: least samples between two peaks')),
    10,
  ),
  prominence: v.optional(
    v.pipe(
      v.nullable(v.pipe(v.number(), v.finite(), v.minValue(0))),
      v.description('peak_detection: least prominence of a peak in A; default: 0.1 x the 75th percentile of |Id|'),
    ),
    null,
  ),
});

type CyclesParams = v.InferOutput<typeof params>;

/**
 * `transient.cycles`: up to n_cycles signed currents of a trace in A, in order of time; a short result ends in NaN.
 *
 * Peaks are those of scipy.signal.find_peaks on |Id|. A trace without one is sampled at fixed intervals, and a note says
 * so.
 */
export const cycles = defineExtractor({
  name: 'transient.cycles',
  source: 'transient',
  reads: ['Id'],
  description: 'currents of the cycles of a trace: one per pulse',
  version: 1,
  params,
  outputs: ({ n_cycles }) => [
    { name: '', shape: [n_cycles], unit: 'A', description: 'signed currents in order of time' },
  ],
  extract: (step, params) => {
    const { Id } = step;
    const { n_cycles } = params;
    if (Id.length === 0) return missing('the step has no samples');
    if (!allFinite(Id)) return missing('a sample of the step is not a finite number');
    const magnitude = magnitudeOf(step);
    switch (params.method) {
      case 'peak_detection': {
        const peaks = largestPeaks(magnitude, params);
        if (peaks.length > 0) return currentsAt(Id, peaks, n_cycles);
        const samples = currentsAt(Id, evenPositions(Id.length, n_cycles), n_cycles);
        return { outputs: [samples], note: '|Id| has no peak: samples at fixed intervals instead' };
      }
      case 'fixed_interval':
        return currentsAt(Id, evenPositions(Id.length, n_cycles), n_cycles);
      case 'percentile': {
        if (Id.length < n_cycles) return missing(`the step has fewer samples than n_cycles, ${n_cycles}`);
        const high = samplesFrom(magnitude, quantile(magnitude, 1 - n_cycles / Id.length));
        const chosen = evenPositions(high.length, n_cycles).map((position) => high[position] as number);
        return currentsAt(Id, chosen, n_cycles);
      }
    }
  },
});

/** The n_cycles highest peaks (of equals the later), in order of time. */
function largestPeaks(magnitude: Float64Array, params: CyclesParams): Uint32Array {
  const prominence = params.prominence ?? 0.1 * quantile(magnitude, 0.75);
  const peaks = findPeaks(magnitude, { distance: params.min_distance, prominence });
  if (peaks.length <= params.n_cycles) return peaks;
  const byHeight = peaks.slice().sort((a, b) => (magnitude[b] as number) - (magnitude[a] as number) || b - a);
  return byHeight.slice(0, params.n_cycles).sort();
}

/** Samples at which the magnitude is at least `least`. */
function samplesFrom(magnitude: Float64Array, least: number): Uint32Array {
  const samples = new Uint32Array(magnitude.length);
  let count = 0;
  for (let i = 0; i < magnitude.length; i++) {
    if ((magnitude[i] as number) >= least) samples[count++] = i;
  }
  return samples.subarray(0, count);
}

/** `count` of the positions 0 to `length` - 1 at even distances, first and last included; all of them if `count` is not less. */
function evenPositions(length: number, count: number): Uint32Array {
  if (length <= count) return Uint32Array.from({ length }, (_, i) => i);
  // As numpy's linspace(0, N - 1, n, dtype=int): i times the rounded distance, which for some N falls just below a whole
  // number, and the last position exactly. A single position has no distance: it is the first.
  const distance = (length - 1) / Math.max(count - 1, 1);
  const positions = Uint32Array.from({ length: count }, (_, i) => Math.floor(i * distance));
  if (count > 1) positions[count - 1] = length - 1;
  return positions;
}

function currentsAt(Id: Float64Array, samples: Uint32Array, width: number): Float64Array {
  const currents = new Float64Array(width).fill(Number.NaN);
  for (let i = 0; i < samples.length; i++) currents[i] = Id[samples[i] as number] as number;
  return currents;
}
