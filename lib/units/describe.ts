import { shorten } from '../expression/problem.js';
import { printUnit } from './print-unit.js';
import { isSameDimension, type Unit } from './unit.js';

/** A unit in a sentence. */
export function describeUnit(unit: Unit): string {
  return shorten(printUnit(unit)) || 'a plain number';
}

/**
 * Why two units do not go together: `V + A: ...`.
 *
 * @param phrase says of both, in words, what is done with them
 */
export function describeMismatch(a: Unit, b: Unit, phrase: (a: string, b: string) => string): string {
  const advice = isSameDimension(a, b)
    ? `convert one of them, ${describeConversion(a, b)}`
    : 'they are different quantities';
  return `${phrase(describeUnit(a), describeUnit(b))}: both must have the same unit; ${advice}`;
}

/** `1 A is 1000 mA`: between two units of one dimension. */
export function describeConversion(a: Unit, b: Unit): string {
  const [large, small] = a.scale >= b.scale ? [a, b] : [b, a];
  const factor = Number((10 ** (large.scale - small.scale)).toPrecision(6));
  return `1 ${printUnit(large)} is ${factor} ${printUnit(small)}`.replace(/ +/g, ' ').trim();
}
