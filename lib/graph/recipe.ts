import { remember } from '../remember.js';
import type { Recipe } from '../table/reuse-record.js';
import { canonicalJson } from './content.js';
import type { Feature } from './feature.js';
import type { FeatureGraph } from './feature-graph.js';

/** How each feature of a graph is computed, by its name: all that decides its values, but for the code of extractors. */
export const recipesOf = remember(
  ({ features }: FeatureGraph): Readonly<Record<string, Recipe>> =>
    Object.fromEntries(features.map((feature) => [feature.name, recipeOf(feature)])),
);

function recipeOf(feature: Feature): Recipe {
  if (feature.kind === 'derived') return { func: feature.text, inputs: feature.inputs };
  const { extractor, inputs, params, outputs } = feature;
  return {
    extractor: extractor.name,
    ...(inputs.length > 0 && { inputs }),
    // As a file gives them back.
    params: JSON.parse(canonicalJson(params)),
    outputs: outputs.map(({ name, shape }) => ({ name, shape })),
  };
}
