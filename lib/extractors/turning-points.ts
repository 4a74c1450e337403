/** A turn back by less than this share of the range of Vg is noise or a wobble, not a branch. */
const LEAST_BRANCH = 0.1;

/**
 * Where a sweep turns round: the index of the last point before each change of direction.
 *
 * Where several points may be the extreme one, because Vg rests there or because noise leaves it open, the nearest to
 * the middle of the two branches is taken, so that a symmetric double sweep is cut in its middle.
 *
 * @param Vg - gate voltage in V, `[point]`, finite
 */
export function turningPoints(Vg: Float64Array): readonly number[] {
  const extremes = findExtremes(Vg);
  const [first, ...later] = extremes;
  if (first === undefined) return extremes;
  return [nearestToMiddle(Vg, first, later[0] ?? Vg.length - 1), ...later];
}

/** Indices at which Vg was farthest in one direction before it came back by more than {@link LEAST_BRANCH}. */
function findExtremes(Vg: Float64Array): number[] {
  const extremes: number[] = [];
  const back = LEAST_BRANCH * range(Vg);
  let low = 0;
  let high = 0;
  let rising: boolean | undefined;
  for (let i = 1; i < Vg.length; i++) {
    const V = Vg[i] as number;
    if (V > (Vg[high] as number)) high = i;
    if (V < (Vg[low] as number)) low = i;
    if (rising !== false && (Vg[high] as number) - V > back) {
      if (rising) extremes.push(high);
      rising = false;
      low = i;
    } else if (rising !== true && V - (Vg[low] as number) > back) {
      if (rising === false) extremes.push(low);
      rising = true;
      high = i;
    }
  }
  return extremes;
}

function range(values: Float64Array): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high - low;
}

/** Of the points that may be the extreme one, the nearest to the middle of points 0 to `last`. */
function nearestToMiddle(Vg: Float64Array, extreme: number, last: number): number {
  const top = Vg[extreme] as number;
  const sign = top > (Vg[0] as number) ? 1 : -1;
  const outward = farthestBack(Vg, 0, extreme, sign);
  const homeward = farthestBack(Vg, extreme, last, -sign);
  // Two points that both carry this noise can be out of order by twice as much.
  const tolerance = 2 * Math.max(outward, homeward);
  let earliest = extreme;
  let latest = extreme;
  while (earliest > 0 && sign * (top - (Vg[earliest - 1] as number)) <= tolerance) earliest--;
  while (latest < last && sign * (top - (Vg[latest + 1] as number)) <= tolerance) latest++;
  return Math.min(Math.max(last >> 1, earliest), latest);
}

/** How far Vg, on its way in the direction of `sign`, ever moves back: 0 unless there is noise. */
function farthestBack(Vg: Float64Array, start: number, end: number, sign: number): number {
  let farthest = 0;
  let best = sign * (Vg[start] as number);
  for (let i = start + 1; i <= end; i++) {
    const V = sign * (Vg[i] as number);
    if (V > best) best = V;
    else if (best - V > farthest) farthest = best - V;
  }
  return farthest;
}
