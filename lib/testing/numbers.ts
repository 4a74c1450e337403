import fc from 'fast-check';

/** Numbers of few digits: multiples of 1 / `per` from `min` to `max`. They shrink towards 0, or the end that is nearer to it. */
export function decimals(min: number, max: number, per: number): fc.Arbitrary<number> {
  return fc.integer({ min: Math.round(min * per), max: Math.round(max * per) }).map((multiple) => multiple / per);
}

/** A number with so many significant digits, as an instrument writes it. */
export function rounded(value: number, digits: number): number {
  if (value === 0) return 0;
  // Multiplied by the power and not divided by its inverse, which is not exact: then 0.0012 has no digits at its end.
  const power = 10 ** (digits - 1 - Math.floor(Math.log10(Math.abs(value))));
  return Math.round(value * power) / power;
}
