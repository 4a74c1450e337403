import type { TransientStep } from '../experiment/step.js';
import { perStep } from './extractor.js';

/** |Id| of a transient step in A, `[sample]`, computed once for all features that need it. */
export const magnitudeOf = perStep(({ Id }: TransientStep) => {
  const magnitude = new Float64Array(Id.length);
  for (let i = 0; i < Id.length; i++) magnitude[i] = Math.abs(Id[i] as number);
  return magnitude;
});

/** The largest |value|; 0 of no values. */
export function largestMagnitude(values: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const magnitude = Math.abs(values[i] as number);
    if (magnitude > largest) largest = magnitude;
  }
  return largest;
}
