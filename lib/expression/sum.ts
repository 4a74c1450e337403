import { contiguous } from './elementwise.js';
import type { Workspace } from './limits.js';
import { type ArrayView, forEachRun, isEvenlySpaced, permuteAxes, sizeOf } from './nd-array.js';
import { reducedArray, reducedLayout } from './reduce.js';
import type { DType } from './syntax.js';
import { exactInteger } from './value.js';

/** What is summed of each element, so that no array of it has to be made first. */
export interface Summands {
  /** @param result - which sum it goes into, as an index of the result's values */
  of(x: number, result: number): number;
  /** Default: that of the array. */
  readonly dtype?: DType;
}

/**
 * The sum over some axes, which are left out of the result.
 *
 * Additions are made in numpy's order: in the order of memory, pairwise along the innermost axes if these are summed
 * over, one after the other otherwise. So the result is numpy's to the last bit, unless it is summed over something
 * computed from a transposed array, which numpy leaves in another order of memory.
 */
export function sumOver(
  workspace: Workspace,
  view: ArrayView,
  axes: readonly number[],
  { of, dtype = view.dtype }: Summands = { of: (x) => x },
): ArrayView {
  const result = reducedArray(workspace, view, axes, dtype === 'float' ? 'float' : 'int');
  const isSummed = (axis: number) => axes.includes(axis) || view.shape[axis] === 1;
  const order = memoryOrder(view);
  const outerCount = order.findLastIndex((axis) => !isSummed(axis)) + 1;
  const source = permuteAxes(view, order);
  const target = permuteAxes({ ...result, ...reducedLayout(result, view.shape, axes), shape: view.shape }, order);
  if (outerCount === order.length) addOneByOne(source, target, of);
  else addPairwise(workspace, source, target, outerCount, of);
  const { values } = result;
  if (result.dtype === 'int') for (let k = 0; k < values.length; k++) values[k] = exactInteger(values[k]);
  return result;
}

/** The sum of numbers that lie side by side, in numpy's order of additions. */
export function sumOf(values: Float64Array, of: Summands['of'] = (x) => x): number {
  return blockwiseSum({ values, step: 1, of, result: 0 }, 0, values.length);
}

function addOneByOne(source: ArrayView, target: ArrayView, of: Summands['of']): void {
  const [from, to] = [source.values, target.values];
  forEachRun(source.shape, [source, target], (length, [i, o], [step, outStep]) => {
    for (let n = 0; n < length; n++) {
      const k = o + n * outStep;
      to[k] += of(from[i + n * step], k);
    }
  });
}

/** Sums over all axes behind the outer ones together. */
function addPairwise(
  workspace: Workspace,
  source: ArrayView,
  target: ArrayView,
  outerCount: number,
  of: Summands['of'],
): void {
  const core = layoutBehind(source, outerCount);
  const even = isEvenlySpaced(core.shape, core.strides) ? source : contiguous(workspace, source);
  const outer = even.shape.slice(0, outerCount);
  const { step, size } = { step: layoutBehind(even, outerCount).step, size: sizeOf(core.shape) };
  if (size === 0) return;
  const layouts = [even, target].map(({ strides, offset }) => ({ strides: strides.slice(0, outerCount), offset }));
  forEachRun(outer, layouts, (length, [i, o], [outerStep, outStep]) => {
    for (let n = 0; n < length; n++) {
      const result = o + n * outStep;
      const lane = { values: even.values, step, of, result };
      target.values[result] += blockwiseSum(lane, i + n * outerStep, size);
    }
  });
}

/** The axes from one on, and how far their elements are apart if these lie evenly. */
function layoutBehind({ shape, strides }: ArrayView, axis: number) {
  const innermost = shape.findLastIndex((size) => size > 1);
  return { shape: shape.slice(axis), strides: strides.slice(axis), step: innermost < axis ? 0 : strides[innermost] };
}

/** Axes with the longest strides first. */
function memoryOrder(view: ArrayView): number[] {
  return [...view.shape.keys()].sort((a, b) => Math.abs(view.strides[b]) - Math.abs(view.strides[a]));
}

/** Evenly spaced numbers that are summed to one. */
interface Lane {
  readonly values: Float64Array;
  readonly step: number;
  readonly of: Summands['of'];
  readonly result: number;
}

/** Elements that numpy sums at once: its buffer. */
const BUFFER = 8192;

function blockwiseSum(lane: Lane, start: number, length: number): number {
  let sum = 0;
  for (let done = 0; done < length; done += BUFFER) {
    sum += pairwiseSum(lane, start + done * lane.step, Math.min(BUFFER, length - done));
  }
  return sum;
}

/** Elements of the longest run that is summed without splitting it. */
const PAIRWISE_BLOCK = 128;

const sums = new Float64Array(8);

/**
 * The sum of a part of a lane in numpy's order of additions: eight sums side by side in blocks, blocks in pairs.
 * Source: `pairwise_sum` of numpy.
 */
function pairwiseSum(lane: Lane, start: number, length: number): number {
  const { values, step, of, result } = lane;
  if (length < 8) {
    let sum = 0;
    for (let i = 0; i < length; i++) sum += of(values[start + i * step], result);
    return sum;
  }
  if (length > PAIRWISE_BLOCK) {
    const half = Math.floor(length / 2);
    const first = half - (half % 8);
    return pairwiseSum(lane, start, first) + pairwiseSum(lane, start + first * step, length - first);
  }
  sums.fill(0);
  const whole = length - (length % 8);
  for (let i = 0; i < whole; i++) sums[i % 8] += of(values[start + i * step], result);
  let sum = sums[0] + sums[1] + (sums[2] + sums[3]) + (sums[4] + sums[5] + (sums[6] + sums[7]));
  for (let i = whole; i < length; i++) sum += of(values[start + i * step], result);
  return sum;
}
