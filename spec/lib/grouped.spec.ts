import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grouped } from '../../lib/grouped.js';

describe('grouped', () => {
  it('has every item once, under its key, as the items come', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9)), (items) => {
        const groups = grouped(items, (item) => item % 3);
        expect([...groups.keys()]).toEqual([...new Set(items.map((item) => item % 3))]);
        for (const [key, group] of groups) expect(group).toEqual(items.filter((item) => item % 3 === key));
      }),
    );
  });
});
