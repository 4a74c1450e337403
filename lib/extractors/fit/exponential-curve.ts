/**
 * The curve that exponential fits run along.
 *
 * A window is 100 equidistant points, at s = 0 .. 1 in units of its length T. With x = T / tau and r = exp(-x / 99), what
 * is left after one distance of points, the model `a exp(-x s) + c` is the same as
 *
 *     level - drop psi(s; x)        psi(s; x) = (1 - exp(-x s)) / (1 - r)
 *
 * and for a given x it is linear in `level` and `drop`. Only the direction of psi's centred values matters to the sum of
 * squares: with u(x) the unit vector along mean(psi) - psi, the best fit explains (y . u(x))^2 of the window's sum of
 * squares about its mean; y . u(x) > 0 is a decay (a > 0), y . u(x) < 0 a rise. So least squares over (a, tau, c) means:
 * go along the curve u(x) to the largest, or the smallest, y . u(x) (variable projection; Golub and Pereyra 1973).
 *
 * At the points, psi = 1 + r + r^2 + ...: unlike exp it has a limit at both ends, and loses no digits on the way there:
 * a straight line as r -> 1 (tau much longer than the window), a spike as r -> 0 (tau much shorter than the distance
 * of two points), where all but the first point are level. The closed curve from one to the other is cut into cells. On
 * each one, u is a polynomial, interpolated at Chebyshev points with an error of a few units in the last place: in
 * ln(1 + x), which is x near the line and its logarithm further on; on the last cell, which ends in the spike, in r. Then
 * y . u is a polynomial too, and its coefficients are scalar products of y.
 */

/** Points that every window is resampled to. */
export const POINTS = 100;
/** Coefficients of the polynomials, of t^0 .. t^(TERMS - 1), where t goes from -1 to 1 along a cell. */
export const TERMS = 14;

const EVEN_CELLS = 14;
export const CELLS = EVEN_CELLS + 1;
/** x at which the last cell begins. There, r is exp(-4). */
const LAST_CELL_FROM = 4 * (POINTS - 1);
const CELL_WIDTH = Math.log1p(LAST_CELL_FROM) / EVEN_CELLS;

export interface ExponentialCurve {
  /** u at the ends of the cells, `[CELLS + 1, POINTS]`. */
  readonly nodes: Float64Array;
  /** Cosine of the angle between u at the two ends of a cell, `[CELLS]`. */
  readonly cosines: Float64Array;
  /** No point of the curve inside a cell is further (rad) from the plane through the cell's two ends, `[CELLS]`. */
  readonly bulges: Float64Array;
  /** Coefficients of u, `[CELLS, TERMS, POINTS]`. */
  readonly coefficients: Float64Array;
  /** Coefficients of mean(psi), `[CELLS, TERMS]`. */
  readonly means: Float64Array;
  /** Coefficients of 1 / |psi - mean(psi)|, `[CELLS, TERMS]`. */
  readonly gains: Float64Array;
}

/** x at a place t of a cell: 0 at the very beginning, Infinity at the very end. */
export function steepness(cell: number, t: number): number {
  if (cell < EVEN_CELLS) return Math.expm1((cell + (1 + t) / 2) * CELL_WIDTH);
  return LAST_CELL_FROM - (POINTS - 1) * Math.log((1 - t) / 2);
}

/**
 * psi(s; x), its limits included.
 *
 * @param s - place in the window, 0 .. 1
 * @param x - T / tau, 0 .. Infinity
 */
export function psi(s: number, x: number): number {
  if (x === 0) return s * (POINTS - 1);
  if (x === Number.POSITIVE_INFINITY) return s > 0 ? 1 : 0;
  return Math.expm1(-x * s) / Math.expm1(-x / (POINTS - 1));
}

/** u(x), and behind its components mean(psi) and 1 / |psi - mean(psi)|, by direct summation. `[POINTS + 2]` */
export function curvePoint(x: number): Float64Array {
  const point = new Float64Array(POINTS + 2);
  for (let i = 0; i < POINTS; i++) point[i] = -psi(i / (POINTS - 1), x);
  // Twice, since the first mean is rounded.
  const mean = -(centre(point) + centre(point));
  const gain = 1 / Math.sqrt(scalarProduct(point, point));
  for (let i = 0; i < POINTS; i++) point[i] *= gain;
  point[POINTS] = mean;
  point[POINTS + 1] = gain;
  return point;
}

/** Subtracts the mean of the first components, and returns it. */
function centre(point: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < POINTS; i++) sum += point[i];
  const mean = sum / POINTS;
  for (let i = 0; i < POINTS; i++) point[i] -= mean;
  return mean;
}

/** Tabulates the curve: some milliseconds. */
export function tabulateCurve(): ExponentialCurve {
  const curve = {
    nodes: new Float64Array((CELLS + 1) * POINTS),
    cosines: new Float64Array(CELLS),
    bulges: new Float64Array(CELLS),
    coefficients: new Float64Array(CELLS * TERMS * POINTS),
    means: new Float64Array(CELLS * TERMS),
    gains: new Float64Array(CELLS * TERMS),
  };
  for (let cell = 0; cell < CELLS; cell++) {
    const left = curvePoint(steepness(cell, -1));
    const right = curvePoint(steepness(cell, 1));
    const inside = Array.from({ length: TERMS }, (_, k) => curvePoint(steepness(cell, chebyshevPoint(k))));
    curve.nodes.set(left.subarray(0, POINTS), cell * POINTS);
    curve.nodes.set(right.subarray(0, POINTS), (cell + 1) * POINTS);
    curve.cosines[cell] = scalarProduct(left, right);
    // The distance from the plane is one smooth arch: half as much again as its height at these points is above it.
    curve.bulges[cell] = 1.5 * Math.max(...inside.map((point) => angleToPlane(point, left, right)));
    for (const [m, row] of interpolate(inside).entries()) {
      curve.coefficients.set(row.subarray(0, POINTS), (cell * TERMS + m) * POINTS);
      curve.means[cell * TERMS + m] = row[POINTS];
      curve.gains[cell * TERMS + m] = row[POINTS + 1];
    }
  }
  return curve;
}

function angleToPlane(point: Float64Array, left: Float64Array, right: Float64Array): number {
  const cosine = scalarProduct(left, right);
  const alongLeft = scalarProduct(point, left);
  const sine = Math.sqrt(1 - cosine * cosine);
  const across = (scalarProduct(point, right) - cosine * alongLeft) / sine;
  return Math.acos(Math.min(1, Math.hypot(alongLeft, across)));
}

function scalarProduct(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < POINTS; i++) sum += a[i] * b[i];
  return sum;
}

function chebyshevPoint(k: number): number {
  return Math.cos((Math.PI * (k + 0.5)) / TERMS);
}

/** From the values at the Chebyshev points, `[TERMS][...]`, to the coefficients of t^0, t^1, ... of the polynomials. */
function interpolate(values: readonly Float64Array[]): Float64Array[] {
  const zeros = () => new Float64Array(POINTS + 2);
  const powers = values.map(zeros);
  let before = new Float64Array(TERMS);
  let term = Float64Array.from({ length: TERMS }, (_, m) => (m === 0 ? 1 : 0));
  for (let j = 0; j < TERMS; j++) {
    // First the coefficient of the Chebyshev polynomial T_j, then its share in each power: the other way round, large
    // numbers would have to cancel.
    const coefficient = zeros();
    for (let k = 0; k < TERMS; k++) {
      addScaled(coefficient, ((j === 0 ? 1 : 2) / TERMS) * Math.cos((Math.PI * j * (k + 0.5)) / TERMS), values[k]);
    }
    for (let m = 0; m <= j; m++) addScaled(powers[m], term[m], coefficient);
    const next = term.map((_, m) => (m > 0 ? (j === 0 ? 1 : 2) * term[m - 1] : 0) - before[m]);
    before = term;
    term = next;
  }
  return powers;
}

function addScaled(to: Float64Array, factor: number, from: Float64Array): void {
  if (factor === 0) return;
  for (let i = 0; i < to.length; i++) to[i] += factor * from[i];
}
