import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { goldenCases } from './golden.js';

/** A simulated experiment file that is good: four transfer and four transient steps. */
export function goodFile(): string {
  const good = goldenCases().find(({ name }) => name === '#20250804008-1-stability-test_20250804_0001');
  if (good === undefined) throw new Error('the golden file that bad files are made from is missing');
  return good.file;
}

/** Positions in {@link goodFile}, found by trying. */
const IN_TRANSFER_CHUNK = 24_000;
/** In the current of step 2. */
const IN_TRANSIENT_CHUNK = 65_000;
/** In the original time of step 1, which no feature reads. */
const IN_UNUSED_CHUNK = 40_000;
/** With this bit turned, HDF5 takes an attribute's type for another one and reads outside its memory. */
const CRASHING = { position: 1305, bit: 2 };

/** Among the texts of the attributes; HDF5 itself would never come back from it. */
const ZEROED = { start: 3672, stop: 3736 };

/** Files that are bad in one way each, made from a good one. */
export type BadFile = keyof typeof MAKERS;

const MAKERS = {
  empty: () => Buffer.alloc(0),
  text: () => Buffer.from('step,Vg,Id\n0,0.1,1e-6\n'),
  truncated: (good: Buffer) => good.subarray(0, good.length / 2),
  'flipped in a transfer chunk': (good: Buffer) => flipped(good, IN_TRANSFER_CHUNK),
  'flipped in a transient chunk': (good: Buffer) => flipped(good, IN_TRANSIENT_CHUNK),
  'flipped in an unused chunk': (good: Buffer) => flipped(good, IN_UNUSED_CHUNK),
  'flipped in the header': (good: Buffer) => flipped(good, 9),
  crashing: (good: Buffer) => flipped(good, CRASHING.position, CRASHING.bit),
  'zeroed in its texts': (good: Buffer) => Buffer.from(good).fill(0, ZEROED.start, ZEROED.stop),
} as const;

/** Writes a bad file into a folder and returns its path. */
export function writeBadFile(folder: string, kind: BadFile): string {
  const file = join(folder, `${kind}.h5`);
  writeFileSync(file, MAKERS[kind](readFileSync(goodFile())));
  return file;
}

function flipped(good: Buffer, position: number, bit = 16): Buffer {
  const bytes = Buffer.from(good);
  bytes.writeUInt8(bytes.readUInt8(position) ^ bit, position);
  return bytes;
}
