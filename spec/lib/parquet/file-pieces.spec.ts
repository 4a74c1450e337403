import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FilePieces } from '../../../lib/parquet/file-pieces.js';

const MIB = 2 ** 20;

describe('FilePieces', () => {
  it('gives what it took, in few pieces with memory of their own', () => {
    // Short ones come out of a pool that others are in as well.
    const section = fc
      .tuple(fc.oneof(fc.nat(9), fc.nat(3 * MIB)), fc.nat(255))
      .map(([length, byte]) => Buffer.allocUnsafe(length).fill(byte));
    fc.assert(
      fc.property(fc.array(section, { maxLength: 12 }), (sections) => {
        const taken = new FilePieces();
        for (const section of sections) taken.add(section);
        const pieces = taken.end();
        expect(Buffer.concat(pieces).equals(Buffer.concat(sections))).toBe(true);
        for (const piece of pieces) expect(piece.byteLength).toBe(piece.buffer.byteLength);
        for (const piece of pieces.slice(0, -1)) expect(piece.byteLength).toBeGreaterThanOrEqual(MIB);
        expect(pieces.every(({ byteLength }) => byteLength > 0)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
