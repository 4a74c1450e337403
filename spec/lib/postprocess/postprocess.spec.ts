import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { type Operation, titleOf } from '../../../lib/postprocess/operation.js';
import { operations } from '../../../lib/postprocess/operations.js';
import { postprocess } from '../../../lib/postprocess/postprocess.js';
import type { Transform } from '../../../lib/postprocess/transform.js';
import { countCells } from '../../../lib/table/accounting.js';
import { type Column, widthOf } from '../../../lib/table/column.js';
import { columns, scalars } from './columns.js';

interface Recorded {
  readonly shape: [number, ...number[]];
  readonly values: readonly (number | null)[];
}

interface Case extends Recorded {
  readonly column: string;
  readonly type: keyof typeof operations;
  readonly params: Readonly<Record<string, unknown>>;
}

const fixture = new URL('../../fixtures/postprocess/numpy.json', import.meta.url);
const recorded: { readonly columns: Readonly<Record<string, Recorded>>; readonly cases: readonly Case[] } = JSON.parse(
  readFileSync(fixture, 'utf8'),
);

const columnOf = ({ shape, values }: Recorded): Column => ({
  shape,
  values: Float64Array.from(values, (value) => value ?? Number.NaN),
});

function transformOf({ type, params: { method, ...given } }: Pick<Case, 'type' | 'params'>): Transform {
  const operation = operations[type].find((each) => each.method === method) as Operation;
  return { operation, params: v.parse(operation.params, given), targets: ['x'] };
}

/** Every operation with its defaults. */
const all = Object.entries(operations).flatMap(([type, list]) =>
  list.map(({ method }) =>
    transformOf({
      type: type as Case['type'],
      params: { method, ...(method === 'range' && { min: -0.25, max: 0.5 }) },
    }),
  ),
);
const ofAnyKind = fc.constantFrom(...all);

describe('postprocess', () => {
  it.each(recorded.cases)('makes of $column what numpy makes of it: $type $params', (expected) => {
    const column = columnOf(recorded.columns[expected.column] as Recorded);
    const before = column.values.slice();
    const result = postprocess(new Map([['x', column]]), [transformOf(expected)]).columns.get('x');
    expect(result?.shape).toEqual(expected.shape);
    const wrong = [...(result?.values ?? [])].flatMap((value, index) => {
      const wanted = expected.values[index] ?? Number.NaN;
      const isSame = Number.isNaN(wanted)
        ? Number.isNaN(value)
        : Math.abs(value - wanted) <= 1e-13 * Math.max(1, Math.abs(wanted));
      return isSame ? [] : [{ index, value, wanted }];
    });
    expect(wrong).toEqual([]);
    expect(column.values).toEqual(before);
  });

  it('leaves nulls null, gives finite numbers, and says of each new null why', () => {
    fc.assert(
      fc.property(columns, ofAnyKind, (column, transform) => {
        const { columns: changed, remarks } = postprocess(new Map([['x', column]]), [transform]);
        const result = changed.get('x') as Column;
        expect(result.values.every((value) => Number.isNaN(value) || Number.isFinite(value))).toBe(true);
        const [width, newWidth] = [widthOf(column), widthOf(result)];
        const valuesIn = ({ values }: Column, row: number, size: number) =>
          values.subarray(row * size, (row + 1) * size).filter((value) => !Number.isNaN(value)).length;
        for (let row = 0; row < column.shape[0]; row++) {
          const [before, after] = [valuesIn(column, row, width), valuesIn(result, row, newWidth)];
          expect(after).toBeLessThanOrEqual(before);
          const kinds = remarks.filter(({ steps }) => steps.includes(row)).map(({ kind }) => kind);
          const isLost = transform.operation.type === 'aggregate' ? before > 0 && after === 0 : after < before;
          expect(kinds).toEqual(isLost ? [after === 0 ? 'null' : 'note'] : []);
        }
      }),
    );
  });

  it('treats each number of a list as it would a feature of one number', () => {
    const alongSteps = all.filter(({ operation }) => operation.type !== 'aggregate');
    fc.assert(
      fc.property(columns, fc.constantFrom(...alongSteps), (column, transform) => {
        const whole = postprocess(new Map([['x', column]]), [transform]).columns.get('x') as Column;
        const width = widthOf(column);
        for (let position = 0; position < width; position++) {
          const at = ({ values }: Column) => values.filter((_, index) => index % width === position);
          const lane = scalars(...at(column));
          const alone = postprocess(new Map([['x', lane]]), [transform]).columns.get('x') as Column;
          expect(at(whole)).toEqual(alone.values);
        }
      }),
    );
  });

  it('does one after the other, and leaves all other columns as they are', () => {
    const other = scalars(1, 2);
    const transforms = [
      transformOf({ type: 'filter', params: { method: 'range', max: 10 } }),
      transformOf({ type: 'normalize', params: { method: 'minmax' } }),
    ];
    const { columns: changed, remarks } = postprocess(
      new Map([
        ['x', scalars(2, 100, 4, 3)],
        ['y', other],
      ]),
      transforms,
    );
    expect(changed.get('x')?.values).toEqual(Float64Array.of(0, Number.NaN, 1, 0.5));
    expect(changed.get('y')).toBe(other);
    expect(remarks).toEqual([
      { feature: 'x', kind: 'null', reason: 'filter (range): 100 is more than 10', steps: [1] },
    ]);
  });

  it('keeps the counts balanced: what a filter takes away is null', () => {
    const { columns: changed, remarks } = postprocess(new Map([['x', scalars(1, 2, Number.NaN, 50)]]), [
      transformOf({ type: 'filter', params: { method: 'range', max: 10 } }),
    ]);
    const features = [{ name: 'x', feature: 'x', unit: '', description: '' }];
    expect(countCells({ features, columns: changed, rows: 4, remarks })).toEqual({ values: 2, nulls: 2, failures: 0 });
  });

  it('names its operations by type and method, no two alike', () => {
    const titles = all.map(({ operation }) => titleOf(operation));
    expect(new Set(titles).size).toBe(titles.length);
    expect(titles).toContain('aggregate (median)');
  });
});
