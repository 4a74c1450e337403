import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  broadcastShapes,
  broadcastTo,
  contiguousStrides,
  forEachRun,
  isContiguous,
  permuteAxes,
  sizeOf,
  sliceAxis,
  viewOf,
} from '../../../lib/expression/nd-array.js';

const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });

function viewOfShape(shape: readonly number[]) {
  return viewOf({ shape, values: new Float64Array(sizeOf(shape)).map((_, i) => i) });
}

function elementsOf(view: ReturnType<typeof viewOfShape>): number[] {
  const elements: number[] = [];
  forEachRun(view.shape, [view], (length, [start], [step]) => {
    for (let i = 0; i < length; i++) elements.push(view.values[start + i * step]);
  });
  return elements;
}

/** By indices one after the other: slow and plain. */
function elementsByIndex(view: ReturnType<typeof viewOfShape>): number[] {
  const indices = view.shape.reduce<number[][]>(
    (all, size) => all.flatMap((index) => Array.from({ length: size }, (_, i) => [...index, i])),
    [[]],
  );
  return indices.map((index) => view.values[index.reduce((at, i, axis) => at + i * view.strides[axis], view.offset)]);
}

describe('forEachRun', () => {
  it('goes through any view in row-major order', () => {
    const views = shapes.chain((shape) =>
      fc.record({
        order: fc.shuffledSubarray([...shape.keys()], { minLength: shape.length }),
        step: fc.constantFrom(1, 2, -1),
        shape: fc.constant(shape),
      }),
    );
    fc.assert(
      fc.property(views, ({ shape, order, step }) => {
        const permuted = permuteAxes(viewOfShape(shape), order);
        const size = permuted.shape[0] ?? 0;
        const count = Math.ceil(size / Math.abs(step));
        const view = size === 0 ? permuted : sliceAxis(permuted, 0, step < 0 ? size - 1 : 0, count, step);
        expect(elementsOf(view)).toEqual(elementsByIndex(view));
      }),
    );
  });

  it('takes what lies evenly as one run', () => {
    const lengths: number[] = [];
    const every = sliceAxis(viewOfShape([3, 4, 2]), 2, 1, 1);
    forEachRun(every.shape, [every], (length) => lengths.push(length));
    expect(lengths).toEqual([12]);
  });
});

describe('broadcastShapes', () => {
  it.each([
    [
      [[3, 1], [4]],
      [3, 4],
    ],
    [
      [[], [2, 2]],
      [2, 2],
    ],
    [
      [
        [0, 1],
        [1, 3],
      ],
      [0, 3],
    ],
    [[[1], [0]], [0]],
  ])('of %j is %j', (given, expected) => {
    expect(broadcastShapes(given)).toEqual(expected);
  });

  it.each([
    [[[3], [4]]],
    [[[0], [3]]],
    [
      [
        [2, 3],
        [3, 2],
      ],
    ],
  ])('refuses %j', (given) => {
    expect(() => broadcastShapes(given)).toThrow('do not fit together');
  });
});

describe('views', () => {
  it('repeat elements without copying them', () => {
    const row = viewOfShape([3]);
    const repeated = broadcastTo(row, [2, 3]);
    expect(elementsOf(repeated)).toEqual([0, 1, 2, 0, 1, 2]);
    expect(repeated.values).toBe(row.values);
  });

  it('know whether they have gaps', () => {
    const matrix = viewOfShape([3, 4]);
    expect(isContiguous(matrix)).toBe(true);
    expect(isContiguous(sliceAxis(matrix, 0, 1, 2))).toBe(true);
    expect(isContiguous(sliceAxis(matrix, 1, 1, 2))).toBe(false);
    expect(isContiguous(permuteAxes(matrix, [1, 0]))).toBe(false);
    expect(contiguousStrides([2, 3, 4])).toEqual([12, 4, 1]);
  });
});
