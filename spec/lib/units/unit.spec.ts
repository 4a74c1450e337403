import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseUnit } from '../../../lib/units/parse-unit.js';
import { DIMENSIONLESS, divide, isSameDimension, isSameUnit, multiply, power } from '../../../lib/units/unit.js';
import { units } from './support.js';

describe('units', () => {
  it('are a commutative group under multiplication', () => {
    fc.assert(
      fc.property(units, units, units, (a, b, c) => {
        expect(isSameUnit(multiply(a, b), multiply(b, a))).toBe(true);
        expect(isSameUnit(multiply(multiply(a, b), c), multiply(a, multiply(b, c)))).toBe(true);
        expect(isSameUnit(divide(multiply(a, b), b), a)).toBe(true);
        expect(divide(a, a)).toEqual(DIMENSIONLESS);
        expect(multiply(a, DIMENSIONLESS)).toEqual(a);
      }),
    );
  });

  it('have powers that multiply', () => {
    fc.assert(
      fc.property(units, fc.constantFrom(1, 2, 3, -1, -2), (a, n) => {
        expect(isSameUnit(power(power(a, 1 / n), n), a)).toBe(true);
        expect(isSameUnit(multiply(power(a, n), power(a, 2)), power(a, n + 2))).toBe(true);
      }),
    );
  });

  it('are the same if their dimensions and scales are', () => {
    fc.assert(
      fc.property(units, units, (a, b) => {
        const quotient = divide(a, b);
        expect(isSameUnit(a, b)).toBe(isSameUnit(quotient, DIMENSIONLESS));
        expect(isSameDimension(a, b)).toBe(quotient.dimension.size === 0);
      }),
    );
  });

  it.each([
    ['S*V', 'A'],
    ['A/V', 'S'],
    ['V/A', 'Ω'],
    ['A*V', 'W'],
    ['W*s', 'J'],
    ['C/V', 'F'],
    ['C/s', 'A'],
    ['1/s', 'Hz'],
    ['Ω*F', 's'],
    ['mA/mV', 'S'],
    ['mA*kΩ', 'V'],
    ['V*s', 'Wb'],
    ['Wb/A', 'H'],
    ['Wb/m^2', 'T'],
    ['N*m', 'J'],
    ['N/m^2', 'Pa'],
    ['mA/A', '‰'],
    ['%*dm', 'm*‰'],
    ['L', 'dm^3'],
    ['mM', 'mol/m^3'],
    ['rad/s', 'Hz'],
  ])('take %s for %s', (a, b) => {
    expect(isSameUnit(parseUnit(a), parseUnit(b))).toBe(true);
  });

  it.each([
    ['A', 'V'],
    ['S', 'Ω'],
    ['a.u.', 'A'],
    ['a.u.', 'counts'],
    ['a.u.', ''],
  ])('do not convert %j into %j', (a, b) => {
    expect(isSameDimension(parseUnit(a), parseUnit(b))).toBe(false);
  });

  it('tell a prefix from none', () => {
    expect(isSameUnit(parseUnit('mA'), parseUnit('A'))).toBe(false);
    expect(isSameDimension(parseUnit('mA'), parseUnit('A'))).toBe(true);
    expect(isSameUnit(parseUnit('%'), DIMENSIONLESS)).toBe(false);
  });
});
