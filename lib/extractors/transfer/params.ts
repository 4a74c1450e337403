import * as v from 'valibot';
import { deviceTypeSchema } from '../device-type.js';

/** Parameters that several transfer features share. */
export const direction = v.optional(
  v.pipe(
    v.picklist(['forward', 'reverse', 'both']),
    v.description('branch of the sweep: forward, reverse, or both as [forward, reverse]'),
  ),
  'forward',
);

export const split = v.optional(
  v.pipe(
    v.picklist(['auto', 'midpoint']),
    v.description(
      'where the sweep is cut into branches: where Vg turns round (auto) or after its middle point (midpoint)',
    ),
  ),
  'auto',
);

export const equalVg = v.optional(
  v.pipe(
    v.picklist(['merge', 'replace']),
    v.description(
      'neighbouring points of equal Vg: merge them into one (mean of the current), or replace their distance by 1e-12 V',
    ),
  ),
  'merge',
);

export const deviceType = v.optional(
  deviceTypeSchema('N or P (also N-type, P-type); default: device_type of the file, else N'),
);

export const unusedDeviceType = v.optional(
  deviceTypeSchema('accepted for older configurations; it has no influence on this feature'),
);

export const returnVgOnly = v.optional(v.pipe(v.boolean(), v.description('give only Vg of the point')), false);

export const returnIdOnly = v.optional(v.pipe(v.boolean(), v.description('give only Id of the point')), false);
