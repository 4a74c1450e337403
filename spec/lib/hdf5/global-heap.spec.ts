import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endlessHeapObject } from '../../../lib/hdf5/global-heap.js';
import { goodFile } from '../../support/bad-files.js';
import { goldenCases } from '../../support/golden.js';

/** A superblock of version 0 with lengths of 8 bytes, and a collection of objects, each with an index and a size. */
function fileWith(objects: readonly (readonly [index: number, size: number])[]): Buffer {
  const bytes = Buffer.alloc(4096 + 32);
  bytes[14] = 8;
  bytes.write('GCOL', 32);
  bytes.writeBigUInt64LE(4096n, 40);
  let at = 48;
  for (const [index, size] of objects) {
    bytes.writeUInt16LE(index, at);
    bytes.writeBigUInt64LE(BigInt(size), at + 8);
    at += index === 0 ? size : 16 + Math.ceil(size / 8) * 8;
  }
  return bytes;
}

describe('endlessHeapObject', () => {
  it('finds nothing in good files', () => {
    for (const { file } of goldenCases()) expect(endlessHeapObject(readFileSync(file))).toBeUndefined();
    expect(
      endlessHeapObject(
        fileWith([
          [1, 5],
          [2, 0],
          [0, 4096 - 16 - 24 - 16],
        ]),
      ),
    ).toBeUndefined();
  });

  it('finds the object that takes no room', () => {
    expect(
      endlessHeapObject(
        fileWith([
          [1, 5],
          [2, 8],
        ]),
      ),
    ).toBe(48 + 24 + 24);
  });

  it('is not concerned with lengths of other sizes, nor with files that are not HDF5', () => {
    const bytes = fileWith([[1, 5]]);
    bytes[14] = 4;
    expect(endlessHeapObject(bytes)).toBeUndefined();
    expect(endlessHeapObject(Buffer.alloc(0))).toBeUndefined();
    expect(endlessHeapObject(Buffer.from('GCOL'))).toBeUndefined();
  });

  it('comes to an end, whatever the bytes', () => {
    const good = readFileSync(goodFile());
    fc.assert(
      fc.property(fc.nat(8000), fc.uint8Array({ maxLength: 64 }), (at, noise) => {
        const bytes = Buffer.from(good);
        bytes.set(noise, at);
        const found = endlessHeapObject(bytes);
        expect(found === undefined || found < bytes.length).toBe(true);
      }),
    );
  });
});
