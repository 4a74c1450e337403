import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scratch } from '../../lib/scratch.js';

describe('scratch', () => {
  it('gives arrays of the length that is asked for, of one memory that grows as it must', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(500)), (lengths) => {
        let made = 0;
        const take = scratch((length) => {
          made += 1;
          return new Float64Array(length);
        });
        let longest = 0;
        let records = 1;
        for (const length of lengths) {
          const array = take(length);
          expect(array).toHaveLength(length);
          if (length > longest) records += 1;
          longest = Math.max(longest, length);
          expect(array.buffer.byteLength).toBe(8 * longest);
        }
        expect(made).toBe(records);
      }),
    );
  });

  it('gives each place in the code memory of its own, of its own type', () => {
    const here = scratch((length) => new Float64Array(length));
    const there = scratch((length) => new Uint32Array(length));
    const [a, b] = [here(3).fill(1), there(3).fill(2)];
    expect(a).toEqual(Float64Array.of(1, 1, 1));
    expect(b).toEqual(Uint32Array.of(2, 2, 2));
    expect(here(2).buffer).toBe(a.buffer);
  });
});
