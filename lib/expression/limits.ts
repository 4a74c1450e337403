import { Fault } from './fault.js';
import { type ArrayView, contiguousStrides, sizeOf } from './nd-array.js';
import type { DType } from './syntax.js';

/** Characters of an expression's source. */
export const MAX_SOURCE_LENGTH = 3_000;

/** Expressions inside each other. */
export const MAX_NESTING = 100;

/** Dimensions of an array; numpy has the same limit. */
export const MAX_DIMENSIONS = 32;

/**
 * What one evaluation may use: the base keeps hostile expressions on small inputs within some ten milliseconds and
 * megabytes, the share per input element lets real ones grow with their data.
 */
const ELEMENTS = { base: 500_000, perInputElement: 128 };
const WORK = { base: 2_000_000, perInputElement: 4_000 };

/** Units of work of an operation beside what it does to elements. */
const OVERHEAD = 200;

/** Hands out the arrays of one evaluation and counts its work, so that both stay within limits that are checked first. */
export class Workspace {
  #elements: number;
  #work: number;

  /** @param inputElements numbers in all inputs together */
  constructor(inputElements: number) {
    this.#elements = ELEMENTS.base + ELEMENTS.perInputElement * inputElements;
    this.#work = WORK.base + WORK.perInputElement * inputElements;
  }

  /** A new array of zeros. */
  array(shape: readonly number[], dtype: DType): ArrayView {
    if (shape.length > MAX_DIMENSIONS) {
      throw new Fault(`an array of ${shape.length} dimensions; ${MAX_DIMENSIONS} are allowed`);
    }
    const size = sizeOf(shape);
    if (!(size <= this.#elements)) {
      throw new Fault(
        `an array of ${size} elements is more than the ${this.#elements} this evaluation has left; use smaller arrays`,
      );
    }
    this.#elements -= size;
    this.spend(size);
    return {
      kind: 'array',
      dtype,
      shape,
      strides: contiguousStrides(shape),
      offset: 0,
      values: new Float64Array(size),
    };
  }

  /** Counts work of about `units` elementary operations on numbers, before it is done. */
  spend(units: number): void {
    this.#work -= units + OVERHEAD;
    if (!(this.#work >= 0)) throw new Fault('this evaluation does more work than its inputs justify; simplify it');
  }
}
