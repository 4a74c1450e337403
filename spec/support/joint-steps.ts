import type { TransferStep, TransientStep } from '../../lib/experiment/step.js';

/** Steps of two points that say which they are. */
export function transferStep(index: number): TransferStep {
  return { kind: 'transfer', index, Vg: Float64Array.of(0, 1), Id: Float64Array.of(index, 10 + index) };
}

export function transientStep(index: number): TransientStep {
  return { kind: 'transient', index, time: Float64Array.of(0, 1), Id: Float64Array.of(100 + index, index) };
}
