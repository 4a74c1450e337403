import * as v from 'valibot';
import { expect, it } from 'vitest';
import { describeExtractor } from '../../../lib/extractors/describe-extractor.js';
import { defineExtractor } from '../../../lib/extractors/extractor.js';

it('says what an extractor builds on, in the order in which a configuration gives it', () => {
  const extractor = defineExtractor({
    name: 'transient.gain',
    source: 'transient',
    inputs: {
      gm: { shape: [], unit: 'S', description: 'transconductance' },
      cycles: { shape: ['n'], description: 'one number per pulse' },
    },
    description: 'gain',
    version: 1,
    params: v.strictObject({}),
    outputs: () => [{ name: '', shape: [], unit: '', description: 'gain' }],
    extract: (_, __, { gm, cycles }) => gm * cycles.length,
  });
  expect(describeExtractor(extractor).inputs).toEqual([
    { name: 'gm', shape: [], unit: 'S', description: 'transconductance' },
    { name: 'cycles', shape: ['n'], description: 'one number per pulse' },
  ]);
  expect(describeExtractor({ ...extractor, params: v.strictObject({ level: v.number() }) })).toMatchObject({
    outputs: [],
    params: [{ name: 'level', schema: { type: 'number' } }],
  });
});
