import { type Trace, traceOf } from '../../../../lib/extractors/fit/trace.js';
import { randomNumbers } from './currents.js';

/** Samples at even times, or at times that are anywhere; 1 kHz on the average. */
export function traceWith(current: Float64Array, spacing: 'even' | 'uneven' = 'even'): Trace {
  const { uniform } = randomNumbers(current.length);
  const time = Float64Array.from(current, (_, i) => 1e-3 * (i + (spacing === 'even' ? 0 : 0.9 * uniform())));
  const trace = traceOf(time, current);
  if (trace === undefined) throw new Error('the time does not increase');
  return trace;
}
