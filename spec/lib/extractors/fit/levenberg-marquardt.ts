/**
 * A general least squares solver for a exp(-s / tau) + c at s = 0 .. 1, from one start: what the fit must never be worse than.
 *
 * @param sign - of a
 * @returns the sum of squares reached
 */
export function levenbergMarquardt(points: readonly number[], sign: 1 | -1, startTau: number): number {
  const s = points.map((_, i) => i / (points.length - 1));
  const low = Math.min(...points);
  const high = Math.max(...points);
  // a = sign exp(p0), tau = exp(p1): both stay on their side of zero.
  let p = [Math.log(high - low), Math.log(startTau), sign > 0 ? low : high];
  const model = (q: readonly number[], place: number) => sign * Math.exp(q[0] - place / Math.exp(q[1])) + q[2];
  const squares = (q: readonly number[]) => points.reduce((total, y, i) => total + (y - model(q, s[i])) ** 2, 0);
  let best = squares(p);
  let damping = 1e-3;
  for (let round = 0; round < 300 && damping < 1e12; round++) {
    const normal = [0, 1, 2].map(() => [0, 0, 0, 0]);
    for (const [i, place] of s.entries()) {
      const exponential = model(p, place) - p[2];
      const gradient = [exponential, (exponential * place) / Math.exp(p[1]), 1];
      const residual = points[i] - model(p, place);
      for (let r = 0; r < 3; r++) {
        for (let c = 0; c < 3; c++) normal[r][c] += gradient[r] * gradient[c];
        normal[r][3] += gradient[r] * residual;
      }
    }
    for (let r = 0; r < 3; r++) normal[r][r] *= 1 + damping;
    const step = solve(normal);
    const next = p.map((value, i) => value + step[i]);
    const reached = squares(next);
    if (reached < best) {
      p = next;
      best = reached;
      damping /= 5;
    } else {
      damping *= 4;
    }
  }
  return best;
}

/** Gauss and Jordan with pivots, on `[3][3 + 1]`. */
function solve(system: number[][]): number[] {
  const rows = system.map((row) => [...row]);
  for (let k = 0; k < 3; k++) {
    const pivot = rows.slice(k).reduce((best, row) => (Math.abs(row[k]) > Math.abs(best[k]) ? row : best));
    rows.splice(rows.indexOf(pivot), 1);
    rows.splice(k, 0, pivot);
    for (const row of rows) {
      if (row === pivot) continue;
      const factor = row[k] / pivot[k];
      for (let c = k; c < 4; c++) row[c] -= factor * pivot[c];
    }
  }
  return rows.map((row, k) => row[3] / row[k]);
}
