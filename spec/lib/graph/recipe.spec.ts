import { expect, it } from 'vitest';
import { createFeatureGraph } from '../../../lib/graph/feature-graph.js';
import { recipesOf } from '../../../lib/graph/recipe.js';
import { extractorOf, outputOf } from '../../support/graph-arbitraries.js';

const graphOf = (params: Readonly<Record<string, unknown>>, func: string) =>
  createFeatureGraph({
    gm: { extractor: 'transfer.gm_max', params },
    norm: { func, input: 'gm', unit: '', description: 'relative' },
  });

it('says of each feature all that decides its values, the parameters that are not given too', () => {
  const recipes = recipesOf(graphOf({ direction: 'reverse' }, 'lambda gm: gm / gm.max()'));
  expect(recipes).toMatchObject({
    gm: { extractor: 'transfer.gm_max', params: { direction: 'reverse' }, outputs: [{ name: '', shape: [] }] },
    norm: { func: 'lambda gm: gm / gm.max()', inputs: ['gm'] },
  });
  expect(JSON.parse(JSON.stringify(recipes))).toEqual(recipes);
  expect(recipes).not.toEqual(recipesOf(graphOf({ direction: 'forward' }, 'lambda gm: gm / gm.max()')));
  expect(recipes).not.toEqual(recipesOf(graphOf({ direction: 'reverse' }, 'lambda gm: gm / gm.min()')));
});

it('says of an extractor that builds on earlier features which these are', () => {
  const inputs = { gm: { shape: [], description: '' } } as const;
  const built = { ...extractorOf(outputOf([])), inputs };
  const recipes = (input: string) =>
    recipesOf(
      createFeatureGraph({
        a: { extractor: 'transfer.gm_max' },
        b: { extractor: 'transfer.gm_max' },
        c: { extractor: built, input },
      }),
    );
  expect(recipes('a').c).toMatchObject({ inputs: ['a'] });
  expect(recipes('a').c).not.toEqual(recipes('b').c);
  expect(recipes('a').a).not.toHaveProperty('inputs');
});
