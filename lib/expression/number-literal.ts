import type { NumberLiteral } from './syntax.js';

const INTEGER = /^(?:0(?:_?0)*|[1-9](?:_?\d)*|0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+)$/;
const DIGITS = String.raw`\d(?:_?\d)*`;
const FLOAT = new RegExp(`^(?:${DIGITS}\\.?|(?:${DIGITS})?\\.${DIGITS})(?:[eE][+-]?${DIGITS})?$`);

/** What a number of Python's is; undefined if it is none, or a complex one. */
export function readNumber(text: string): Pick<NumberLiteral, 'dtype' | 'value'> | undefined {
  const plain = text.replaceAll('_', '');
  if (INTEGER.test(text)) return { dtype: 'int', value: Number(plain) };
  const isFloat = FLOAT.test(text) && /[.eE]/.test(text);
  return isFloat ? { dtype: 'float', value: Number(plain) } : undefined;
}

/** A number that ends in a dot, or has one right before its exponent, wherever no name or number goes on. */
const BARE_DOT =
  /(?<![\p{L}\p{N}_.])(\d[\d_]*)\.(?![\p{L}\p{N}_.]|[eE][+-]?\d)|(?<![\p{L}\p{N}_.])(\d[\d_]*)\.(?=[eE][+-]?\d)/gu;

/**
 * The source with a digit in place of the dot of `1.` and `1.e5`, which the grammar takes for attribute access. Every
 * character stays in its place, and values are read from the true source.
 */
export function maskBareDots(source: string): string {
  return source.replace(BARE_DOT, (number) => `${number.slice(0, -1)}0`);
}
