import { parseUnit } from '../../units/parse-unit.js';
import type { Unit } from '../../units/unit.js';

/** By how much the measured quantities of a step are multiplied. */
export interface Scale {
  readonly current: number;
  readonly voltage: number;
  readonly time: number;
}

/** Everything as it is. */
export const UNSCALED: Scale = { current: 1, voltage: 1, time: 1 };

/**
 * By how much a number of this unit is then multiplied: S by current / voltage, s by time, V/s by voltage / time.
 *
 * A unit is a product of powers of A, V, s and others, which are not scaled: kg stands in V alone, once, with m^2 s^-3 A^-1.
 *
 * @param unit - as it is written; what is no unit, such as decades, is not scaled; it stands in brackets beside others, `V/[decade]`
 */
export function factorOf(unit: string, { current, voltage, time }: Scale): number {
  const { dimension }: Unit = parseUnit(unit);
  const powerOf = (name: string): number => dimension.get(name) ?? 0;
  const volts = powerOf('kg');
  return voltage ** volts * current ** (powerOf('A') + volts) * time ** (powerOf('s') + 3 * volts);
}
