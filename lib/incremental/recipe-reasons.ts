import { canonicalJson } from '../graph/content.js';
import { versionOfHash } from '../table/extractor-hashes.js';
import type { ExtractedRecipe, Recipe } from '../table/reuse-record.js';
import type { DecisionReason } from './reasons.js';

/** How a feature is computed, and by which code: recipes and hashes of extractors, as a configuration or a file has them. */
export interface Recipes {
  readonly recipes: Readonly<Record<string, Recipe>>;
  /** Content hash of each extractor, by its name. */
  readonly extractors: Readonly<Record<string, string>>;
}

/** Why the values of a feature would not be the same; none if they would, given the same steps. */
export function recipeReasons(feature: string, then: Recipes, now: Recipes): readonly DecisionReason[] {
  const [before, after] = [ownRecipe(then, feature), ownRecipe(now, feature)];
  if (after === undefined) return before === undefined ? [] : [{ kind: 'feature-removed', feature }];
  if (before === undefined) return [{ kind: 'feature-added', feature }];
  if ('func' in before || 'func' in after || originOf(before) !== originOf(after)) {
    const [from, to] = [originOf(before), originOf(after)];
    return from === to ? [] : [{ kind: 'definition-changed', feature, from, to }];
  }
  return [...extractorReasons(feature, after.extractor, then, now), ...extractedReasons(feature, before, after)];
}

function ownRecipe({ recipes }: Recipes, feature: string): Recipe | undefined {
  return Object.hasOwn(recipes, feature) ? recipes[feature] : undefined;
}

function originOf(recipe: Recipe): string {
  const { inputs = [] } = recipe;
  const what = 'func' in recipe ? recipe.func : recipe.extractor;
  return inputs.length === 0 ? what : `${what} of ${inputs.join(', ')}`;
}

function extractorReasons(feature: string, extractor: string, then: Recipes, now: Recipes): readonly DecisionReason[] {
  const [from, to] = [then, now].map(({ extractors }) => extractors[extractor] ?? '') as [string, string];
  if (from === to) return [];
  return [{ kind: 'extractor-changed', feature, extractor, from: codeOf(extractor, from), to: codeOf(extractor, to) }];
}

function codeOf(extractor: string, hash: string): string {
  const version = versionOfHash(extractor, hash);
  return version === undefined ? `code ${hash.slice(0, 8)}` : `version ${version}`;
}

function extractedReasons(feature: string, before: ExtractedRecipe, after: ExtractedRecipe): readonly DecisionReason[] {
  const names = new Set([...Object.keys(before.params), ...Object.keys(after.params)]);
  const changed = [...names].flatMap((parameter): readonly DecisionReason[] => {
    const [from, to] = [before.params[parameter], after.params[parameter]];
    return isSame(from, to) ? [] : [{ kind: 'parameter-changed', feature, parameter, from, to }];
  });
  if (changed.length > 0 || isSame(before.outputs, after.outputs)) return changed;
  const [from, to] = [before, after].map(({ outputs }) => `outputs ${canonicalJson(outputs)}`) as [string, string];
  return [{ kind: 'definition-changed', feature, from, to }];
}

function isSame(a: unknown, b: unknown): boolean {
  return canonicalJson(a ?? null) === canonicalJson(b ?? null);
}
