import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NumberHash } from '../../../lib/experiment/number-hash.js';

function hashOf(...rows: readonly (readonly number[])[]): string {
  const hash = new NumberHash();
  for (const row of rows) hash.add(Float64Array.from(row));
  const words = new Int32Array(4);
  hash.digest(words, 0);
  return words.join();
}

const numbers = fc.array(fc.double({ noNaN: true }), { maxLength: 9 });

it('is the same for the same rows, wherever they stand in memory', () => {
  fc.assert(
    fc.property(fc.array(numbers, { maxLength: 4 }), fc.nat(3), (rows, offset) => {
      const hash = new NumberHash();
      for (const row of rows) hash.add(Float64Array.from([...Array(offset).fill(7), ...row]).subarray(offset));
      const words = new Int32Array(8);
      hash.digest(words, 2);
      expect(words.subarray(2, 6).join()).toBe(hashOf(...rows));
      expect([...words.subarray(0, 2), ...words.subarray(6)]).toEqual([0, 0, 0, 0]);
    }),
  );
});

it('begins anew after a digest', () => {
  const hash = new NumberHash();
  const words = new Int32Array(8);
  for (const at of [0, 4]) hash.add(Float64Array.of(1, 2, 3)).digest(words, at);
  expect(words.subarray(0, 4)).toEqual(words.subarray(4));
});

it('is another one when any bit of any number is turned', () => {
  const filled = fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(filled, fc.nat(), (row, bit) => {
      const turned = Float64Array.from(row);
      const bytes = new Uint8Array(turned.buffer);
      const at = bit % (8 * bytes.length);
      bytes[at >> 3] = Number(bytes[at >> 3]) ^ (1 << (at & 7));
      const [hash, words] = [new NumberHash(), new Int32Array(4)];
      hash.add(turned).digest(words, 0);
      expect(words.join()).not.toBe(hashOf(row));
    }),
    { numRuns: 1000 },
  );
});

it('tells apart rows that only together are the same numbers', () => {
  const all = [[[], []], [[]], [[0]], [[0, 0]], [[0], [0]], [[0, 0], []], [[], [0, 0]], [[0, 0, 0]], [[-0]]];
  expect(new Set(all.map((rows) => hashOf(...rows))).size).toBe(all.length);
});
