/** What it costs to work through measurements, in ms a byte, inflated. */
export interface Cost {
  readonly read: number;
  readonly compute: number;
}

export interface BlockConditions {
  /** As far as blocks of the same features have been measured. */
  readonly cost: Cost | undefined;
  /** Measurements below which a block would inflate more than it reads. */
  readonly leastBytes: number;
  /** How long one thread would take for all the work that waits. */
  readonly waitingMs: number;
  readonly threads: number;
  /** No more than this, except to inflate fewer chunks twice. */
  readonly usualBytes: number;
  /** What there is memory for. */
  readonly maxBytes: number;
}

/** So long a block should last: asking for the next takes some tenths of a millisecond. */
const BLOCK_MS = 25;

/** So short it may become when little is left to share out. */
const SHORTEST_MS = 5;

/** The first block of features that nobody has measured. */
const PROBE_BYTES = 2 ** 20;

/**
 * How large the next block should be, in bytes of measurements, inflated.
 *
 * Blocks last {@link BLOCK_MS} by what earlier ones took. Towards the end they become shorter, half of what would be each
 * thread's share of the rest, so that all threads end at about the same time (guided self-scheduling: C. D. Polychronopoulos
 * and D. J. Kuck, IEEE Transactions on Computers C-36, 1987).
 */
export function blockBytes(conditions: BlockConditions): number {
  const { cost, leastBytes, usualBytes, maxBytes, waitingMs, threads } = conditions;
  const msPerByte = cost === undefined ? 0 : cost.read + cost.compute;
  if (cost === undefined || !(msPerByte > 0)) {
    return Math.min(maxBytes, Math.max(leastBytes, Math.min(usualBytes, PROBE_BYTES)));
  }
  const ms = Math.max(SHORTEST_MS, Math.min(BLOCK_MS, waitingMs / (2 * threads)));
  // Where computing takes much longer than inflating, a chunk may well be inflated twice.
  const least = Math.min(1, (8 * cost.read) / msPerByte) * leastBytes;
  return Math.min(maxBytes, Math.max(least, Math.min(usualBytes, ms / msPerByte)));
}
