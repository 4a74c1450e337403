import { jointCount, stepCounts } from '../experiment/head.js';
import { columnName } from '../graph/feature.js';
import type { KnownOutput, Relation, SourceState } from './known-output.js';
import type { DecisionReason } from './reasons.js';
import { type Recipes, recipeReasons } from './recipe-reasons.js';
import type { Wanted, WantedFeature } from './wanted.js';

/** Of how many of its first steps a feature is taken over, or why of none. */
export type Takeable =
  | { readonly kind: 'steps'; readonly steps: number }
  | { readonly kind: 'none'; readonly reasons: readonly DecisionReason[] };

/**
 * Tells of features that are extracted for how many steps a file has just the values that would be extracted now.
 *
 * The recipe must be the same, and so must those of all that it builds on; the values must be in the file, and there must have
 * been no failure, which can have had another cause. What builds on a function of a whole column is another one as soon as
 * there is a step more, and what builds on steps that another source lacked is another one where it has them now.
 *
 * @param relation - of the file to the source: not `changed`
 */
export function takeableOf(
  wanted: Wanted,
  source: SourceState,
  output: KnownOutput,
  relation: Exclude<Relation, 'changed'>,
): (feature: WantedFeature) => Takeable {
  const { metadata } = output;
  const extracted = new Map(wanted.extracted.map((feature) => [feature.name, feature]));
  const recipes: Recipes = { recipes: metadata.reuse.recipes, extractors: metadata.extractors };
  const inputsOf = (name: string): readonly string[] => wanted.recipes[name]?.inputs ?? [];
  const ownReasons = (name: string): readonly DecisionReason[] => {
    const changes = recipeReasons(name, recipes, wanted);
    const feature = extracted.get(name);
    return changes.length > 0 || feature === undefined ? changes : lackingReasons(feature, output, relation);
  };
  /** The first of all that a feature builds on that may be another one now. */
  const changedInput = (name: string): string | undefined => {
    for (const input of inputsOf(name)) {
      const isOfAllSteps = relation === 'grown' && !extracted.has(input);
      if (isOfAllSteps || ownReasons(input).length > 0) return input;
      const deeper = changedInput(input);
      if (deeper !== undefined) return deeper;
    }
    return undefined;
  };
  const then = metadata.reuse.source.steps;
  const now = stepCounts(source.head);
  /** Before which index a feature is what it was, and null where it was null. */
  const sameBefore = (name: string): number => {
    const sources = extracted.get(name)?.sources ?? [];
    const before = jointCount(sources, then);
    return Math.min(jointCount(sources, now) > before ? before : Infinity, ...inputsOf(name).map(sameBefore));
  };
  return (feature) => {
    const reasons = ownReasons(feature.name);
    if (reasons.length > 0) return { kind: 'none', reasons };
    const input = changedInput(feature.name);
    if (input !== undefined)
      return { kind: 'none', reasons: [{ kind: 'input-changed', feature: feature.name, input }] };
    const steps = Math.min(jointCount(feature.sources, then), ...inputsOf(feature.name).map(sameBefore));
    return { kind: 'steps', steps };
  };
}

/** Why a file does not have the values of a feature, whose recipe is the same. */
function lackingReasons(
  { name, rows }: WantedFeature,
  { metadata }: KnownOutput,
  relation: Relation,
): readonly DecisionReason[] {
  const { recipes, columns, source } = metadata.reuse;
  const recipe = recipes[name];
  const isStored =
    recipe !== undefined &&
    'outputs' in recipe &&
    recipe.outputs.every((output) => Object.hasOwn(columns, columnName(name, output)));
  const isKnown = relation === 'same' || rows.every((row) => source.digests[row] !== undefined);
  if (!isStored || !isKnown) return [{ kind: 'not-stored', feature: name }];
  const failed = metadata.remarks.filter(({ feature, kind }) => feature === name && kind === 'failure');
  const steps = failed.reduce((sum, remark) => sum + remark.steps.length, 0);
  return steps === 0 ? [] : [{ kind: 'had-failures', feature: name, steps }];
}
