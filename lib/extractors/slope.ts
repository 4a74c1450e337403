/** Neighbouring points closer than this in Vg count as equal. V. */
export const EQUAL_VG = 1e-12;

/**
 * Slopes df/dx: one-sided at both ends; inside, the mean of the left and the right difference quotient.
 *
 * A |dx| below {@link EQUAL_VG} is taken as +1e-12, as the Python system does; merge such points first to avoid it.
 *
 * @param x - `[point]`, at least 2
 * @param f - `[point]`
 */
export function slopes(x: Float64Array, f: Float64Array): Float64Array {
  const result = new Float64Array(x.length);
  let left = quotient(x, f, 0);
  result[0] = left;
  for (let i = 1; i < x.length - 1; i++) {
    const right = quotient(x, f, i);
    result[i] = (left + right) / 2;
    left = right;
  }
  result[x.length - 1] = left;
  return result;
}

function quotient(x: Float64Array, f: Float64Array, i: number): number {
  const dx = (x[i + 1] as number) - (x[i] as number);
  return ((f[i + 1] as number) - (f[i] as number)) / (Math.abs(dx) < EQUAL_VG ? EQUAL_VG : dx);
}

/** Starts of the runs of neighbouring points that are equal in Vg to the first of their run, `[run]`. */
export function equalRuns(Vg: Float64Array): Uint32Array {
  const starts = new Uint32Array(Vg.length);
  let runs = 0;
  let first = Number.NaN;
  for (let i = 0; i < Vg.length; i++) {
    const V = Vg[i] as number;
    if (Math.abs(V - first) < EQUAL_VG) continue;
    starts[runs++] = i;
    first = V;
  }
  return starts.subarray(0, runs);
}

/** The first value of each run, `[run]`. */
export function firstOfRuns(values: Float64Array, starts: Uint32Array): Float64Array {
  if (starts.length === values.length) return values;
  return Float64Array.from(starts, (start) => values[start] as number);
}

/** The mean value of each run, `[run]`. */
export function meanOfRuns(values: Float64Array, starts: Uint32Array): Float64Array {
  if (starts.length === values.length) return values;
  const means = new Float64Array(starts.length);
  for (let run = 0; run < starts.length; run++) {
    const start = starts[run] as number;
    const stop = starts[run + 1] ?? values.length;
    let sum = 0;
    for (let i = start; i < stop; i++) sum += values[i] as number;
    means[run] = sum / (stop - start);
  }
  return means;
}
