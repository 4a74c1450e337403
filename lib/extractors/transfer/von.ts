import * as v from 'valibot';
import { deviceTypeOf } from '../device-type.js';
import { defineExtractor } from '../extractor.js';
import { branchesOf } from '../sweep.js';
import { inDirection } from './in-direction.js';
import { deviceType, direction, equalVg, split } from './params.js';
import { turnOnPoint } from './turn-on-point.js';

/**
 * `transfer.Von`: the gate voltage in V where log10 |Id| rises (N) or falls (P) fastest with Vg; both: [forward,
 * reverse].
 */
export const von = defineExtractor({
  name: 'transfer.Von',
  source: 'transfer',
  description: 'turn-on voltage: Vg where log10 |Id| rises (N) or falls (P) fastest',
  version: 1,
  params: v.strictObject({ direction, device_type: deviceType, split, equal_Vg: equalVg }),
  legacy: { split: 'midpoint', equal_Vg: 'replace', device_type: 'N' },
  outputs: ({ direction }) => [
    {
      name: '',
      shape: direction === 'both' ? [2] : [],
      unit: 'V',
      description: `turn-on voltage, ${direction === 'both' ? '[forward, reverse]' : direction}`,
    },
  ],
  extract: (step, params) => {
    const device = deviceTypeOf(step, params.device_type);
    if (typeof device === 'object') return device;
    return inDirection(branchesOf(step, params.split), params.direction, (branch) => {
      const point = turnOnPoint(branch, device, params.equal_Vg);
      return 'missing' in point ? point : point.Vg;
    });
  },
});
