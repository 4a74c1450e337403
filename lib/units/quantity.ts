import { MAX_EXPONENT, MAX_UNIT_LENGTH } from './parse-unit.js';
import { printUnit } from './print-unit.js';
import { DIMENSIONLESS, divide, isSameDimension, isSameUnit, multiply, power, type Unit } from './unit.js';

/** What is known of the unit of a part of an expression before there are numbers. */
export type Quantity = UnknownQuantity | NumberQuantity | MeasuredQuantity | MixedQuantity;

/** Nothing can be said; nothing that is made of it is ever wrong. */
export interface UnknownQuantity {
  readonly kind: 'unknown';
}

/** Written in the expression: it has the unit of what it is added to or compared with. */
export interface NumberQuantity {
  readonly kind: 'number';
  /** Of a single number. */
  readonly value?: number;
  /** Written without a dot or an exponent: nobody writes a width of 0.05 cm like that. */
  readonly isWhole: boolean;
}

export interface MeasuredQuantity {
  readonly kind: 'measured';
  readonly unit: Unit;
  readonly certainty: Certainty;
}

/** An array whose elements along its last axis have a unit each: `[Vg, Id]`. */
export interface MixedQuantity {
  readonly kind: 'mixed';
  readonly units: readonly Unit[];
  /** Of the array, the steps included. */
  readonly dimensions: number;
}

/**
 * How much of a unit is certain. A whole number that multiplies may convert (1000 * a is a, in mA), so that its dimension alone
 * is; a decimal number may be a quantity (gm / 0.05 is S/cm by a width), so that nothing is.
 */
export type Certainty = 'guess' | 'dimension' | 'unit';

const BY_CERTAINTY: readonly Certainty[] = ['guess', 'dimension', 'unit'];

export const UNKNOWN: UnknownQuantity = { kind: 'unknown' };

/** What an argument that is not given counts for. */
export const ONE: NumberQuantity = { kind: 'number', value: 1, isWhole: true };

export function measured(unit: Unit, certainty: Certainty = 'unit'): MeasuredQuantity {
  return { kind: 'measured', unit, certainty };
}

/** A ratio, a count, a yes or no. */
export const PLAIN: MeasuredQuantity = measured(DIMENSIONLESS);

export function product(a: Quantity, b: Quantity): Quantity {
  return combine(a, b, multiply);
}

export function quotient(a: Quantity, b: Quantity): Quantity {
  return combine(a, b, divide);
}

function combine(a: Quantity, b: Quantity, units: (a: Unit, b: Unit) => Unit): Quantity {
  const [x, y] = [asFactor(a), asFactor(b)];
  if (x === undefined || y === undefined) return UNKNOWN;
  return withinLimits(units(x.unit, y.unit), lessCertain(x, y).certainty);
}

function asFactor(quantity: Quantity): MeasuredQuantity | undefined {
  if (quantity.kind === 'measured') return quantity;
  if (quantity.kind !== 'number') return undefined;
  const { value, isWhole } = quantity;
  if (!isWhole) return measured(DIMENSIONLESS, 'guess');
  return Math.abs(value ?? 0) === 1 ? PLAIN : measured(DIMENSIONLESS, 'dimension');
}

export function raised(base: Quantity, exponent: Quantity): Quantity {
  // The inverse of a logarithm, whose result does not say of what it was taken.
  if (base.kind === 'number') return measured(DIMENSIONLESS, 'guess');
  if (base.kind !== 'measured' || exponent.kind !== 'number') return UNKNOWN;
  const { value = Number.NaN } = exponent;
  return Math.abs(value) <= MAX_EXPONENT ? withinLimits(power(base.unit, value), base.certainty) : UNKNOWN;
}

/** Unless no unit is like this, and its text could not be read again. */
function withinLimits(unit: Unit, certainty: Certainty): Quantity {
  const isUsual = unit.factors.every(({ exponent }) => {
    const size = Math.abs(exponent);
    return size >= 1 / MAX_EXPONENT && size <= MAX_EXPONENT;
  });
  return isUsual && printUnit(unit).length <= MAX_UNIT_LENGTH ? measured(unit, certainty) : UNKNOWN;
}

/** What numbers of both are that are added, compared or put into one array; undefined if that makes no sense. */
export function common(a: Quantity, b: Quantity): Quantity | undefined {
  if (a.kind === 'number') return b;
  if (b.kind === 'number') return a;
  if (a.kind !== 'measured' || b.kind !== 'measured') return UNKNOWN;
  return agree(a, b) ? (lessCertain(a, b) === a ? b : a) : undefined;
}

/** Of an array of another shape: what its last axis is, is not followed. */
export function reshaped(quantity: Quantity): Quantity {
  return quantity.kind === 'mixed' ? UNKNOWN : quantity;
}

/** Whether two units may be the same, as far as they are certain. */
export function agree(a: MeasuredQuantity, b: MeasuredQuantity): boolean {
  switch (lessCertain(a, b).certainty) {
    case 'guess':
      return true;
    case 'dimension':
      return isSameDimension(a.unit, b.unit);
    case 'unit':
      return isSameUnit(a.unit, b.unit);
  }
}

/** The second one if both are as certain. */
function lessCertain(a: MeasuredQuantity, b: MeasuredQuantity): MeasuredQuantity {
  return BY_CERTAINTY.indexOf(a.certainty) < BY_CERTAINTY.indexOf(b.certainty) ? a : b;
}
