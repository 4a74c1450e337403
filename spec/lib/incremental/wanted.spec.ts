import * as v from 'valibot';
import { expect, it } from 'vitest';
import { defineFeatures } from '../../../lib/config/configuration.js';
import { recipesOf } from '../../../lib/graph/recipe.js';
import { recipeReasons } from '../../../lib/incremental/recipe-reasons.js';
import { wantedOf } from '../../../lib/incremental/wanted.js';
import { extractorOf, outputOf } from '../../support/graph-arbitraries.js';

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
    { name: 'gm', sources: ['transfer'], rows: ['transfer'] },
    { name: 'peak', sources: ['transient'], rows: ['transient Id'] },
    { name: 'decay', sources: ['transient'], rows: ['transient Id', 'transient time'] },
  ]);
});

it('says of what builds on other features, or on several sources, what it is computed of', async () => {
  const base = extractorOf(outputOf([]));
  const joint = { ...base, name: 'both.sample', source: ['transfer', 'transient'] as const };
  const built = { ...base, name: 'transfer.built', inputs: { gm: { shape: [], description: '' } } };
  const wantedFor = (input: string) =>
    wantedOf(
      defineFeatures({
        gm: { extractor: 'transfer.gm_max' },
        joint: { extractor: joint },
        built: { extractor: built, input },
      }),
    );
  const [one, other] = [await wantedFor('gm'), await wantedFor('joint')];
  expect(one.extracted).toEqual([
    { name: 'gm', sources: ['transfer'], rows: ['transfer'] },
    { name: 'joint', sources: ['transfer', 'transient'], rows: ['transfer', 'transient Id', 'transient time'] },
    { name: 'built', sources: ['transfer'], rows: ['transfer'] },
  ]);
  expect(recipeReasons('built', one, one)).toEqual([]);
  expect(recipeReasons('built', one, other)).toEqual([
    { kind: 'definition-changed', feature: 'built', from: 'transfer.built of gm', to: 'transfer.built of joint' },
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
