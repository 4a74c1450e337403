import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOectError } from '../../../lib/errors.js';
import { readThrift } from '../../../lib/parquet/thrift.js';

const read = (...bytes: number[]) => readThrift(Uint8Array.from(bytes), 0);

describe('readThrift', () => {
  it('reads numbers, booleans, texts, lists and structs by the numbers of their fields', () => {
    const { struct, end } = read(
      ...[0x15, 0x03], // 1: i32 -2
      ...[0x26, 0xac, 0x02], // 3: i64 150
      ...[0x11, 0x12], // 4: true, 5: false
      ...[0x18, 0x02, 0x68, 0x69], // 6: text of two bytes
      ...[0x19, 0x25, 0x02, 0x04], // 7: list of two i32
      ...[0x0c, 0x28, 0x15, 0x02, 0x00], // 20: struct { 1: i32 }
      0x00,
      0xff,
    );
    expect([...struct]).toEqual([
      [1, -2],
      [3, 150],
      [4, true],
      [5, false],
      [6, Uint8Array.of(0x68, 0x69)],
      [7, [1, 2]],
      [20, new Map([[1, 1]])],
    ]);
    expect(end).toBe(21);
  });

  it.each([
    ['an end that is missing', [0x15, 0x02]],
    ['a text longer than the rest', [0x18, 0x7f, 0x00]],
    ['a list longer than the rest', [0x19, 0xf0, 0xff, 0xff, 0xff, 0xff, 0x07]],
    ['a number that does not end', [0x16, ...new Array(30).fill(0x80)]],
    ['a type that there is not', [0x1e, 0x00]],
    ['structs within structs without end', new Array(100_000).fill(0x1c)],
    ['lists within lists without end', [0x19, ...new Array(100_000).fill(0x19)]],
  ])('refuses %s', (_, bytes) => {
    expect(() => readThrift(Uint8Array.from(bytes), 0)).toThrow(expect.objectContaining({ code: 'data-corrupt' }));
  });

  it('reads any bytes or refuses them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          expect(readThrift(bytes, 0).end).toBeLessThanOrEqual(bytes.length);
        } catch (error) {
          if (!isOectError(error, 'data-corrupt')) throw error;
        }
      }),
      { numRuns: 1000 },
    );
  });
});
