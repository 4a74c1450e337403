import { deepFreeze } from '../deep-freeze.js';
import type { Step } from '../experiment/step.js';
import { sameBytes } from '../same-bytes.js';

/**
 * A copy of one step after the other, for extractors that are not of this package.
 *
 * An extractor leaves its input as it is; one that sorts the current in place all the same must change neither the step
 * that the other features of its block see, nor what they have derived from it.
 *
 * Steps of one length are copied into the same arrays: an extractor keeps nothing of a step, and new arrays for each would be
 * as much garbage as there are measurements.
 */
export class StepCopy {
  #original: Step | undefined;
  #originalRows: readonly Row[] = [];
  #copy: Step | undefined;
  #copiedRows: readonly Row[] = [];

  /** The copy of this step, which is made when it is asked for and good until that of another one is. */
  of(step: Step): Step {
    if (this.#original === step && this.#copy !== undefined) return this.#copy;
    this.#original = step;
    this.#originalRows = rowsOf(step);
    return this.#make(step);
  }

  /** Makes the copy anew if it is no longer as the step is; says whether it had to. */
  renew(): boolean {
    if (this.#original === undefined || this.#isSame()) return false;
    this.#make(this.#original);
    return true;
  }

  // Called for every cell: a loop makes nothing.
  #isSame(): boolean {
    for (let i = 0; i < this.#originalRows.length; i++) {
      if (!isSame(this.#originalRows[i] as Row, this.#copiedRows[i])) return false;
    }
    return true;
  }

  #make(step: Step): Step {
    this.#copiedRows = this.#originalRows.map((row, i) => copyOfRow(row, this.#copiedRows[i]));
    const [Id, axis] = this.#copiedRows.map(({ values }) => values);
    this.#copy = Object.freeze(withRows(step, Id as Float64Array, axis));
    return this.#copy;
  }
}

/** A row of a step with its bytes, which are compared after every extractor: they are looked up once. */
interface Row {
  readonly values: Float64Array;
  readonly bytes: Uint8Array;
}

function rowsOf(step: Step): readonly Row[] {
  const axis = axisOf(step);
  return (axis === undefined ? [step.Id] : [step.Id, axis]).map(asRow);
}

function asRow(values: Float64Array): Row {
  return { values, bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) };
}

/** In the arrays of the last copy, if they fit: those that an extractor has moved to elsewhere have no length any more. */
function copyOfRow({ values }: Row, last: Row | undefined): Row {
  if (last?.values.length !== values.length) return asRow(values.slice());
  last.values.set(values);
  return last;
}

function withRows(step: Step, Id: Float64Array, axis: Float64Array | undefined): Step {
  if (step.kind === 'transfer') return { ...step, Vg: axis as Float64Array, Id };
  const { kind, index, timing } = step;
  const copy = { kind, index, Id, ...(timing && { timing: deepFreeze(timing) }) } as const;
  if (axis !== undefined) return { ...copy, time: axis };
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
function isSame(a: Row, b: Row | undefined): boolean {
  return (
    b !== undefined && a.values.length === b.values.length && (a.values.length === 0 || sameBytes(a.bytes, b.bytes))
  );
}
