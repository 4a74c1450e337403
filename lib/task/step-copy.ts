import { deepFreeze } from '../deep-freeze.js';
import type { Step, TransientStep } from '../experiment/step.js';

/**
 * A copy of a step, for extractors that are not of this package.
 *
 * An extractor leaves its input as it is; one that sorts the current in place all the same must change neither the step
 * that the other features of its block see, nor what they have derived from it.
 */
export class StepCopy {
  readonly #original: Step;
  readonly #originalRows: readonly Row[];
  #copy: Step;
  #copiedRows: readonly Row[];

  constructor(step: Step) {
    this.#original = step;
    this.#originalRows = rowsOf(step);
    this.#copy = copyOf(step);
    this.#copiedRows = rowsOf(this.#copy);
  }

  get step(): Step {
    return this.#copy;
  }

  /** Makes the copy anew if it is no longer as the step is; says whether it had to. */
  renew(): boolean {
    if (this.#originalRows.every((row, i) => isSame(row, this.#copiedRows[i] as Row))) return false;
    this.#copy = copyOf(this.#original);
    this.#copiedRows = rowsOf(this.#copy);
    return true;
  }
}

/** A row of a step with its bytes, which are compared after every extractor: they are looked up once. */
interface Row {
  readonly values: Float64Array;
  readonly bytes: Buffer;
}

function rowsOf(step: Step): readonly Row[] {
  const axis = axisOf(step);
  return (axis === undefined ? [step.Id] : [step.Id, axis]).map((values) => ({
    values,
    bytes: Buffer.from(values.buffer, values.byteOffset, values.byteLength),
  }));
}

function copyOf(step: Step): Step {
  return Object.freeze(
    step.kind === 'transfer' ? { ...step, Vg: step.Vg.slice(), Id: step.Id.slice() } : copyOfTransient(step),
  );
}

function copyOfTransient(step: TransientStep): TransientStep {
  const { kind, index, timing } = step;
  const time = axisOf(step)?.slice();
  const copy = { kind, index, Id: step.Id.slice(), ...(timing && { timing: deepFreeze(timing) }) } as const;
  if (time !== undefined) return { ...copy, time };
  return {
    ...copy,
    // Throws, and says why there is none.
    get time() {
      return step.time;
    },
  };
}

/** Gate voltage or time, if the step has it. */
function axisOf(step: Step): Float64Array | undefined {
  if (step.kind === 'transfer') return step.Vg;
  return Object.getOwnPropertyDescriptor(step, 'time')?.value;
}

/** Bit for bit: NaN is NaN, and -0 is not 0. An array that was moved to elsewhere has no length any more. */
function isSame(a: Row, b: Row): boolean {
  return a.values.length === b.values.length && (a.values.length === 0 || a.bytes.equals(b.bytes));
}
