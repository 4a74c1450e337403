import * as v from 'valibot';
import { defineExtractor } from '../extractor.js';
import { branchesOf } from '../sweep.js';
import { ASKS_FOR_BOTH_ONLY, asksForOneAtMost, coordinatesOf, coordinatesOutput } from './coordinates.js';
import { inDirection } from './in-direction.js';
import { direction, equalVg, returnIdOnly, returnVgOnly, split, unusedDeviceType } from './params.js';
import { transconductancePeak } from './transconductance-peak.js';

/** `transfer.gm_max_coords`: [Vg, Id] in V and A, Id signed, where |dId/dVg| is largest; both: one pair per branch. */
export const gmMaxCoords = defineExtractor({
  name: 'transfer.gm_max_coords',
  source: 'transfer',
  description: 'Vg and Id at the largest transconductance |dId/dVg|',
  version: 1,
  params: v.pipe(
    v.strictObject({
      direction,
      return_vg_only: returnVgOnly,
      return_id_only: returnIdOnly,
      split,
      equal_Vg: equalVg,
      device_type: unusedDeviceType,
    }),
    v.check((params) => asksForOneAtMost(params), ASKS_FOR_BOTH_ONLY),
  ),
  legacy: { split: 'midpoint', equal_Vg: 'replace' },
  outputs: (params) => [coordinatesOutput('the largest |dId/dVg|', params)],
  extract: (step, params) =>
    inDirection(branchesOf(step, params.split), params.direction, (branch) =>
      coordinatesOf(transconductancePeak(branch, params.equal_Vg), params),
    ),
});
