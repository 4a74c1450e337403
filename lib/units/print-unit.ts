import { isOpaque } from './symbols.js';
import type { Factor, Unit } from './unit.js';

/**
 * A unit as text that {@link parseUnit} reads as the same unit, in the symbols it was made of: `S/A`, `S*V`, `1/V`,
 * `A/(V*s^2)`, and '' for a plain number.
 */
export function printUnit({ factors }: Unit): string {
  const [only] = factors;
  // Alone, a text that is not a unit is what it is.
  if (factors.length === 1 && only?.exponent === 1) return only.symbol.text;
  const above = factors.filter(({ exponent }) => exponent > 0).map(printFactor);
  const below = factors.filter(({ exponent }) => exponent < 0).map(printFactor);
  const numerator = above.join('*') || (below.length > 0 ? '1' : '');
  if (below.length === 0) return numerator;
  return `${numerator}/${below.length === 1 ? below.join('') : `(${below.join('*')})`}`;
}

function printFactor({ symbol, exponent }: Factor): string {
  const text = isOpaque(symbol) ? `[${symbol.text}]` : symbol.text;
  const size = Math.abs(exponent);
  return size === 1 ? text : `${text}^${size}`;
}
