import fc from 'fast-check';
import type { Step, TransferStep, TransientStep } from '../experiment/step.js';
import { describeStep } from './describe-step.js';

/**
 * A transfer step of exactly these points. Those that are not finite stay, which `transferStep` of `oect-features` takes out
 * as reading a file does.
 *
 * @example
 * ```ts
 * gmMax.extract(sweepOf([0, 0.1, 0.2], [0, 1e-6, 3e-6]), params);
 * ```
 * @param Vg - V, `[point]`
 * @param Id - A, `[point]`
 * @param deviceType - as the experiment's file says: `N-type`
 */
export function sweepOf(Vg: ArrayLike<number>, Id: ArrayLike<number>, deviceType?: string): TransferStep {
  return {
    kind: 'transfer',
    index: 0,
    Vg: Float64Array.from(Vg),
    Id: Float64Array.from(Id),
    ...(deviceType !== undefined && { deviceType }),
  };
}

/**
 * A transient step of exactly these samples; see {@link sweepOf}.
 *
 * @param Id - A, `[sample]`
 * @param time - s, `[sample]`. Default: from 0 on, 1 ms apart
 */
export function traceOf(
  Id: ArrayLike<number>,
  time: ArrayLike<number> = Array.from({ length: Id.length }, (_, i) => i / 1000),
): TransientStep {
  return { kind: 'transient', index: 0, time: Float64Array.from(time), Id: Float64Array.from(Id) };
}

/**
 * The same step; fast-check shows it as a small plot when a property fails. Not enumerable: the step equals one without,
 * and nothing that copies it takes this along.
 */
export function readable<S extends Step>(step: S): S {
  return Object.defineProperty(step, fc.toStringMethod, { value: () => `\n${describeStep(step)}\n` });
}
