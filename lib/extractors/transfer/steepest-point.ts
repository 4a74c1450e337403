import { type Missing, missing } from '../extractor.js';
import { equalRuns, firstOfRuns, meanOfRuns, slopes } from '../slope.js';
import type { Branch } from '../sweep.js';

/** `merge`: neighbouring points of equal Vg become one. `replace`: their distance is taken as +1e-12 V. */
export type EqualVg = 'merge' | 'replace';

/** A point of a branch and the slope of some function of Id there. */
export interface SteepestPoint {
  /** V. */
  readonly Vg: number;
  /** A, signed. */
  readonly Id: number;
  /** Unit of the function per V. */
  readonly slope: number;
}

/**
 * The point of a branch where the slope of `f` against Vg, seen through `rank`, is largest; of equals the first.
 *
 * @param f - `[point]` of the branch
 * @param rank - such as `Math.abs` for the steepest slope in either direction
 */
export function steepestPoint(
  branch: Branch,
  f: Float64Array,
  equalVg: EqualVg,
  rank: (slope: number) => number,
): SteepestPoint | Missing {
  const { Vg, Id, direction } = branch;
  if (Vg.length < 2) return missing(`the ${direction} branch has fewer than 2 points`);
  if (equalVg === 'replace') return pointOfLargest(Vg, Id, slopes(Vg, f), rank);
  const runs = equalRuns(Vg);
  if (runs.length < 2) return missing(`Vg is constant in the ${direction} branch`);
  if (isConstant(f)) return missing(`Id is constant in the ${direction} branch`);
  const merged = firstOfRuns(Vg, runs);
  return pointOfLargest(merged, meanOfRuns(Id, runs), slopes(merged, meanOfRuns(f, runs)), rank);
}

function pointOfLargest(
  Vg: Float64Array,
  Id: Float64Array,
  slope: Float64Array,
  rank: (slope: number) => number,
): SteepestPoint | Missing {
  let best = 0;
  let largest = rank(slope[0] as number);
  for (let i = 1; i < slope.length; i++) {
    const candidate = rank(slope[i] as number);
    if (candidate > largest) {
      largest = candidate;
      best = i;
    }
  }
  const point = { Vg: Vg[best] as number, Id: Id[best] as number, slope: slope[best] as number };
  // Sums and quotients of absurd currents overflow.
  if (!Number.isFinite(point.slope) || !Number.isFinite(point.Id)) return missing('Id is too large to compute with');
  return point;
}

function isConstant(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) {
    if (values[i] !== values[0]) return false;
  }
  return true;
}
