import * as v from 'valibot';
import { defineExtractor } from '../extractor.js';
import { branchesOf } from '../sweep.js';
import { inDirection } from './in-direction.js';
import { direction, equalVg, split, unusedDeviceType } from './params.js';
import { transconductancePeak } from './transconductance-peak.js';

/** `transfer.gm_max`: the largest transconductance |dId/dVg| of a branch, in S; both: [forward, reverse]. */
export const gmMax = defineExtractor({
  name: 'transfer.gm_max',
  source: 'transfer',
  description: 'largest transconductance |dId/dVg|',
  version: 1,
  params: v.strictObject({ direction, split, equal_Vg: equalVg, device_type: unusedDeviceType }),
  legacy: { split: 'midpoint', equal_Vg: 'replace' },
  outputs: ({ direction }) => [
    {
      name: '',
      shape: direction === 'both' ? [2] : [],
      unit: 'S',
      description: `largest |dId/dVg|, ${direction === 'both' ? '[forward, reverse]' : direction}`,
    },
  ],
  extract: (step, params) =>
    inDirection(branchesOf(step, params.split), params.direction, (branch) => {
      const peak = transconductancePeak(branch, params.equal_Vg);
      return 'missing' in peak ? peak : Math.abs(peak.slope);
    }),
});
