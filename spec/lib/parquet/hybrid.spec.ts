import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHybrid } from '../../../lib/parquet/hybrid.js';

describe('readHybrid', () => {
  it('reads the example of the Parquet format: 0 to 7 in three bits', () => {
    const into = new Uint8Array(8);
    readHybrid(Uint8Array.of(0b11, 0b10001000, 0b11000110, 0b11111010), 3, into);
    expect([...into]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('reads runs and packed numbers of any width', () => {
    const runs = fc.integer({ min: 0, max: 32 }).chain((bits) => {
      const value = fc.integer({ min: 0, max: 2 ** bits - 1 });
      const repeated = fc.record({ value, times: fc.integer({ min: 1, max: 300 }) });
      const packed = fc.array(value, { minLength: 1, maxLength: 5 }).map((some) => ({ packed: eights(some) }));
      return fc.record({
        bits: fc.constant(bits),
        runs: fc.array(fc.oneof(repeated, packed), { minLength: 1, maxLength: 6 }),
      });
    });
    fc.assert(
      fc.property(runs, fc.nat(7), ({ bits, runs }, padding) => {
        const values = runs.flatMap((run) =>
          'packed' in run ? run.packed : new Array<number>(run.times).fill(run.value),
        );
        const bytes = runs.flatMap((run) => ('packed' in run ? packed(run.packed, bits) : repeated(run, bits)));
        // The last eight may be padded.
        const into = new Uint32Array(values.length - ('packed' in (runs.at(-1) ?? {}) ? padding : 0));
        readHybrid(Uint8Array.from(bytes), bits, into);
        expect([...into]).toEqual(values.slice(0, into.length));
      }),
    );
  });

  it.each([
    ['nothing', [], 1],
    ['an empty run', [0, 0], 1],
    ['no eight of numbers', [1], 1],
    ['packed numbers that are cut off', [0b101, 0xff], 1],
    ['a length that does not end', new Array(20).fill(0x80), 1],
    ['numbers too wide', [2, 0, 0, 0, 0, 0, 0], 33],
  ])('refuses %s', (_, bytes, bits) => {
    expect(() => readHybrid(Uint8Array.from(bytes), bits, new Uint8Array(9))).toThrow(
      expect.objectContaining({ code: 'data-corrupt' }),
    );
  });
});

function eights(values: readonly number[]): readonly number[] {
  return Array.from({ length: Math.ceil(values.length / 8) * 8 }, (_, index) => Number(values[index % values.length]));
}

function repeated(
  { value, times }: { readonly value: number; readonly times: number },
  bits: number,
): readonly number[] {
  return [...varint(2 * times), ...bytesOf(BigInt(value), Math.ceil(bits / 8))];
}

function packed(values: readonly number[], bits: number): readonly number[] {
  const all = values.reduce((sum, value, index) => sum | (BigInt(value) << BigInt(index * bits)), 0n);
  return [...varint((values.length / 8) * 2 + 1), ...bytesOf(all, (values.length * bits) / 8)];
}

function varint(value: number): readonly number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

function bytesOf(value: bigint, length: number): readonly number[] {
  return Array.from({ length }, (_, index) => Number((value >> BigInt(8 * index)) & 255n));
}
