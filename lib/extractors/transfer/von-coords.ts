import * as v from 'valibot';
import { deviceTypeOf } from '../device-type.js';
import { defineExtractor } from '../extractor.js';
import { branchesOf } from '../sweep.js';
import { ASKS_FOR_BOTH_ONLY, asksForOneAtMost, coordinatesOf, coordinatesOutput } from './coordinates.js';
import { inDirection } from './in-direction.js';
import { deviceType, direction, equalVg, returnIdOnly, returnVgOnly, split } from './params.js';
import { turnOnPoint } from './turn-on-point.js';

/** `transfer.Von_coords`: [Vg, Id] in V and A, Id signed, at the turn-on voltage; both: one pair per branch. */
export const vonCoords = defineExtractor({
  name: 'transfer.Von_coords',
  source: 'transfer',
  description: 'Vg and Id at the turn-on voltage',
  version: 1,
  params: v.pipe(
    v.strictObject({
      direction,
      return_vg_only: returnVgOnly,
      return_id_only: returnIdOnly,
      device_type: deviceType,
      split,
      equal_Vg: equalVg,
    }),
    v.check((params) => asksForOneAtMost(params), ASKS_FOR_BOTH_ONLY),
  ),
  legacy: { split: 'midpoint', equal_Vg: 'replace', device_type: 'N' },
  outputs: (params) => [coordinatesOutput('the turn-on voltage', params)],
  extract: (step, params) => {
    const device = deviceTypeOf(step, params.device_type);
    if (typeof device === 'object') return device;
    return inDirection(branchesOf(step, params.split), params.direction, (branch) =>
      coordinatesOf(turnOnPoint(branch, device, params.equal_Vg), params),
    );
  },
});
