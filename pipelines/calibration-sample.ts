/** An experiment that would be extracted, and the measurements that would be read of it. */
export interface Prospect {
  readonly file: string;
  readonly bytes: number;
}

/** A part of an experiment. */
export interface Share {
  readonly file: string;
  /** Of its steps, up to 1. */
  readonly share: number;
}

/** Of the first parts: nobody knows yet how long they take. */
const FIRST_BYTES = 2 ** 14;

/** How much larger a part may be than the largest before it. */
const GROWTH = 4;

/**
 * What to calibrate with: parts of experiments, the first ones small, later ones as large as is good, all together about as
 * much as there is. Whoever takes them can stop at any time and has seen small and large experiments.
 */
export class CalibrationSample {
  readonly #turns: readonly Prospect[];
  #left: number;
  #taken = 0;
  #largest = FIRST_BYTES / GROWTH;

  constructor(prospects: readonly Prospect[]) {
    this.#turns = inTurns(prospects.filter(({ bytes }) => bytes > 0));
    this.#left = this.#turns.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** The next part, of no more than about so many bytes, but at least one step; undefined if there is nothing left. */
  next(most: number = FIRST_BYTES): Share | undefined {
    if (this.#left <= 0) return undefined;
    const { file, bytes } = this.#turns[this.#taken++ % this.#turns.length] as Prospect;
    const part = Math.min(bytes, most, GROWTH * this.#largest, this.#left);
    this.#largest = Math.max(this.#largest, part);
    this.#left -= part;
    return { file, share: part / bytes };
  }
}

/** Experiments in an order in which any number of neighbours has small and large ones. */
function inTurns(prospects: readonly Prospect[]): readonly Prospect[] {
  const bySize = [...prospects].sort((a, b) => a.bytes - b.bytes);
  // Multiples of the golden ratio lie evenly, however many of them are taken.
  const placed = bySize.map((prospect, index) => ({ prospect, place: (index * 0.6180339887) % 1 }));
  return placed.sort((a, b) => a.place - b.place).map(({ prospect }) => prospect);
}
