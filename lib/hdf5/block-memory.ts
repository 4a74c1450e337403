/** Gives arrays to read measurements into. */
export interface Memory {
  /** Of undefined content. */
  take(length: number): Float64Array<ArrayBuffer>;
}

/** A new array each time, which whoever reads may keep. */
export const freshMemory: Memory = { take: (length) => new Float64Array(length) };

/**
 * Memory for one block of steps after the other: all arrays lie in one buffer, which is as large as the largest block was.
 *
 * A new array for each row of each block would leave hundreds of megabytes of garbage, which the collector comes to late,
 * for it sees the small objects only that stand for them.
 */
export class BlockMemory implements Memory {
  #buffer = new Float64Array(0);
  #taken = 0;
  #wanted = 0;

  take(length: number): Float64Array<ArrayBuffer> {
    this.#wanted += length;
    const start = this.#taken;
    if (start + length > this.#buffer.length) return new Float64Array(length);
    this.#taken += length;
    return this.#buffer.subarray(start, this.#taken);
  }

  /** Bytes that were taken since the last time. */
  get taken(): number {
    return this.#wanted * Float64Array.BYTES_PER_ELEMENT;
  }

  /** The arrays that were taken are done with: their memory is given out again. */
  reuse(): void {
    const wanted = this.#wanted;
    this.#taken = 0;
    this.#wanted = 0;
    // Last: where there is no memory for it, what was wanted must not be wanted for ever.
    if (wanted > this.#buffer.length) this.#buffer = new Float64Array(wanted);
  }
}
