import { scratch } from '../../scratch.js';
import type { SampleRange, Trace } from './trace.js';
import { adjustedR2, type WindowGrid } from './window-grid.js';

/**
 * Upper bounds of the adjusted R2 of windows: what lets a search leave out most fits.
 *
 * A fit is judged by the window's own samples, so no fit can be better than the best exponential for those. With
 * u(r) the unit vector along the centred r^i, i = 0 .. w - 1, that one explains max (y . u(r))^2, and y . u(r) costs next
 * to nothing at fixed r: with H(s) = y_s + r H(s + 1), the sum over a window is H(s) - r^w H(s + w), whatever its size. This
 * is done at a dozen nodes, from r = 0 to the straight line. Between a node and the next but one the curve u(r) strays
 * from the three nodes' space only by an angle `stray` of about 1/1000, so there y . u is at most what that space takes of y,
 * plus stray times what it leaves.
 */
export interface WindowBounds {
  readonly rise: Float64Array;
  readonly decay: Float64Array;
}

/** Nodes: r = 0, then time constants that go up by a factor from the first, in intervals, to this many windows; a line. */
const FIRST_TAU = 0.6;
const FACTOR = 1.5;
const LAST_TAU = 2;

/** The bounds of the windows of one size, `[starts]`; good until those of another size are asked for. */
export type BoundsOfSize = (size: number, starts: number) => WindowBounds;

const numbers = () => scratch((length) => new Float64Array(length));
const memory = {
  rise: numbers(),
  decay: numbers(),
  H: numbers(),
  sum: numbers(),
  squares: numbers(),
  moment: numbers(),
};

/** Bounds for an even trace. Lost samples count as zeros: their windows have no fit, whatever their bounds are. */
export function windowBounds({ current }: Trace, { start, stop }: SampleRange, grid: WindowGrid): BoundsOfSize {
  const sums = runningSums(centredSamples(current, start, stop), nodeCount(grid.largest));
  return (size, starts) => {
    const bounds = { rise: memory.rise(starts), decay: memory.decay(starts) };
    boundSize(sums, geometryOf(size), grid.startStep, bounds);
    return bounds;
  };
}

function centredSamples(current: Float64Array, start: number, stop: number): Float64Array {
  const values = current.slice(start, stop);
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) values[i] = 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  for (let i = 0; i < values.length; i++) values[i] -= mean;
  return values;
}

/** Nodes before the line. */
function nodeCount(size: number): number {
  return 2 + Math.ceil(Math.log((LAST_TAU * size) / FIRST_TAU) / Math.log(FACTOR));
}

/** r at a node before the line. */
function nodeAt(node: number): number {
  return node === 0 ? 0 : Math.exp(-1 / (FIRST_TAU * FACTOR ** (node - 1)));
}

interface RunningSums {
  readonly samples: number;
  readonly nodes: number;
  /** H of each node, `[samples + 1, nodes]`. */
  readonly H: Float64Array;
  /** Sums from a sample to the end of y, of y^2, and of (i - s) y_i, `[samples + 1]`. */
  readonly sum: Float64Array;
  readonly squares: Float64Array;
  readonly moment: Float64Array;
  /** Largest |y|. */
  readonly largest: number;
}

function runningSums(y: Float64Array, nodes: number): RunningSums {
  const samples = y.length;
  const r = Float64Array.from({ length: nodes }, (_, node) => nodeAt(node));
  const H = memory.H((samples + 1) * nodes).fill(0, samples * nodes);
  const sum = memory.sum(samples + 1).fill(0, samples);
  const squares = memory.squares(samples + 1).fill(0, samples);
  const moment = memory.moment(samples + 1).fill(0, samples);
  let largest = 0;
  for (let s = samples - 1; s >= 0; s--) {
    const value = y[s];
    const row = s * nodes;
    for (let node = 0; node < nodes; node++) H[row + node] = value + r[node] * H[row + nodes + node];
    moment[s] = moment[s + 1] + sum[s + 1];
    sum[s] = sum[s + 1] + value;
    squares[s] = squares[s + 1] + value * value;
    largest = Math.max(largest, Math.abs(value));
  }
  return { samples, nodes, H, sum, squares, moment, largest };
}

/** The curve u(r) for windows of one size: it depends on nothing else. */
interface Geometry {
  readonly size: number;
  /** Nodes before the line. */
  readonly nodes: number;
  /** r^w, mean of r^i and 1 / |r^i - mean| at each node, the line's being those of -i. `[nodes + 1]` */
  readonly powers: Float64Array;
  readonly means: Float64Array;
  readonly gains: Float64Array;
  readonly pieces: readonly Piece[];
  /** Largest angle (rad) between the curve and the space of the three nodes around. */
  readonly stray: number;
  /** Largest angle (rad) between the curve and the plane of the two nodes around. */
  readonly bulge: number;
}

/** The curve from a node to the next but one, with an orthonormal basis of the three nodes' space: a lower triangle. */
interface Piece {
  readonly node: number;
  readonly m10: number;
  readonly m11: number;
  readonly m20: number;
  readonly m21: number;
  readonly m22: number;
}

const geometries = new Map<number, Geometry>();

function geometryOf(size: number): Geometry {
  let geometry = geometries.get(size);
  if (geometry === undefined) {
    geometry = makeGeometry(size);
    geometries.set(size, geometry);
  }
  return geometry;
}

/** Places between two nodes at which the curve is compared with its chords, and what covers the places between them. */
const SAMPLES = 5;
const MARGIN = 1.5;

function makeGeometry(size: number): Geometry {
  const nodes = nodeCount(size);
  const rs = Array.from({ length: nodes + 1 }, (_, node) => (node < nodes ? nodeAt(node) : 1));
  const curve = rs.map((r) => curveVector(r, size));
  const pieces: Piece[] = [];
  let stray = 0;
  let bulge = 0;
  for (let node = 0; node < nodes; node += 2) {
    // The last piece goes one node back where it would reach beyond the line.
    const first = Math.min(node, nodes - 2);
    const [a, b, c] = curve.slice(first, first + 3).map(({ unit }) => unit);
    const basis = orthonormal(a, b, c);
    pieces.push({ node: first, ...basis });
    for (const [cell, left, right] of [[first, a, b] as const, [first + 1, b, c] as const]) {
      const plane = orthonormal(left, right, left);
      for (let k = 1; k <= SAMPLES; k++) {
        const r = rs[cell] + (k / (SAMPLES + 1)) * (rs[cell + 1] - rs[cell]);
        const { unit } = curveVector(r, size);
        const [p, q, t] = [dot(unit, a), dot(unit, b), dot(unit, c)];
        const inSpace = Math.hypot(p, basis.m10 * p + basis.m11 * q, basis.m20 * p + basis.m21 * q + basis.m22 * t);
        const [l, m] = [dot(unit, left), dot(unit, right)];
        const inPlane = Math.hypot(l, plane.m10 * l + plane.m11 * m);
        stray = Math.max(stray, Math.acos(Math.min(1, inSpace)));
        bulge = Math.max(bulge, Math.acos(Math.min(1, inPlane)));
      }
    }
  }
  return {
    size,
    nodes,
    powers: Float64Array.from(rs, (r) => r ** size),
    means: Float64Array.from(curve, ({ mean }) => mean),
    gains: Float64Array.from(curve, ({ gain }) => gain),
    pieces,
    stray: MARGIN * stray,
    bulge: MARGIN * bulge,
  };
}

/** Unit vector along the centred r^i (at r = 1: -i), the mean of these numbers, and 1 / their length when centred. */
function curveVector(r: number, size: number) {
  // (r^i - 1) / (1 - r) = -(1 + r + ...) has the same direction, and loses no digits near r = 1.
  const unit = new Float64Array(size);
  for (let i = 1; i < size; i++) unit[i] = r * unit[i - 1] - 1;
  const mean = unit.reduce((sum, value) => sum + value, 0) / size;
  for (let i = 0; i < size; i++) unit[i] -= mean;
  const gain = 1 / Math.sqrt(dot(unit, unit));
  for (let i = 0; i < size; i++) unit[i] *= gain;
  return r === 1 ? { unit, mean, gain } : { unit, mean: 1 + (1 - r) * mean, gain: gain / (1 - r) };
}

/** Gram and Schmidt on unit vectors: the coefficients of a (1), b (m10, m11) and c (m20, m21, m22). */
function orthonormal(a: Float64Array, b: Float64Array, c: Float64Array) {
  const ab = dot(a, b);
  const m11 = 1 / Math.sqrt(1 - ab * ab);
  const m10 = -ab * m11;
  const ac = dot(a, c);
  const bc = m10 * ac + m11 * dot(b, c);
  const m22 = 1 / Math.sqrt(1 - ac * ac - bc * bc);
  return { m10, m11, m20: -(ac + bc * m10) * m22, m21: -bc * m11 * m22, m22 };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function boundSize(sums: RunningSums, geometry: Geometry, startStep: number, bounds: WindowBounds): void {
  const { samples, H, sum, squares, moment, largest } = sums;
  const { size, nodes, powers, means, gains, pieces, stray, bulge } = geometry;
  const at = new Float64Array(nodes + 1);
  // What rounding can have done to the sums of squares, and to y . u: differences of sums over the whole range.
  const unsureSquares = 1e-14 * samples * largest * largest;
  const unsure = (1e-13 * largest * samples * samples) / size ** 1.5;
  for (let k = 0; k < bounds.rise.length; k++) {
    const s = k * startStep;
    const e = s + size;
    const total = sum[s] - sum[e];
    const about = squares[s] - squares[e] - (total * total) / size;
    const sure = about - unsureSquares;
    if (!(sure > 0)) {
      bounds.rise[k] = 1;
      bounds.decay[k] = 1;
      continue;
    }
    const here = s * sums.nodes;
    const behind = e * sums.nodes;
    for (let node = 0; node < nodes; node++) {
      at[node] = (H[here + node] - powers[node] * H[behind + node] - means[node] * total) * gains[node];
    }
    at[nodes] = (moment[e] + size * sum[e] - moment[s] - means[nodes] * total) * gains[nodes];
    let rise = 0;
    let decay = 0;
    for (let i = 0; i < pieces.length; i++) {
      const { node, m10, m11, m20, m21, m22 } = pieces[i];
      const a = at[node];
      const b = at[node + 1];
      const c = at[node + 2];
      const second = m10 * a + m11 * b;
      const third = m20 * a + m21 * b + m22 * c;
      const inSpace = a * a + second * second + third * third;
      if (inSpace > decay && (a > 0 || b > 0 || c > 0)) decay = inSpace;
      if (inSpace > rise && (a < 0 || b < 0 || c < 0)) rise = inSpace;
    }
    const weak = bulge * Math.sqrt(about) + unsure;
    const riseTop = rise > 0 ? Math.sqrt(rise) + stray * Math.sqrt(Math.max(0, about - rise)) + unsure : weak;
    const decayTop = decay > 0 ? Math.sqrt(decay) + stray * Math.sqrt(Math.max(0, about - decay)) + unsure : weak;
    bounds.rise[k] = adjustedR2(Math.min(1, (riseTop * riseTop) / sure), size);
    bounds.decay[k] = adjustedR2(Math.min(1, (decayTop * decayTop) / sure), size);
  }
}
