import type { TransferStep, TransientStep } from '../../lib/experiment/step.js';

/** A transfer step of these points. V, A */
export function transferStep(Vg: readonly number[], Id: readonly number[], deviceType?: string): TransferStep {
  return {
    kind: 'transfer',
    index: 0,
    Vg: Float64Array.from(Vg),
    Id: Float64Array.from(Id),
    ...(deviceType !== undefined && { deviceType }),
  };
}

/** A transient step of these samples, 1 ms apart. A */
export function transientStep(Id: readonly number[]): TransientStep {
  return {
    kind: 'transient',
    index: 0,
    time: Float64Array.from(Id, (_, i) => i * 1e-3),
    Id: Float64Array.from(Id),
  };
}
