/** Where a polynomial is largest on -1 .. 1, and how large. */
export interface Maximum {
  readonly at: number;
  readonly value: number;
}

/** Halvings after which a piece is too short to matter. */
const DEEPEST = 50;

/**
 * The largest value of a polynomial on -1 .. 1, without assuming that it has a single hump: a piece on which the sizes of
 * the coefficients do not prove the polynomial to be monotonous, convex or concave is cut in two.
 *
 * @param c - coefficients of t^0, t^1, ...; three at least
 * @param beat - only a value above this one is of interest
 * @returns undefined if there is none
 */
export function polynomialMaximum(c: Float64Array, beat: number): Maximum | undefined {
  return maximumOfPiece(c, beat, DEEPEST);
}

function maximumOfPiece(c: Float64Array, beat: number, depth: number): Maximum | undefined {
  // Bounds of what the higher terms add to the value, the first and the second derivative.
  let swing = Math.abs(c[1]) + Math.abs(c[2]);
  let slope = 2 * Math.abs(c[2]);
  let bend = 0;
  for (let m = 3; m < c.length; m++) {
    const size = Math.abs(c[m]);
    swing += size;
    slope += m * size;
    bend += m * (m - 1) * size;
  }
  // Not "at most": NaN ends here too.
  if (!(c[0] + swing > beat)) return undefined;
  if (Math.abs(c[1]) >= slope || 2 * c[2] >= bend || depth === 0) return ifAbove(beat, higherEnd(c));
  if (-2 * c[2] > bend) return ifAbove(beat, topOfConcave(c));
  const left = maximumOfPiece(halfOf(c, -1), beat, depth - 1);
  const right = maximumOfPiece(halfOf(c, 1), left === undefined ? beat : left.value, depth - 1);
  if (right !== undefined) return { at: (right.at + 1) / 2, value: right.value };
  return left && { at: (left.at - 1) / 2, value: left.value };
}

function ifAbove(beat: number, maximum: Maximum): Maximum | undefined {
  return maximum.value > beat ? maximum : undefined;
}

function higherEnd(c: Float64Array): Maximum {
  const left = evaluate(c, -1);
  const right = evaluate(c, 1);
  return left >= right ? { at: -1, value: left } : { at: 1, value: right };
}

/** Newton's method for the zero of the derivative, kept inside a bracket that may shrink to an end. */
function topOfConcave(c: Float64Array): Maximum {
  let left = -1;
  let right = 1;
  let at = Math.min(1, Math.max(-1, -c[1] / (2 * c[2])));
  for (let round = 0; round < 100; round++) {
    let first = 0;
    let second = 0;
    for (let m = c.length - 1; m >= 1; m--) {
      second = second * at + first;
      first = first * at + m * c[m];
    }
    if (first > 0) left = at;
    else right = at;
    const newton = Math.min(1, Math.max(-1, at - first / second));
    const isInside = newton >= left && newton <= right;
    const next = isInside ? newton : (left + right) / 2;
    const move = Math.abs(next - at);
    at = next;
    // Newton's error is squared by each step: behind a step this short there is nothing left.
    if (move <= (isInside ? 1e-9 : 1e-15)) break;
  }
  return { at, value: evaluate(c, at) };
}

/** The same polynomial on the left (-1) or the right (1) half: t = (t' + side) / 2. */
function halfOf(c: Float64Array, side: -1 | 1): Float64Array {
  const shifted = c.slice();
  for (let k = 0; k < c.length - 1; k++) {
    for (let m = c.length - 2; m >= k; m--) shifted[m] += (side / 2) * shifted[m + 1];
  }
  for (let m = 1, scale = 0.5; m < c.length; m++, scale /= 2) shifted[m] *= scale;
  return shifted;
}

/** Horner's scheme, on `count` coefficients from the index `from` on. */
export function evaluate(c: Float64Array, t: number, from = 0, count = c.length): number {
  let value = 0;
  for (let m = from + count - 1; m >= from; m--) value = value * t + c[m];
  return value;
}
