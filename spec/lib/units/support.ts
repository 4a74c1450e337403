import fc from 'fast-check';
import { parseUnit } from '../../../lib/units/parse-unit.js';
import { multiply, power, type Unit } from '../../../lib/units/unit.js';

const SYMBOLS = [
  'S',
  'A',
  'V',
  's',
  'Hz',
  'Ω',
  'W',
  'F',
  'C',
  'mA',
  'µA',
  'kΩ',
  'ms',
  '%',
  'kg',
  'cm',
  'a.u.',
  'V, A',
  'x]y[z',
];

const exponents = fc.constantFrom(1, 1, 1, -1, -1, 2, -2, 0.5, 1 / 3, -1.5);

/** Units as features have them: products of powers of a few symbols, texts that are not units among them. */
export const units: fc.Arbitrary<Unit> = fc
  .array(fc.tuple(fc.constantFrom(...SYMBOLS), exponents), { maxLength: 4 })
  .map((factors) =>
    factors.reduce((unit, [symbol, exponent]) => multiply(unit, power(parseUnit(symbol), exponent)), parseUnit('')),
  );
