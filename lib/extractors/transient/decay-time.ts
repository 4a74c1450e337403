import * as v from 'valibot';
import { scratch } from '../../scratch.js';
import { defineExtractor, type Extracted, missing } from '../extractor.js';
import { fitDecay } from '../fit/decay-fit.js';
import { type Trace, traceOf } from '../fit/trace.js';
import { magnitudeOf } from '../magnitude.js';

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/** The longest time constant there is, in lengths of the record: a flat trace has none, but legacy wants a number. */
const LONGEST = 1e6;

/**
 * `transient.decay_time`: the time constant of I0 exp(-t / tau), without an offset, fitted to |Id|, in s.
 *
 * Of N samples those from int(N f0) to int(N f1) (exclusive) are used, less zeros and ones that are not finite or have no time; time counts
 * from the first of them. `exponential` is least squares in |Id|, I0 >= 0 and tau >= 0; `linear` is a straight line
 * through ln |Id|, tau = -1 / slope.
 */
export const decayTime = defineExtractor({
  name: 'transient.decay_time',
  source: 'transient',
  reads: ['time', 'Id'],
  description: 'time constant of the decay of |Id|',
  version: 1,
  params: v.strictObject({
    method: v.optional(
      v.pipe(
        v.picklist(['exponential', 'linear']),
        v.description('least squares of the exponential in |Id|, or of a straight line in ln |Id|'),
      ),
      'exponential',
    ),
    fit_range: v.optional(
      v.pipe(
        v.tuple([share, share]),
        v.check(([from, to]) => from < to, 'fit_range must go up, such as [0.1, 0.9]'),
        v.description('first and last part of the samples that is used, as shares of all'),
      ),
      [0.1, 0.9],
    ),
    unsupported: v.optional(
      v.pipe(
        v.picklist(['null', 'keep']),
        v.description('a time constant that is negative or beyond the length of the record: null, or kept as it is'),
      ),
      'null',
    ),
  }),
  legacy: { unsupported: 'keep' },
  outputs: () => [{ name: '', shape: [], unit: 's', description: 'time constant of the decay of |Id|' }],
  extract: (step, { method, fit_range: [from, to], unsupported }) => {
    const { time } = step;
    const kept = positiveSamples(time, magnitudeOf(step), Math.trunc(time.length * from), Math.trunc(time.length * to));
    if (kept.time.length < 3) return missing('fewer than 3 samples of the fit range have a current other than 0');
    const trace = traceOf(kept.time, kept.current, memory.elapsed);
    if (trace === undefined) return missing('the time of the step does not increase from each sample to the next');
    const record = lengthOf(time);
    const longest = Math.min(LONGEST * record, Number.MAX_VALUE);
    const tau = atMost(longest, method === 'linear' ? linearTau(trace) : fitDecay(trace).tau);
    return unsupported === 'keep' ? tau : supported(tau, record);
  },
});

const memory = {
  time: scratch((length) => new Float64Array(length)),
  current: scratch((length) => new Float64Array(length)),
  elapsed: scratch((length) => new Float64Array(length)),
};

function positiveSamples(time: Float64Array, current: Float64Array, start: number, stop: number) {
  const kept = { time: memory.time(stop - start), current: memory.current(stop - start) };
  let count = 0;
  for (let i = start; i < stop; i++) {
    // The comparisons also leave out NaN.
    if (!(current[i] > 0 && current[i] < Number.POSITIVE_INFINITY && Math.abs(time[i]) < Number.POSITIVE_INFINITY))
      continue;
    kept.time[count] = time[i];
    kept.current[count] = current[i];
    count++;
  }
  return { time: kept.time.subarray(0, count), current: kept.current.subarray(0, count) };
}

/** From the first to the last sample that has a time. */
function lengthOf(time: Float64Array): number {
  const last = time.findLast(Number.isFinite) ?? 0;
  const first = time.find(Number.isFinite) ?? 0;
  return last - first;
}

/** Negative where the line rises. */
function linearTau({ time, current }: Trace): number {
  const logarithm = current.map(Math.log);
  const meanTime = mean(time);
  const meanLogarithm = mean(logarithm);
  let covariance = 0;
  let variance = 0;
  for (let i = 0; i < time.length; i++) {
    covariance += (time[i] - meanTime) * (logarithm[i] - meanLogarithm);
    variance += (time[i] - meanTime) ** 2;
  }
  return -variance / covariance;
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** Of a trace so flat that rounding decides whether it rises or falls: the longest. */
function atMost(longest: number, tau: number): number {
  return Math.abs(tau) <= longest ? tau : longest;
}

function supported(tau: number, record: number): Extracted {
  if (tau < 0) return missing('|Id| rises: no decay');
  if (tau === 0) return missing('|Id| falls within one sample: no time constant');
  if (!(tau <= record)) return missing('the time constant is longer than the record: no decay to be seen');
  return tau;
}
