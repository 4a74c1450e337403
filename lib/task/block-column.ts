import type { Shape, Value } from '../extractors/extractor.js';
import type { Column } from '../table/column.js';

/** Why a result did not become a value. */
export interface CellProblem {
  readonly kind: 'null' | 'failure';
  readonly reason: string;
}

/** Takes one extractor output's results for the steps of a block, in any order, and gives them back as a column. */
export class BlockColumn {
  readonly #shape: Shape;
  readonly #steps: number;
  /** Numbers behind the dynamic dimension, or in a whole step if there is none. */
  readonly #unit: number;
  readonly #dynamic: boolean;
  readonly #values: Float64Array;
  readonly #rows: (Float64Array | undefined)[] = [];

  constructor(shape: Shape, steps: number) {
    this.#shape = shape;
    this.#steps = steps;
    this.#dynamic = typeof shape[0] === 'string';
    this.#unit = shape.reduce<number>((product, size) => (typeof size === 'number' ? product * size : product), 1);
    this.#values = new Float64Array(this.#dynamic ? 0 : steps * this.#unit).fill(Number.NaN);
  }

  /** Takes the result of the block's step `position`; says so if it is none, or not of the declared shape. */
  put(position: number, result: Value): CellProblem | undefined {
    if (typeof result === 'number') {
      if (this.#shape.length > 0) return this.#wrongShape('a number');
      if (!Number.isFinite(result)) return { kind: 'null', reason: `the result is ${result}` };
      this.#values[position] = result;
      return undefined;
    }
    const length = typeof result === 'object' && result !== null ? result.length : undefined;
    if (length === undefined) return this.#wrongShape(describe(result));
    const fits = this.#dynamic ? length % this.#unit === 0 : length === this.#unit;
    if (this.#shape.length === 0 || !fits) return this.#wrongShape(`${length} numbers`);
    const problem = checkNumbers(result);
    if (problem !== undefined) return problem;
    // A copy: the extractor may use its array again for the next step.
    if (this.#dynamic) this.#rows[position] = Float64Array.from(result);
    else this.#values.set(result, position * this.#unit);
    return undefined;
  }

  finish(): Column {
    const inner = this.#shape.filter((size) => typeof size === 'number');
    if (!this.#dynamic) return { shape: [this.#steps, ...inner], values: this.#values };
    const lengths = new Int32Array(this.#steps);
    for (const [position, row] of this.#rows.entries()) lengths[position] = (row?.length ?? 0) / this.#unit;
    const widest = lengths.reduce((most, length) => Math.max(most, length), 0);
    const values = new Float64Array(this.#steps * widest * this.#unit).fill(Number.NaN);
    for (const [position, row] of this.#rows.entries()) {
      if (row !== undefined) values.set(row, position * widest * this.#unit);
    }
    return { shape: [this.#steps, widest, ...inner], values, lengths };
  }

  #wrongShape(found: string): CellProblem {
    const declared = this.#shape.length === 0 ? 'a number' : `shape [${this.#shape.join(', ')}]`;
    return { kind: 'failure', reason: `the extractor gave ${found} and declares ${declared}` };
  }
}

/** NaN stands for "no value" among values; infinities have no meaning, and NaN alone is no value at all. */
function checkNumbers(numbers: ArrayLike<number>): CellProblem | undefined {
  let values = 0;
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i];
    if (typeof number !== 'number') return { kind: 'failure', reason: `result ${i} is ${describe(number)}, no number` };
    if (number === Number.POSITIVE_INFINITY || number === Number.NEGATIVE_INFINITY) {
      return { kind: 'null', reason: `result ${i} is ${number}` };
    }
    if (!Number.isNaN(number)) values++;
  }
  return values === 0 ? { kind: 'null', reason: 'there is no value in the result' } : undefined;
}

function describe(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value === 'object') return 'an object';
  return typeof value === 'function' ? 'a function' : `${typeof value} ${String(value)}`;
}
