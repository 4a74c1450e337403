import { OectError } from '../errors.js';
import { squeeze } from './squeeze.js';
import type { Step, TransferStep, TransientStep, TransientTiming } from './step.js';

/** A transfer sweep that no file has: a point of each list belongs to the point of the other. */
export interface TransferCurve {
  /** Gate voltage in V, `[point]`. */
  readonly Vg: ArrayLike<number>;
  /** Drain current in A, signed, `[point]`. */
  readonly Id: ArrayLike<number>;
  /** `N` or `P`, for extractors to which it matters. */
  readonly deviceType?: string;
}

/** A transient trace that no file has. */
export interface TransientCurve {
  /** Time in s, `[sample]`, increasing. */
  readonly time: ArrayLike<number>;
  /** Drain current in A, signed, `[sample]`. */
  readonly Id: ArrayLike<number>;
  readonly timing?: TransientTiming;
}

/**
 * The step that a transfer curve would be in a file: points that are not finite are taken out.
 *
 * @throws OectError `bad-argument` if the lists differ in length
 */
export function transferStep({ Vg, Id, ...rest }: TransferCurve, index = 0): TransferStep {
  const [voltages, currents] = rowsOf('transfer', index, { Vg, Id });
  const kept = squeeze([voltages, currents], [voltages, currents]);
  return { ...rest, kind: 'transfer', index, Vg: voltages.subarray(0, kept), Id: currents.subarray(0, kept) };
}

/**
 * The step that a transient curve would be in a file: samples without a current are taken out.
 *
 * @throws OectError `bad-argument` if the lists differ in length, or a time is not finite
 */
export function transientStep({ time, Id, ...rest }: TransientCurve, index = 0): TransientStep {
  const [times, currents] = rowsOf('transient', index, { time, Id });
  const kept = squeeze([times, currents], [currents]);
  const bad = times.subarray(0, kept).findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new OectError('bad-argument', `transient curve ${index}: its time is ${times[bad]} at sample ${bad}`);
  }
  return { ...rest, kind: 'transient', index, time: times.subarray(0, kept), Id: currents.subarray(0, kept) };
}

/** Copies of the two rows of a curve. */
function rowsOf(
  source: Step['kind'],
  index: number,
  rows: Readonly<Record<string, ArrayLike<number>>>,
): readonly [Float64Array, Float64Array] {
  const [[one, x], [other, y]] = Object.entries(rows) as [[string, ArrayLike<number>], [string, ArrayLike<number>]];
  if (x.length !== y.length) {
    const lengths = `${x.length} numbers in ${one} and ${y.length} in ${other}`;
    throw new OectError('bad-argument', `${source} curve ${index} has ${lengths}; give as many in both`);
  }
  return [Float64Array.from(x), Float64Array.from(y)];
}
