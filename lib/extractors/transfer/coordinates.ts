import type { Missing, Output, Value } from '../extractor.js';
import type { Direction } from './in-direction.js';
import type { SteepestPoint } from './steepest-point.js';

/** Which coordinates of a point a feature gives: both unless one of the two is set. */
export interface CoordinateChoice {
  readonly return_vg_only: boolean;
  readonly return_id_only: boolean;
}

/** Whether the parameters do not ask for only Vg and only Id at once. */
export function asksForOneAtMost({ return_vg_only, return_id_only }: CoordinateChoice): boolean {
  return !(return_vg_only && return_id_only);
}

export const ASKS_FOR_BOTH_ONLY =
  'return_vg_only and return_id_only are both true; set one of them, or none to get [Vg, Id]';

/** The chosen coordinates of a point: a number, or [Vg, Id]. */
export function coordinatesOf(point: SteepestPoint | Missing, choice: CoordinateChoice): Value | Missing {
  if ('missing' in point) return point;
  if (choice.return_vg_only) return point.Vg;
  if (choice.return_id_only) return point.Id;
  return [point.Vg, point.Id];
}

/** @param of - what the point is, such as `largest gm` */
export function coordinatesOutput(of: string, params: CoordinateChoice & { readonly direction: Direction }): Output {
  const both = params.direction === 'both';
  const where = `at ${of}, ${both ? '[forward, reverse]' : params.direction}`;
  if (params.return_vg_only) return { name: '', shape: both ? [2] : [], unit: 'V', description: `Vg ${where}` };
  if (params.return_id_only) return { name: '', shape: both ? [2] : [], unit: 'A', description: `Id ${where}` };
  return { name: '', shape: both ? [2, 2] : [2], unit: ['V', 'A'], description: `[Vg, Id] ${where}` };
}
