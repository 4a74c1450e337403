import * as v from 'valibot';
import { defineExtractor, missing } from '../extractor.js';
import { allFinite } from '../finite.js';
import { largestMagnitude } from '../magnitude.js';

/** `transient.peak_current`: the largest |Id| of a trace, or the largest Id, in A. */
export const peakCurrent = defineExtractor({
  name: 'transient.peak_current',
  source: 'transient',
  reads: ['Id'],
  description: 'largest |Id|, or largest Id',
  version: 1,
  params: v.strictObject({
    use_abs: v.optional(v.pipe(v.boolean(), v.description('largest |Id| if true, largest signed Id if false')), true),
  }),
  outputs: ({ use_abs }) => [{ name: '', shape: [], unit: 'A', description: use_abs ? 'largest |Id|' : 'largest Id' }],
  extract: ({ Id }, { use_abs }) => {
    if (Id.length === 0) return missing('the step has no samples');
    if (!allFinite(Id)) return missing('a sample of the step is not a finite number');
    return use_abs ? largestMagnitude(Id) : largest(Id);
  },
});

function largest(values: Float64Array): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) most = Math.max(most, values[i] as number);
  return most;
}
