/** How much two numbers may differ and still be the same. */
export interface Tolerance {
  /** @defaultValue 0 */
  readonly rtol?: number;
  /** In the unit of the column. @defaultValue 0 */
  readonly atol?: number;
}

/**
 * Whether two cells are the same within a tolerance: |a - b| <= atol + rtol |b|, the formula of numpy's `isclose`. A null
 * (NaN) is the same as a null, and an infinity as itself.
 */
export function isClose(a: number, b: number, { rtol = 0, atol = 0 }: Tolerance): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
  return Number.isFinite(a) && Number.isFinite(b) && Math.abs(a - b) <= atol + rtol * Math.abs(b);
}

/** |a - b| / |b|, to be held against `rtol`; of 0 by 0 it is 0. */
export function relativeDifference(a: number, b: number): number {
  if (a === b) return 0;
  return Number.isFinite(a) && Number.isFinite(b) ? Math.abs(a - b) / Math.abs(b) : Infinity;
}

/**
 * How many steps of a float64 lie between two numbers: what is computed in another order differs by a few.
 *
 * @example
 * ```ts
 * ulpsBetween(0.1 + 0.2, 0.3); // 1
 * ```
 */
export function ulpsBetween(a: number, b: number): number {
  const distance = Number(place(a) - place(b));
  return Math.abs(distance);
}

const bits = new DataView(new ArrayBuffer(8));

/** The number's place among all of them, from 0. */
function place(value: number): bigint {
  bits.setFloat64(0, value);
  const place = bits.getBigInt64(0);
  return place < 0n ? -(place & 0x7fff_ffff_ffff_ffffn) : place;
}
