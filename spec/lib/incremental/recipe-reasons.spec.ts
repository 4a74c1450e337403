import { describe, expect, it } from 'vitest';
import { describeReason } from '../../../lib/incremental/reasons.js';
import { type Recipes, recipeReasons } from '../../../lib/incremental/recipe-reasons.js';
import { extractorHashes } from '../../../lib/table/extractor-hashes.js';
import type { ExtractedRecipe, Recipe } from '../../../lib/table/reuse-record.js';

const gm: ExtractedRecipe = {
  extractor: 'transfer.gm_max',
  params: { direction: 'forward', range: [0, 1] },
  outputs: [{ name: '', shape: [] }],
};
const norm = { func: 'lambda gm: gm / gm.max()', inputs: ['gm'] };

function recipes(f: Recipe | undefined, extractors: Recipes['extractors'] = { 'transfer.gm_max': 'a' }): Recipes {
  return { recipes: f === undefined ? {} : { f }, extractors };
}

const texts = (before: Recipes, after: Recipes) => recipeReasons('f', before, after).map(describeReason);

describe('recipeReasons', () => {
  it('finds none between the same recipes, in whatever order they name their parameters', () => {
    const other = { ...gm, params: { range: [0, 1], direction: 'forward' } };
    expect(recipeReasons('f', recipes(gm), recipes(other))).toEqual([]);
    expect(recipeReasons('f', recipes(norm), recipes({ ...norm }))).toEqual([]);
    expect(recipeReasons('f', recipes(undefined), recipes(undefined))).toEqual([]);
    // A name that every object has is the name of no feature.
    expect(recipeReasons('constructor', recipes(gm), recipes(gm))).toEqual([]);
  });

  it('names each parameter that is another one, that is new or that is gone', () => {
    const after = { ...gm, params: { direction: 'both', range: [0, 2], split: 'auto' } };
    expect(texts(recipes({ ...gm, params: { ...gm.params, old: true } }), recipes(after))).toEqual([
      'parameter direction of feature f changed ("forward" -> "both")',
      'parameter range of feature f changed ([0,1] -> [0,2])',
      'parameter old of feature f changed (true -> not given)',
      'parameter split of feature f changed (not given -> "auto")',
    ]);
  });

  it('tells versions of extractors where they are known, else by what their code is known', async () => {
    const hashOf = async (version: number) => await extractorHashes([{ name: 'transfer.gm_max', version }]);
    expect(texts(recipes(gm, await hashOf(1)), recipes(gm, await hashOf(2)))).toEqual([
      'extractor transfer.gm_max of feature f changed (version 1 -> version 2)',
    ]);
    expect(texts(recipes(gm, { 'transfer.gm_max': '0123456789' }), recipes(gm, await hashOf(2)))).toEqual([
      'extractor transfer.gm_max of feature f changed (code 01234567 -> version 2)',
    ]);
  });

  it('tells other functions, other inputs, other extractors and other outputs', () => {
    expect(texts(recipes(norm), recipes({ ...norm, func: 'np.log10' }))).toEqual([
      'feature f is computed otherwise (lambda gm: gm / gm.max() of gm -> np.log10 of gm)',
    ]);
    expect(texts(recipes(norm), recipes(gm))).toEqual([
      'feature f is computed otherwise (lambda gm: gm / gm.max() of gm -> transfer.gm_max)',
    ]);
    expect(texts(recipes(gm), recipes({ ...gm, inputs: ['a', 'b'] }))).toEqual([
      'feature f is computed otherwise (transfer.gm_max -> transfer.gm_max of a, b)',
    ]);
    expect(texts(recipes(gm), recipes({ ...gm, outputs: [{ name: '', shape: ['n', 2] }] }))).toEqual([
      'feature f is computed otherwise (outputs [{"name":"","shape":[]}] -> outputs [{"name":"","shape":["n",2]}])',
    ]);
  });

  it('tells features that were added and those that were removed', () => {
    expect(texts(recipes(undefined), recipes(gm))).toEqual(['feature f was added']);
    expect(texts(recipes(gm), recipes(undefined))).toEqual(['feature f was removed']);
  });
});
