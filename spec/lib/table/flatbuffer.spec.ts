import { describe, expect, it } from 'vitest';
import { FlatTable } from '../../../lib/table/flatbuffer.js';

/**
 * A table at 12 whose fields 0 and 1 are at 16 and 20, and its vtable at 4.
 */
function bufferOf(first: number, second: number, rest: readonly number[] = []): Uint8Array {
  const bytes = Buffer.alloc(24 + rest.length);
  bytes.writeUInt32LE(12, 0);
  for (const [index, value] of [8, 12, 4, 8].entries()) bytes.writeUInt16LE(value, 4 + 2 * index);
  bytes.writeInt32LE(8, 12);
  bytes.writeUInt32LE(first, 16);
  bytes.writeUInt32LE(second, 20);
  bytes.set(rest, 24);
  return bytes;
}

describe('FlatTable', () => {
  it('reads numbers and texts, and defaults of what is not there', () => {
    const table = FlatTable.root(bufferOf(7, 4, [2, 0, 0, 0, 0x68, 0x69]));
    expect([table.int32(0), table.uint8(0), table.text(1)]).toEqual([7, 7, 'hi']);
    expect([table.int32(2), table.int64(9), table.text(5), table.tables(2)]).toEqual([0, 0, '', []]);
    expect(table.table(7)).toBeUndefined();
  });

  it('refuses lists and texts longer than the buffer', () => {
    const table = FlatTable.root(bufferOf(8, 4, [255, 255, 255, 127]));
    for (const read of [() => table.text(1), () => table.tables(0), () => table.structs(1, 2)]) {
      expect(read).toThrow(expect.objectContaining({ code: 'data-corrupt' }));
    }
  });

  it('reads no text over and over again', () => {
    const table = FlatTable.root(bufferOf(8, 4, [20, 0, 0, 0, ...new Array(20).fill(65)]));
    expect(table.text(0)).toBe(table.text(1));
    expect(() => table.text(0)).toThrow(expect.objectContaining({ code: 'data-corrupt' }));
  });

  it('throws where it points outside of the buffer', () => {
    expect(() => FlatTable.root(bufferOf(1000, 0)).table(0)?.int32(0)).toThrow(RangeError);
    expect(() => FlatTable.root(Uint8Array.of(1, 2))).toThrow(RangeError);
  });
});
