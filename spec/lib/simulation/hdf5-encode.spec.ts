import { describe, expect, it } from 'vitest';
import { encodeRecords, INT64, recordType } from '../../../lib/simulation/hdf5-encode.js';

const COLUMNS = [
  { name: 'step_index', values: BigInt64Array.of(1n, -1n) },
  { name: 'type', values: ['transfer', 'µ'] },
  { name: 'data_file', values: ['1_transfer.csv', ''] },
];

describe('recordType', () => {
  it('puts the columns one after the other, texts as wide as the widest of them but at least 10', () => {
    const { size, compound_type } = recordType(COLUMNS);
    expect(size).toBe(8 + 10 + 14);
    expect(compound_type?.members.map(({ name, offset, size: bytes }) => [name, offset, bytes])).toEqual([
      ['step_index', 0, 8],
      ['type', 8, 10],
      ['data_file', 18, 14],
    ]);
    expect(compound_type?.members[0]).toMatchObject(INT64);
  });

  it('measures texts in bytes', () => {
    expect(recordType([{ name: 'text', values: ['µ'.repeat(8)] }]).size).toBe(16);
  });
});

describe('encodeRecords', () => {
  it('writes record after record, integers little-endian, texts padded with NUL', () => {
    const text = (value: string, width: number) => [...Buffer.from(value), ...new Array(width).fill(0)].slice(0, width);
    expect(Array.from(encodeRecords(COLUMNS))).toEqual([
      ...[1, 0, 0, 0, 0, 0, 0, 0, ...text('transfer', 10), ...text('1_transfer.csv', 14)],
      ...[255, 255, 255, 255, 255, 255, 255, 255, ...text('µ', 10), ...text('', 14)],
    ]);
  });

  it('has no bytes for a table without rows', () => {
    expect(encodeRecords([{ name: 'a', values: [] }])).toHaveLength(0);
  });
});
