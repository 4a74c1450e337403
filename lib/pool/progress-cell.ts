import { OectError } from '../errors.js';
import type { BlockCell } from '../task/block.js';
import type { Progress } from './workbench.js';

const [MOVES, FEATURE, STEP] = [0, 1, 2];
const NOT_EXTRACTING = -1;
const ALL_STEPS = -1;

/**
 * Where a worker is, in memory that it shares with the main thread: a dead worker cannot tell any more, and a looping one
 * does not answer.
 */
export class ProgressCell implements Progress {
  readonly #words: Int32Array;

  readonly memory: SharedArrayBuffer;

  constructor(memory = new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#words = new Int32Array(memory);
  }

  busy(): void {
    Atomics.store(this.#words, FEATURE, NOT_EXTRACTING);
    Atomics.add(this.#words, MOVES, 1);
  }

  entering(feature: number, step: number): void {
    Atomics.store(this.#words, FEATURE, feature);
    Atomics.store(this.#words, STEP, step);
    Atomics.add(this.#words, MOVES, 1);
  }

  enteringBatch(feature: number): void {
    this.entering(feature, ALL_STEPS);
  }

  /** What the extractor has taken it may keep, and nobody else in the process gets it: the thread has to end. */
  outOfMemory(cause: RangeError): never {
    throw new OectError('worker-died', 'the worker thread has no more memory', { cause });
  }

  /** Changes whenever the worker gets somewhere. */
  get moves(): number {
    return Atomics.load(this.#words, MOVES);
  }

  /** The cell whose extractor was called last, if the worker is in an extractor at all. */
  get cell(): BlockCell | undefined {
    const feature = Atomics.load(this.#words, FEATURE);
    if (feature === NOT_EXTRACTING) return undefined;
    const step = Atomics.load(this.#words, STEP);
    return step === ALL_STEPS ? { feature } : { feature, step };
  }
}
