/**
 * The least-squares solution of A x = b of the smallest norm, A given by its columns: columns scaled to length 1, QR by
 * Householder reflections, singular values of R by one-sided Jacobi rotations.
 *
 * @param cutoff singular values below this share of the largest one count as zero
 */
export function leastSquares(columns: readonly Float64Array[], b: Float64Array, cutoff: number): Float64Array {
  const scales = columns.map(norm);
  const scaled = columns.map((column, j) => column.map((x) => x / scales[j]));
  const { r, projected } = triangulate(scaled, b.slice());
  return solveBySingularValues(r, projected, cutoff).map((x, j) => x / scales[j]);
}

/** R of A = QR, by columns of their full length, and Q' b. Works in the arrays it gets. */
function triangulate(columns: Float64Array[], b: Float64Array) {
  const size = Math.min(columns.length, b.length);
  for (let k = 0; k < size; k++) {
    const reflector = columns[k].slice(k);
    const length = norm(reflector);
    if (length === 0) continue;
    reflector[0] += reflector[0] < 0 ? -length : length;
    const half = dot(reflector, reflector) / 2;
    for (const vector of [...columns.slice(k), b]) {
      const tail = vector.subarray(k);
      const factor = dot(reflector, tail) / half;
      for (let i = 0; i < tail.length; i++) tail[i] -= factor * reflector[i];
    }
  }
  return { r: columns.map((column) => column.slice(0, size)), projected: b.slice(0, size) };
}

/** Sweeps after which rotations have converged for any matrix that can be written here. */
const MAX_SWEEPS = 40;

/**
 * Rotates the columns of R until they are orthogonal: R V = U S. Then x = V S^-1 U' b.
 */
function solveBySingularValues(r: readonly Float64Array[], b: Float64Array, cutoff: number): Float64Array {
  const u = r.map((column) => column.slice());
  const v = r.map((_, j) => Float64Array.from({ length: r.length }, (_, i) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let isOrthogonal = true;
    for (let p = 0; p < u.length; p++) {
      for (let q = p + 1; q < u.length; q++) {
        const [a, d, c] = [dot(u[p], u[p]), dot(u[q], u[q]), dot(u[p], u[q])];
        if (Math.abs(c) <= Number.EPSILON * Math.sqrt(a * d)) continue;
        isOrthogonal = false;
        const ratio = (d - a) / (2 * c);
        const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.hypot(1, ratio));
        rotate(u[p], u[q], tangent);
        rotate(v[p], v[q], tangent);
      }
    }
    if (isOrthogonal) break;
  }
  const singular = u.map(norm);
  const smallest = cutoff * Math.max(...singular);
  const solution = new Float64Array(r.length);
  for (const [j, value] of singular.entries()) {
    if (value <= smallest) continue;
    const weight = dot(u[j], b) / (value * value);
    for (let i = 0; i < solution.length; i++) solution[i] += weight * v[j][i];
  }
  return solution;
}

function rotate(a: Float64Array, b: Float64Array, tangent: number): void {
  const cosine = 1 / Math.hypot(1, tangent);
  const sine = cosine * tangent;
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i], b[i]];
    a[i] = cosine * x - sine * y;
    b[i] = sine * x + cosine * y;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function norm(vector: Float64Array): number {
  return Math.sqrt(dot(vector, vector));
}
