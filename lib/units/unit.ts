import type { Dimension, UnitSymbol } from './symbols.js';

/**
 * What a number is a number of: a product of powers of symbols. It keeps the symbols it was made of, for a quotient of S
 * and A is to be read as S/A; two units are compared by dimension and scale, in which S*V is A.
 */
export interface Unit {
  /** In the order in which they came; none if it is a plain number. */
  readonly factors: readonly Factor[];
  readonly dimension: Dimension;
  /** Power of ten between it and the coherent SI unit of its dimension: -3 for `mA`. */
  readonly scale: number;
}

export interface Factor {
  readonly symbol: UnitSymbol;
  /** Not 0. */
  readonly exponent: number;
}

/** The product of powers. Symbols that are there several times become one; what is a plain number in the end has none. */
export function unitOf(factors: readonly Factor[]): Unit {
  const exponents = new Map<string, Factor>();
  for (const { symbol, exponent } of factors) {
    const sum = exact(exponent + (exponents.get(symbol.text)?.exponent ?? 0));
    exponents.set(symbol.text, { symbol, exponent: sum });
  }
  const merged = [...exponents.values()].filter(({ exponent }) => exponent !== 0);
  const dimension = new Map<string, number>();
  let scale = 0;
  for (const { symbol, exponent } of merged) {
    scale += symbol.scale * exponent;
    for (const [name, power] of symbol.dimension) {
      dimension.set(name, exact((dimension.get(name) ?? 0) + power * exponent));
    }
  }
  for (const [name, power] of dimension) if (power === 0) dimension.delete(name);
  const isPlain = dimension.size === 0 && isSame(scale, 0);
  return isPlain ? { factors: [], dimension, scale: 0 } : { factors: merged, dimension, scale };
}

/** Of a plain number: a ratio, a count. */
export const DIMENSIONLESS: Unit = unitOf([]);

export function multiply(a: Unit, b: Unit): Unit {
  return unitOf([...a.factors, ...b.factors]);
}

export function divide(a: Unit, b: Unit): Unit {
  return multiply(a, power(b, -1));
}

export function power({ factors }: Unit, exponent: number): Unit {
  return unitOf(factors.map((factor) => ({ ...factor, exponent: factor.exponent * exponent })));
}

/** Whether numbers of both can be converted into each other: `A` and `mA`, `S*V` and `A`. */
export function isSameDimension(a: Unit, b: Unit): boolean {
  if (a.dimension.size !== b.dimension.size) return false;
  return [...a.dimension].every(([name, exponent]) => isSame(exponent, b.dimension.get(name)));
}

/** Whether a number means the same in both: `S*V` and `A`, but not `mA`. */
export function isSameUnit(a: Unit, b: Unit): boolean {
  return isSameDimension(a, b) && isSame(a.scale, b.scale);
}

function isSame(a: number, b: number | undefined): boolean {
  return b !== undefined && Math.abs(a - b) < 1e-9;
}

/** A multiple of all fractions with denominators up to 12. */
const FRACTIONS = 27720;

/** An exponent without the rounding of its arithmetic: three times a third is 1. */
function exact(exponent: number): number {
  const fraction = Math.round(exponent * FRACTIONS) / FRACTIONS;
  return isSame(fraction, exponent) ? fraction : exponent;
}
