import { describe, expect, it } from 'vitest';
import { describeConversion, describeMismatch, describeUnit } from '../../../lib/units/describe.js';
import { parseUnit } from '../../../lib/units/parse-unit.js';

describe('describeUnit', () => {
  it.each([
    ['S/A', 'S/A'],
    ['', 'a plain number'],
    ['x\ny', 'x y'],
    ['y'.repeat(1000), `${'y'.repeat(40)}...`],
  ])('says %j as %j', (text, said) => {
    expect(describeUnit(parseUnit(text))).toBe(said);
  });
});

describe('describeConversion', () => {
  it.each([
    ['A', 'mA', '1 A is 1000 mA'],
    ['mA', 'A', '1 A is 1000 mA'],
    ['', '%', '1 is 100 %'],
    ['s', 'min', '1 min is 60 s'],
    ['eV', 'J', '1 J is 6241510000000000000 eV'],
    ['A*s', 'mC', '1 A*s is 1000 mC'],
  ])('between %j and %j: %s', (a, b, said) => {
    expect(describeConversion(parseUnit(a), parseUnit(b))).toBe(said);
  });
});

describe('describeMismatch', () => {
  it('says both units in the words of what is done, and what helps', () => {
    const sum = (a: string, b: string) => `${a} + ${b}`;
    expect(describeMismatch(parseUnit('V'), parseUnit(''), sum)).toBe(
      'V + a plain number: both must have the same unit; they are different quantities',
    );
    expect(describeMismatch(parseUnit('V'), parseUnit('mV'), sum)).toBe(
      'V + mV: both must have the same unit; convert one of them, 1 V is 1000 mV',
    );
  });
});
