import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFeatureGraph } from '../../../lib/graph/feature-graph.js';
import { columns, done, lanesOf, scalars } from './columns.js';

const known = (lane: readonly number[]) => lane.filter((value) => !Number.isNaN(value));
const meanOf = (lane: readonly number[]) => lane.reduce((sum, value) => sum + value, 0) / lane.length;

/** Calls `check` with the values of each position that are not null, before and after. */
function forEachLane(
  title: string,
  params: object,
  check: (before: readonly number[], after: readonly number[]) => void,
) {
  fc.assert(
    fc.property(columns, (column) => {
      const after = lanesOf(done(title, column, { ...params }).column);
      for (const [position, lane] of lanesOf(column).entries()) {
        check(known(lane), known(after[position] as readonly number[]));
      }
    }),
  );
}

describe('normalize', () => {
  it('by zscore gives mean 0 and standard deviation 1', () => {
    forEachLane('normalize (zscore)', {}, (before, after) => {
      if (new Set(before).size < 2) {
        expect(after).toEqual([]);
        return;
      }
      const mean = meanOf(after);
      expect(Math.abs(mean)).toBeLessThan(1e-9);
      expect(Math.abs(meanOf(after.map((x) => (x - mean) ** 2)) - 1)).toBeLessThan(1e-9);
    });
  });

  it.each([
    [0, 1],
    [-1, 0.3],
    [0.1, 0.3],
  ])('by minmax stays from %d to %d, reaches both, and keeps the order', (low, high) => {
    forEachLane('normalize (minmax)', { feature_range: [low, high] }, (before, after) => {
      if (new Set(before).size < 2) {
        expect(after).toEqual([]);
        return;
      }
      expect(Math.min(...after)).toBe(low);
      expect(Math.abs(Math.max(...after) - high)).toBeLessThan(1e-15);
      expect(after.every((value) => low <= value && value <= high)).toBe(true);
      const inOrder = before.map((value, i) => [value, after[i] as number] as const).sort(([a], [b]) => a - b);
      for (const [i, [, value]] of inOrder.slice(1).entries()) {
        expect(value).toBeGreaterThanOrEqual((inOrder[i] as readonly [number, number])[1]);
      }
    });
  });

  it('by l2 gives a sum of squares of 1', () => {
    forEachLane('normalize (l2)', {}, (before, after) => {
      if (before.every((value) => value === 0)) {
        expect(after).toEqual([]);
        return;
      }
      expect(Math.abs(after.reduce((sum, value) => sum + value * value, 0) - 1)).toBeLessThan(1e-12);
    });
  });

  it('by robust puts the middle one at 0, wherever the others are', () => {
    const { column } = done('normalize (robust)', scalars(1, 2, 3, 4, 1e9));
    expect([...column.values]).toEqual([-1, -0.5, 0, 0.5, 499999998.5]);
  });

  it('by zscore is the func of the Python files, to the last bit, where there are no nulls', () => {
    const { features } = createFeatureGraph({
      gm: { extractor: 'transfer.gm_max' },
      z: { func: 'lambda gm: (gm - gm.mean()) / gm.std()', input: 'gm' },
    });
    const derived = features[1];
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 300 }), (values) => {
        fc.pre(values.some((value) => value !== values[0]));
        const column = scalars(...values);
        const expected = derived?.kind === 'derived' ? (derived.func(column) as typeof column).values : undefined;
        fc.pre(expected?.every(Number.isFinite) ?? false);
        expect(done('normalize (zscore)', column).column.values).toEqual(expected);
      }),
    );
  });

  it.each([
    ['minmax', { feature_range: [0, 1] }, 'all values are 0.1'],
    ['zscore', {}, 'all values are 0.1'],
    ['robust', {}, 'both quartiles are 0.1'],
  ])('by %s makes what has no spread null, with the reason', (method, params, why) => {
    const { column, remarks } = done(`normalize (${method})`, scalars(0.1, Number.NaN, 0.1, 0.1), params);
    expect([...column.values]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
    expect(remarks).toEqual([`null 0,2,3 normalize (${method}): there is no spread: ${why}`]);
  });

  it('by l2 makes zeros null, and takes the smallest and the largest numbers', () => {
    expect(done('normalize (l2)', scalars(0, -0)).remarks).toEqual([
      'null 0,1 normalize (l2): there is no spread: all values are 0',
    ]);
    for (const scale of [1e-300, 1e300]) {
      const { column } = done('normalize (l2)', scalars(3 * scale, -4 * scale));
      expect(column.values[0]).toBeCloseTo(0.6, 14);
      expect(column.values[1]).toBeCloseTo(-0.8, 14);
    }
  });

  it('says of numbers that are too far apart to be subtracted that there is no result', () => {
    const { column, remarks } = done('normalize (minmax)', scalars(-1.7e308, 1.7e308, 0), { feature_range: [0, 1] });
    expect(column.values.every((value) => Number.isNaN(value) || (value >= 0 && value <= 1))).toBe(true);
    expect(remarks).toContain('null 1 normalize (minmax): the result for 1.7e+308 is NaN');
  });

  it('notes which numbers of a list have no spread', () => {
    const column = { shape: [2, 2], values: Float64Array.of(7, 1, 7, 3) } as const;
    const { remarks } = done('normalize (minmax)', column, { feature_range: [0, 1] });
    expect(remarks).toEqual(['note 0,1 normalize (minmax): [0]: there is no spread: all values are 7']);
  });
});
