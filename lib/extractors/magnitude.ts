import type { TransientStep } from '../experiment/step.js';
import { scratch } from '../scratch.js';

const memory = scratch((length) => new Float64Array(length));
let latest: { readonly step: WeakRef<TransientStep>; readonly magnitude: Float64Array } | undefined;

/**
 * |Id| of a transient step in A, `[sample]`, computed once for all features that need it, which are computed one after the
 * other. Good until that of another step is asked for.
 */
export function magnitudeOf(step: TransientStep): Float64Array {
  if (latest?.step.deref() === step) return latest.magnitude;
  const { Id } = step;
  const magnitude = memory(Id.length);
  for (let i = 0; i < Id.length; i++) magnitude[i] = Math.abs(Id[i] as number);
  latest = { step: new WeakRef(step), magnitude };
  return magnitude;
}

/** The largest |value|; 0 of no values. */
export function largestMagnitude(values: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const magnitude = Math.abs(values[i] as number);
    if (magnitude > largest) largest = magnitude;
  }
  return largest;
}
