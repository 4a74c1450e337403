/**
 * Moves the points at which every row of `deciding` is finite to the front of each of `rows`, in place and in order.
 *
 * @param rows arrays of one length, `[point]`
 * @returns how many points were kept
 */
export function squeeze(rows: readonly Float64Array[], deciding: readonly Float64Array[]): number {
  const length = Math.min(...deciding.map((row) => row.length));
  // Most steps have nothing to remove, and transfer steps only padding at their end.
  let kept = Math.min(...deciding.map(firstNonFinite));
  for (let i = kept; i < length; i++) {
    if (!deciding.every((row) => Number.isFinite(row[i]))) continue;
    for (const row of rows) row[kept] = row[i];
    kept++;
  }
  return kept;
}

/** Index of the first NaN or infinity; the length if there is none. */
export function firstNonFinite(row: Float64Array): number {
  let i = 0;
  while (i < row.length && Number.isFinite(row[i])) i++;
  return i;
}
