import { describe, expect, it } from 'vitest';
import { maskBareDots, readNumber } from '../../../lib/expression/number-literal.js';

describe('readNumber', () => {
  it.each([
    ['0', 'int', 0],
    ['00', 'int', 0],
    ['1_000', 'int', 1000],
    ['0x_1F', 'int', 31],
    ['0b101', 'int', 5],
    ['0o17', 'int', 15],
    ['1.', 'float', 1],
    ['.5', 'float', 0.5],
    ['1e3', 'float', 1000],
    ['1.e-3', 'float', 0.001],
    ['01.5', 'float', 1.5],
    ['1_0.2_5E+0_1', 'float', 102.5],
    ['1e999', 'float', Infinity],
  ])('reads %s', (text, dtype, value) => {
    expect(readNumber(text)).toEqual({ dtype, value });
  });

  it.each(['1j', '1.5J', '012', '1_', '1__0', '0x', '0b2', '.', '1e', '_1'])('does not read %s', (text) => {
    expect(readNumber(text)).toBeUndefined();
  });
});

describe('maskBareDots', () => {
  it.each([
    ['1. + x', '10 + x'],
    ['(2.,)', '(20,)'],
    ['1.e5', '10e5'],
    ['1.5 + a1.T + .5', '1.5 + a1.T + .5'],
    ['1.T', '1.T'],
    ['τ1.mean()', 'τ1.mean()'],
    ['x[0, ...]', 'x[0, ...]'],
  ])('turns %s into %s', (source, masked) => {
    expect(maskBareDots(source)).toBe(masked);
  });
});
