import { totalmem } from 'node:os';
import { OectError } from '../errors.js';

/** How a memory budget is shared out. All in bytes. */
export interface MemoryPlan {
  /** Measurements in one block at most, inflated: an option of the pools. */
  readonly blockBytes: number;
  /** Measurements of one step at most; a file with larger ones is refused: an option of the pools. */
  readonly stepBytes: number;
  /** Columns and tables of all open experiments together: an option of `openExperiments` and `batchExtract`. */
  readonly tableBytes: number;
}

const MIB = 2 ** 20;

/** The program itself, before it has read anything, and each of its threads; as measured. */
const PROGRAM_BYTES = 110 * MIB;
const THREAD_BYTES = 40 * MIB;

/** Larger blocks are read no faster. */
const LARGEST_BLOCK = 2 * MIB;

/** A block stands in HDF5's heap and in the thread's, and its extractors need room of the same size, or two. */
const COPIES_OF_BLOCK = 4;

/** What work can be done with at all, for a thread. */
const LEAST_THREAD_BYTES = 4 * MIB;

/**
 * Shares a memory budget out: half of what the program itself does not need is for the blocks that threads are working on,
 * half for the tables of open experiments.
 *
 * @param budget - bytes that the process may take. Default: {@link defaultMemory}, and no less than it takes
 * @param workers - threads; 0 is this one alone
 * @throws OectError `bad-argument` if that is too little for so many workers
 */
export function planMemory(workers: number, budget?: number): MemoryPlan {
  const threads = Math.max(1, workers);
  const program = PROGRAM_BYTES + workers * THREAD_BYTES;
  const least = program + 2 * threads * LEAST_THREAD_BYTES;
  if (budget === undefined) return planMemory(workers, Math.max(defaultMemory(), least));
  if (!(budget >= least)) {
    throw new OectError(
      'bad-argument',
      `a memory budget of ${Math.floor(budget / 1e6)} MB: with ${workers} workers it takes at least ` +
        `${Math.ceil(least / 1e6)} MB; give more, or fewer workers`,
    );
  }
  const tableBytes = (budget - program) / 2;
  const stepBytes = tableBytes / threads / COPIES_OF_BLOCK;
  return { tableBytes, stepBytes, blockBytes: Math.min(LARGEST_BLOCK, stepBytes) };
}

/** A quarter of the memory that this process can have: of the machine, or of its container. */
export function defaultMemory(): number {
  const constrained = process.constrainedMemory?.() ?? 0;
  const machine = totalmem();
  return Math.floor((constrained > 0 && constrained < machine ? constrained : machine) / 4);
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  KI: 2 ** 10,
  MI: 2 ** 20,
  GI: 2 ** 30,
};

/**
 * Reads an amount of memory as people write it: `512MB`, `1.5 GB`, `768MiB`, `2g`, or bytes.
 *
 * @throws OectError `bad-argument`
 */
export function parseBytes(text: string): number {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([kmg]i?)?b?\s*$/i.exec(text);
  const unit = UNITS[(match?.[2] ?? '').toUpperCase()];
  const bytes = Math.floor(Number(match?.[1]) * (unit ?? Number.NaN));
  if (bytes >= 1 && Number.isFinite(bytes)) return bytes;
  throw new OectError('bad-argument', `${JSON.stringify(text)} is no amount of memory; give one such as 512MB or 2GiB`);
}
