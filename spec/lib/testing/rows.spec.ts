import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SOURCES } from '../../../lib/experiment/step.js';
import { givenOf } from '../../../lib/testing/given.js';
import { hostileSteps } from '../../../lib/testing/index.js';
import { copyOf, partsOf, rowsOf, withRows } from '../../../lib/testing/rows.js';

const given = fc.oneof(
  givenOf(['transfer'], hostileSteps),
  givenOf(['transient'], hostileSteps),
  givenOf(SOURCES, hostileSteps),
);

describe('what an extractor is given', () => {
  it('is a step of its source, or one of each with the same index', () => {
    fc.assert(
      fc.property(given, (drawn) => {
        const parts = partsOf(drawn);
        expect(parts.map(({ kind }) => kind)).toEqual('kind' in drawn ? [drawn.kind] : SOURCES);
        expect(parts.every(({ index }) => index === drawn.index)).toBe(true);
        expect(Object.keys(rowsOf(drawn))).toHaveLength(2 * parts.length);
      }),
    );
  });

  it('equals its copy, and shares nothing with it', () => {
    fc.assert(
      fc.property(given, (drawn) => {
        const copy = copyOf(drawn);
        expect(copy).toEqual(drawn);
        const rows = rowsOf(drawn);
        for (const [name, row] of Object.entries(rowsOf(copy))) expect(row.buffer).not.toBe(rows[name]?.buffer);
      }),
    );
  });

  it('is changed row by row, each told by its name and source', () => {
    fc.assert(
      fc.property(givenOf(SOURCES, hostileSteps), (drawn) => {
        const told: string[] = [];
        const changed = withRows(drawn, (row, name, source) => {
          told.push(`${source}.${name}`);
          return row.map(() => 1);
        });
        expect(told).toEqual(Object.keys(rowsOf(drawn)));
        for (const row of Object.values(rowsOf(changed))) expect(row.every((number) => number === 1)).toBe(true);
      }),
    );
  });
});
