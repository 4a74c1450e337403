import { jointCount, stepCounts } from '../experiment/head.js';
import { columnName } from '../graph/feature.js';
import type { KnownOutput, Relation, SourceState } from './known-output.js';
import type { DecisionReason } from './reasons.js';
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
 * @param changes - why the recipes of features are other ones
 * @param relation - of the file to the source: not `changed`
 */
export function takeableOf(
  wanted: Wanted,
  changes: ReadonlyMap<string, readonly DecisionReason[]>,
  source: SourceState,
  output: KnownOutput,
  relation: Exclude<Relation, 'changed'>,
): (feature: WantedFeature) => Takeable {
  const extracted = new Map(wanted.extracted.map((feature) => [feature.name, feature]));
  const reasonsFor = (name: string): readonly DecisionReason[] => {
    const changed = changes.get(name) ?? [];
    const feature = extracted.get(name);
    return changed.length > 0 || feature === undefined ? changed : lackingReasons(feature, output, relation);
  };
  const isOfAllSteps = (name: string) => !extracted.has(name);
  const mayBeAnother = (name: string) => (relation === 'grown' && isOfAllSteps(name)) || reasonsFor(name).length > 0;
  const then = output.metadata.reuse.source.steps;
  const now = stepCounts(source.head);
  /** Before which index a feature is what it was, and null where it was null. */
  const sameBefore = (name: string): number => {
    const sources = extracted.get(name)?.sources ?? [];
    const before = jointCount(sources, then);
    return jointCount(sources, now) > before ? before : Infinity;
  };
  return ({ name, sources }) => {
    const reasons = reasonsFor(name);
    if (reasons.length > 0) return { kind: 'none', reasons };
    const inputs = inputsOf(name, wanted);
    const input = inputs.find(mayBeAnother);
    if (input !== undefined) return { kind: 'none', reasons: [{ kind: 'input-changed', feature: name, input }] };
    return { kind: 'steps', steps: Math.min(jointCount(sources, then), ...inputs.map(sameBefore)) };
  };
}

/** All that a feature builds on, directly or through others. */
function inputsOf(name: string, { recipes }: Wanted): readonly string[] {
  const inputs = new Set(recipes[name]?.inputs);
  // A set also goes through what is added on the way.
  for (const input of inputs) for (const deeper of recipes[input]?.inputs ?? []) inputs.add(deeper);
  return [...inputs];
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
