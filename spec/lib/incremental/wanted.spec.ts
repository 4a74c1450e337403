import * as v from 'valibot';
import { expect, it } from 'vitest';
import { defineFeatures } from '../../../lib/config/configuration.js';
import { recipesOf } from '../../../lib/graph/recipe.js';
import { wantedOf } from '../../../lib/incremental/wanted.js';

it('says of each feature that is extracted on which rows of which source it depends, of all how they are computed', async () => {
  const configuration = defineFeatures(
    {
      gm: { extractor: 'transfer.gm_max' },
      peak: { extractor: 'transient.peak_current' },
      decay: { extractor: 'transient.decay_time' },
      norm: { func: 'lambda gm: gm / gm.max()', input: 'gm' },
    },
    { name: 'mine', selected: ['norm', 'peak', 'decay'] },
  );
  const wanted = await wantedOf(configuration);
  expect(wanted).toMatchObject({ name: 'mine', configHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(wanted.recipes).toBe(recipesOf(configuration.graph));
  expect(Object.keys(wanted.extractors)).toEqual(['transfer.gm_max', 'transient.peak_current', 'transient.decay_time']);
  expect(wanted.extracted).toEqual([
    { name: 'gm', source: 'transfer', rows: ['transfer'] },
    { name: 'peak', source: 'transient', rows: ['transient Id'] },
    { name: 'decay', source: 'transient', rows: ['transient Id', 'transient time'] },
  ]);
});

it("knows a program's own extractor by its code", async () => {
  const mine = (sign: 1 | -1) => {
    const base = { name: 'transfer.mine', source: 'transfer', description: '', version: 1 } as const;
    const outputs = () => [{ name: '', shape: [], unit: '', description: '' }] as const;
    const extract = sign === 1 ? ({ index }: { index: number }) => index : ({ index }: { index: number }) => -index;
    return { ...base, params: v.strictObject({}), outputs, extract };
  };
  const hashOf = async (sign: 1 | -1) =>
    (await wantedOf(defineFeatures({ mine: { extractor: mine(sign) } }))).extractors['transfer.mine'];
  expect(await hashOf(1)).toBe(await hashOf(1));
  expect(await hashOf(1)).not.toBe(await hashOf(-1));
});
