import * as v from 'valibot';
import { defineExtractor, missing } from '../extractor.js';
import { allFinite } from '../finite.js';
import { largestMagnitude } from '../magnitude.js';
import { unusedDeviceType } from './params.js';

/** `transfer.absI_max`: the largest |Id| of a sweep, in A. */
export const absIMax = defineExtractor({
  name: 'transfer.absI_max',
  source: 'transfer',
  reads: ['Id'],
  description: 'largest |Id| of all points',
  version: 1,
  params: v.strictObject({ device_type: unusedDeviceType }),
  outputs: () => [{ name: '', shape: [], unit: 'A', description: 'largest |Id| of all points' }],
  extract: ({ Id }) => {
    if (Id.length === 0) return missing('the step has no points');
    if (!allFinite(Id)) return missing('a point of the step is not a finite number');
    return largestMagnitude(Id);
  },
});
