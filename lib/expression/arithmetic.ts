import { Fault } from './fault.js';
import { exactInteger } from './value.js';

/** Python's `//` of integers: rounded down. Division by zero gives 0, as in numpy. */
export function floorDivideInts(x: number, y: number): number {
  return y === 0 ? 0 : (x - moduloInts(x, y)) / y;
}

/** Python's `%` of integers: the sign is the divisor's. By zero: 0, as in numpy. */
export function moduloInts(x: number, y: number): number {
  if (y === 0) return 0;
  const rest = x % y;
  return rest !== 0 && rest < 0 !== y < 0 ? rest + y : rest;
}

/** Python's `%` of floats; source: `npy_divmod` of numpy. */
export function moduloFloats(x: number, y: number): number {
  const rest = x % y;
  if (rest === 0) return y < 0 ? -0 : 0;
  return rest < 0 !== y < 0 ? rest + y : rest;
}

/** Python's `//` of floats; source: `npy_floor_divide` of numpy. */
export function floorDivideFloats(x: number, y: number): number {
  if (y === 0) return x / y;
  const rest = x % y;
  let quotient = (x - rest) / y;
  if (rest !== 0 && rest < 0 !== y < 0) quotient -= 1;
  if (quotient === 0) return 0 * (x / y);
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

/** Exact as long as the result is below 2^53. */
export function powerInts(base: number, exponent: number): number {
  if (exponent < 0) throw new Fault('an integer to a negative integer power; make one of them a float');
  let result = 1;
  for (let square = base, left = exponent; left > 0; square *= square) {
    if (left % 2 === 1) result *= square;
    left = Math.floor(left / 2);
  }
  return exactInteger(result);
}

/** C's pow, where JavaScript's differs from it, and numpy's short cuts for simple exponents. */
export function powerFloats(x: number, y: number): number {
  if (y === 2) return x * x;
  if (y === 0.5) return Math.sqrt(x);
  if (y === -1) return 1 / x;
  if (x === 1 || (x === -1 && Math.abs(y) === Infinity)) return 1;
  return x ** y;
}

/** The greater one; NaN if one is NaN. */
export function maximum(x: number, y: number): number {
  return x >= y || Number.isNaN(x) ? x : y;
}

export function minimum(x: number, y: number): number {
  return x <= y || Number.isNaN(x) ? x : y;
}

/** To the nearest integer, halves to the even one. */
export function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  // The sign of zero is x's.
  if (rest < 0.5 || (rest === 0.5 && floor % 2 === 0)) return floor === 0 ? 0 * x : floor;
  return floor === -1 ? -0 : floor + 1;
}
