import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseUnit } from '../../../lib/units/parse-unit.js';
import { printUnit } from '../../../lib/units/print-unit.js';
import { isOpaque } from '../../../lib/units/symbols.js';
import { isSameUnit } from '../../../lib/units/unit.js';
import { units } from './support.js';

describe('parseUnit', () => {
  it.each([
    ['', ''],
    [' ', ''],
    ['1', ''],
    ['S/A', 'S/A'],
    [' S / A ', 'S/A'],
    ['A*s', 'A*s'],
    ['A·s', 'A*s'],
    ['A s', 'A*s'],
    ['A × s', 'A*s'],
    ['V^2', 'V^2'],
    ['V**2', 'V^2'],
    ['V²', 'V^2'],
    ['V⁻¹²', '1/V^12'],
    ['A^0.5', 'A^0.5'],
    ['A^(1/2)', 'A^0.5'],
    ['A^(-1)', '1/A'],
    ['1/s', '1/s'],
    ['s^-1', '1/s'],
    ['s-1', '1/s'],
    ['cm2 V-1 s-1', 'cm^2/(V*s)'],
    ['F/(cm*V*s)', 'F/(cm*V*s)'],
    ['S/A/V', 'S/(A*V)'],
    ['S/A*V', ''],
    ['S*V', 'S*V'],
    ['V/S*A', 'V*A/S'],
    ['[V]', 'V'],
    ['[a.u.]/V', '[a.u.]/V'],
    ['uA', 'µA'],
    ['μA', 'µA'],
    ['Ohm', 'Ω'],
    ['kohm', 'kΩ'],
    ['\u2126', 'Ω'],
    ['u\u2126', 'µΩ'],
    ['min', 'min'],
    ['mmol', 'mmol'],
    ['ml', 'ml'],
    ['%', '%'],
    ['A%', 'A%'],
  ])('reads %j as %j', (text, printed) => {
    expect(printUnit(parseUnit(text))).toBe(printed);
  });

  it.each([
    'a.u.',
    'A%',
    'counts',
    'V, A',
    'Siemens',
    '10 V',
    '11',
    '1.5',
    '1^2',
    '1-2',
    'A-s',
    'A/',
    '/A',
    'A//s',
    '*',
    '()',
    '(A',
    'A)',
    '[A',
    '[]',
    '[[A]]',
    'A(s)',
    'A^',
    'A^1/2',
    'A^1e9',
    'A^101',
    'A^(1/0)',
    'log10(S)',
    '°C',
    'ä',
    '💡',
    '\u202eA',
    'A\u0000',
    'constructor',
    '__proto__',
  ])('takes %j for a text that is no unit', (text) => {
    const unit = parseUnit(text);
    expect(isOpaque(unit)).toBe(true);
    expect(isSameUnit(unit, parseUnit(text))).toBe(true);
    expect(isSameUnit(unit, parseUnit(`${text}'`))).toBe(false);
  });

  it('reads nothing of a text that is too long', () => {
    for (const text of [`${'A*'.repeat(50)}A`, '('.repeat(100), '('.repeat(1e6)]) {
      expect(isOpaque(parseUnit(text))).toBe(true);
    }
    expect(printUnit(parseUnit(`${'A*'.repeat(49)}A`))).toBe('A^50');
  });

  it('reads what is printed as the same unit', () => {
    fc.assert(
      fc.property(units, (unit) => {
        const printed = printUnit(unit);
        fc.pre(printed.length <= 100);
        expect(isSameUnit(parseUnit(printed), unit)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('makes a unit of any text whatever, which it prints so that it can be read', () => {
    const signs = fc.string({ unit: fc.constantFrom(...'SAVsm%µ1230.^*/()[]{} -²⁻·,'), maxLength: 12 });
    fc.assert(
      fc.property(fc.oneof(signs, fc.string({ unit: 'binary', maxLength: 100 })), (text) => {
        const unit = parseUnit(text);
        expect(isSameUnit(parseUnit(printUnit(unit)), unit)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
