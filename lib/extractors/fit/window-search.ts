import type { Direction } from './exponential-fit.js';
import type { SampleRange, Trace } from './trace.js';
import { type WindowBounds, windowBounds } from './window-bounds.js';
import { fitWindow, type WindowFit } from './window-fit.js';
import { adjustedR2, sizesOf, startsOf, type WindowGrid } from './window-grid.js';

/** Adjusted R2 is compared in these units: windows that agree in it to 12 decimals are tied. */
const SCORES_PER_UNIT = 1e12;

/** The best window of each direction that has one. */
export type BestWindows = { readonly [D in Direction]?: WindowFit };

/**
 * The windows of the largest adjusted R2 among the samples of a range, for each direction by itself.
 *
 * Sizes go up in the grid's steps; for each size the starts go from the first sample to the last but one that leaves room
 * for it. Of windows that agree in adjusted R2 to 12 decimals the first counts, so that rounding has no say in data
 * without noise. Only an adjusted R2 above 0 counts, and only a window with a time constant.
 *
 * Windows of an even trace whose upper bound is below the best fit so far are left out, which changes nothing but the time.
 */
export function searchWindows(
  trace: Trace,
  range: SampleRange,
  grid: WindowGrid,
  directions: readonly Direction[],
): BestWindows {
  const boundsOf = trace.isEven ? windowBounds(trace, range, grid) : unbounded;
  const leaders = directions.map((direction): Leader => ({ direction, fit: undefined, score: 0, place: 0 }));
  let place = 0;
  for (const size of sizesOf(grid)) {
    const starts = startsOf(grid, range.stop - range.start, size);
    const bounds = boundsOf(size, starts);
    for (const leader of leaders) {
      challenge(leader, bounds[leader.direction], place, (k) =>
        fitWindow(trace, range.start + k * grid.startStep, size, leader.direction),
      );
    }
    place += starts;
  }
  return Object.fromEntries(leaders.map(({ direction, fit }) => [direction, fit]));
}

/** The best window so far. */
interface Leader {
  readonly direction: Direction;
  fit: WindowFit | undefined;
  score: number;
  /** In the order of all windows. */
  place: number;
}

/** Lets the windows of one size compete, the most promising first: most others then need no fit. */
function challenge(
  leader: Leader,
  bounds: Float64Array,
  place: number,
  fitOf: (k: number) => WindowFit | undefined,
): void {
  const compete = (k: number): void => {
    // A window that ties with the leader wins only where it stands before it.
    const least = place + k < leader.place ? leader.score : leader.score + 1;
    if (scoreOf(bounds[k]) + 1 < least) return;
    const fit = fitOf(k);
    if (fit === undefined) return;
    const score = scoreOf(adjustedR2(fit.r2, fit.size));
    if (score < least) return;
    leader.fit = fit;
    leader.score = score;
    leader.place = place + k;
  };
  const promising = indexOfLargest(bounds);
  if (promising >= 0) compete(promising);
  for (let k = 0; k < bounds.length; k++) if (k !== promising) compete(k);
}

function unbounded(_size: number, starts: number): WindowBounds {
  const bounds = new Float64Array(starts).fill(1);
  return { rise: bounds, decay: bounds };
}

function scoreOf(adjusted: number): number {
  return Math.round(adjusted * SCORES_PER_UNIT);
}

function indexOfLargest(values: Float64Array): number {
  let largest = -1;
  for (let i = 0; i < values.length; i++) if (largest < 0 || values[i] > values[largest]) largest = i;
  return largest;
}
