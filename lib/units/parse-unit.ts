import { findSymbol, opaqueSymbol } from './symbols.js';
import { DIMENSIONLESS, divide, multiply, power, type Unit, unitOf } from './unit.js';

/** Longer texts are no units; nothing is read of them. */
export const MAX_UNIT_LENGTH = 100;

/** Largest exponent that is written or follows from an expression. */
export const MAX_EXPONENT = 100;

/**
 * Reads a unit as people write it: symbols of the SI with their prefixes and `%`, joined by `*`, `·`, a space or `/` (from
 * left to right), with exponents as in `V^2`, `V**2`, `V²`, `s-1` or `A^(1/2)`. An empty text is that of a plain number.
 *
 * Never fails: a text that is not a unit, such as `a.u.`, stands for one that equals only itself. In a product it is written
 * in brackets, `[a.u.]/V`.
 *
 * @example
 * ```ts
 * isSameUnit(parseUnit('S*V'), parseUnit('A')); // true
 * ```
 */
export function parseUnit(text: string): Unit {
  const trimmed = text.trim();
  if (trimmed === '') return DIMENSIONLESS;
  const unit = trimmed.length <= MAX_UNIT_LENGTH ? new Reader(trimmed).read() : undefined;
  return unit ?? unitOf([{ symbol: opaqueSymbol(trimmed), exponent: 1 }]);
}

const OPERATOR = /\s*([*·⋅×/])\s*|\s+/uy;
const ONE = /1(?![\d.])/uy;
const SYMBOL = /[\p{L}%‰]+/uy;
const BRACKETS = /\[([^[\]]+)\]/uy;
const OPEN = /\(\s*/uy;
const CLOSE = /\s*\)/uy;

/** After a base; the last one needs no sign of its own, as in `cm2`. */
const EXPONENTS = [
  /\s*(?:\^|\*\*)\s*([+-]?\d+(?:\.\d+)?)/uy,
  /\s*(?:\^|\*\*)\s*\(\s*([+-]?\d+(?:\.\d+)?)(?:\s*\/\s*(\d+))?\s*\)/uy,
  /([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)/uy,
  /([+-]?\d+)/uy,
];
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻';

/** Reads a text from left to right; what it cannot read is undefined. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Unit | undefined {
    const unit = this.#product();
    return this.#at === this.#text.length ? unit : undefined;
  }

  #product(): Unit | undefined {
    let product = this.#power();
    while (product !== undefined && this.#at < this.#text.length) {
      const start = this.#at;
      const operator = this.#match(OPERATOR);
      const factor = operator && this.#power();
      if (operator === undefined || factor === undefined) {
        // Of a sign that is followed by nothing, no unit can be made.
        this.#at = start;
        return product;
      }
      product = operator[1] === '/' ? divide(product, factor) : multiply(product, factor);
    }
    return product;
  }

  #power(): Unit | undefined {
    if (this.#match(ONE)) return DIMENSIONLESS;
    const base = this.#base();
    if (base === undefined) return undefined;
    for (const pattern of EXPONENTS) {
      const [written, text, denominator = '1'] = this.#match(pattern) ?? [];
      if (written === undefined || text === undefined) continue;
      const exponent = Number(plainDigits(text)) / Number(denominator);
      return Math.abs(exponent) <= MAX_EXPONENT ? power(base, exponent) : undefined;
    }
    return base;
  }

  #base(): Unit | undefined {
    const quoted = this.#match(BRACKETS)?.[1];
    if (quoted !== undefined) return parseUnit(quoted);
    const written = this.#match(SYMBOL)?.[0];
    if (written !== undefined) {
      const symbol = findSymbol(written);
      return symbol && unitOf([{ symbol, exponent: 1 }]);
    }
    if (!this.#match(OPEN)) return undefined;
    const inner = this.#product();
    return this.#match(CLOSE) && inner;
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text) ?? undefined;
    if (match !== undefined) this.#at = pattern.lastIndex;
    return match;
  }
}

function plainDigits(text: string): string {
  return text.replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]/gu, (sign) => '0123456789+-'.charAt(SUPERSCRIPTS.indexOf(sign)));
}
