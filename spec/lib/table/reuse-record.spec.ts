import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { lengthsOf, ReuseSchema, storedShapes } from '../../../lib/table/reuse-record.js';

const lengths = fc.array(fc.nat(3), { maxLength: 20 });

describe('storedShapes', () => {
  it('keeps the lengths of rows, which the table alone does not tell', () => {
    fc.assert(
      fc.property(lengths, fc.nat(25), (lengths, rows) => {
        const values = new Float64Array(3 * lengths.length);
        const column = { shape: [lengths.length, 3], values, lengths: Int32Array.from(lengths) } as const;
        const stored = storedShapes(new Map([['f', column]]));
        expect(stored.f?.shape).toEqual([3]);
        const found = lengthsOf(stored.f?.lengths ?? [], rows);
        expect(found && [...found]).toEqual(rows > lengths.length ? undefined : lengths.slice(0, rows));
      }),
    );
  });

  it('takes as little room for many rows as for one', () => {
    const column = {
      shape: [5000, 2],
      values: new Float64Array(10_000),
      lengths: new Int32Array(5000).fill(2),
    } as const;
    expect(storedShapes(new Map([['f', column]]))).toEqual({ f: { shape: [2], lengths: [[2, 5000]] } });
    expect(storedShapes(new Map([['f', { shape: [3], values: new Float64Array(3) }]]))).toEqual({ f: { shape: [] } });
  });
});

describe('ReuseSchema', () => {
  const record = {
    recipes: {
      gm: { extractor: 'transfer.gm_max', params: { direction: 'both' }, outputs: [{ name: '', shape: ['n', 2] }] },
      norm: { func: 'lambda gm: gm / gm.max()', inputs: ['gm'] },
    },
    columns: { gm: { shape: [4, 2], lengths: [[4, 10]] } },
    source: { steps: { transfer: 10, transient: 0 }, digests: { transfer: 'd' } },
  };

  it('takes what a file has, and refuses what none has', () => {
    expect(v.parse(ReuseSchema, JSON.parse(JSON.stringify(record)))).toEqual(record);
    for (const bad of [
      { ...record, recipes: { gm: { extractor: 1 } } },
      { ...record, columns: { gm: { shape: [-1] } } },
      { ...record, source: { steps: { transfer: 10 }, digests: {} } },
    ]) {
      expect(v.safeParse(ReuseSchema, bad).success).toBe(false);
    }
  });
});
