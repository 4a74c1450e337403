import * as v from 'valibot';
import type { TransferStep } from '../experiment/step.js';
import { type Missing, missing } from './extractor.js';

/** N: the current rises with the gate voltage; P: it falls. */
export type DeviceType = 'N' | 'P';

const SPELLINGS = /^\s*[NnPp](-[Tt][Yy][Pp][Ee])?\s*$/;

/**
 * `device_type` as a parameter: N, P, N-type or P-type in any case.
 *
 * The description comes before the transformation: behind it JSON Schema, which is of the input, has none.
 */
export const deviceTypeSchema = (description: string) =>
  v.pipe(
    v.string(),
    v.description(description),
    v.regex(SPELLINGS, ({ received }) => `device_type is ${received}; use N, P, N-type or P-type`),
    v.transform(letter),
  );

/** The device type of the parameters, else the one that the file gives, else N. */
export function deviceTypeOf(step: TransferStep, chosen: DeviceType | undefined): DeviceType | Missing {
  if (chosen !== undefined) return chosen;
  if (step.deviceType === undefined) return 'N';
  return (
    readDeviceType(step.deviceType) ??
    missing(`device_type of the file is "${step.deviceType}", neither N nor P; set the parameter device_type`)
  );
}

/** The device type that a text spells, or undefined if it is another word. */
export function readDeviceType(text: string): DeviceType | undefined {
  return SPELLINGS.test(text) ? letter(text) : undefined;
}

function letter(spelling: string): DeviceType {
  return spelling.trim().toUpperCase().startsWith('N') ? 'N' : 'P';
}
