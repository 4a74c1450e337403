import { stepCounts } from '../experiment/head.js';
import { SOURCES } from '../experiment/step.js';
import type { TableFormat } from '../table/table-format.js';
import { isOf, type KnownOutput, type Relation, relationTo, type SourceState } from './known-output.js';
import type { DecisionReason } from './reasons.js';
import { recipeReasons } from './recipe-reasons.js';
import { takeableOf } from './takeable.js';
import type { Wanted } from './wanted.js';

/** What there is to do for an experiment under a configuration. */
export type Decision = UpToDate | Extend | Compute;

/** Nothing: a feature file has all that would be computed. */
export interface UpToDate {
  readonly kind: 'up-to-date';
  readonly output: KnownOutput;
  readonly reasons: readonly [];
}

/** Something: the rest is taken over from a feature file. */
export interface Extend {
  readonly kind: 'extend';
  readonly output: KnownOutput;
  /** Of each feature whose values are taken over, of how many of the first steps. */
  readonly take: ReadonlyMap<string, number>;
  readonly reasons: readonly DecisionReason[];
  readonly supersedes?: KnownOutput;
}

/** Everything: for the first time, or anew. */
export interface Compute {
  readonly kind: 'new' | 'recompute';
  readonly reasons: readonly DecisionReason[];
  readonly supersedes?: KnownOutput;
}

/**
 * Decides what is to be computed of an experiment, from what the feature files that are there say of themselves. It believes
 * them: whether a file is damaged is for `isIntact` to say.
 *
 * Values are taken over where the same extractor with the same parameters would see the same steps again. A source of which any
 * byte changed is another one, unless steps were added and those before them are the same. Code is known by what can be seen of it:
 * a built-in extractor by its version, another also by the file of its module or its own text, a function by its text. Who changes
 * what these import raises the version, or computes all anew.
 *
 * @example
 * ```ts
 * const decision = decide(await wantedOf(configuration), { head, hash: fingerprint(head.file) }, outputs);
 * if (decision.kind !== 'up-to-date') console.log(decision.kind, ...decision.reasons.map(describeReason));
 * ```
 * @param outputs - of whatever experiments; those of others are passed over
 * @param format - that is wanted. Default: any will do
 */
export function decide(
  wanted: Wanted,
  source: SourceState,
  outputs: readonly KnownOutput[],
  format?: TableFormat,
): Decision {
  const own = outputs.filter((output) => isOf(source, output));
  const judged = own.map((output) => judge(wanted, source, output, format)).sort(byMerit);
  const [best] = judged;
  const supersedes = latestOf(wanted, own);
  const rest = supersedes === undefined ? {} : { supersedes };
  if (best === undefined) return { kind: 'new', reasons: [{ kind: 'no-output' }] };
  const { output, take, reasons } = best;
  if (reasons.length === 0) return { kind: 'up-to-date', output, reasons: [] };
  if (take.size > 0) return { kind: 'extend', output, take, reasons, ...rest };
  if (supersedes === undefined) return { kind: 'new', reasons: [{ kind: 'no-output' }] };
  return { kind: 'recompute', reasons, ...rest };
}

/** What there is to do if it is all to be computed, whatever feature files there are. */
export function computeAnyway(wanted: Wanted, source: SourceState, outputs: readonly KnownOutput[]): Compute {
  const supersedes = latestOf(
    wanted,
    outputs.filter((output) => isOf(source, output)),
  );
  return { kind: 'recompute', reasons: [{ kind: 'forced' }], ...(supersedes !== undefined && { supersedes }) };
}

/** The latest of some files that are of this configuration, by its name. */
function latestOf({ name }: Wanted, outputs: readonly KnownOutput[]): KnownOutput | undefined {
  return outputs
    .filter(({ metadata }) => metadata.config.name === name)
    .reduce<KnownOutput | undefined>(
      (latest, output) =>
        latest !== undefined && latest.metadata.createdAt >= output.metadata.createdAt ? latest : output,
      undefined,
    );
}

/** What a file is good for. */
interface Judged {
  readonly output: KnownOutput;
  readonly isOfConfiguration: boolean;
  readonly take: ReadonlyMap<string, number>;
  /** Cells that are taken over. */
  readonly cells: number;
  /** None if it has all there is to compute. */
  readonly reasons: readonly DecisionReason[];
}

function judge(wanted: Wanted, source: SourceState, output: KnownOutput, format: TableFormat | undefined): Judged {
  const { metadata } = output;
  const relation = relationTo(source, output);
  const names = new Set([...Object.keys(wanted.recipes), ...Object.keys(metadata.reuse.recipes)]);
  const then = { recipes: metadata.reuse.recipes, extractors: metadata.extractors };
  const changes = new Map([...names].map((name) => [name, recipeReasons(name, then, wanted)]));
  const recipes = [...changes.values()].flat();
  const isComplete = relation === 'same' && recipes.length === 0 && metadata.config.hash === wanted.configHash;
  const takeable = relation === 'changed' ? undefined : takeableOf(wanted, changes, source, output, relation);
  const take = new Map<string, number>();
  const lacking: DecisionReason[] = [];
  for (const feature of wanted.extracted) {
    const found = takeable?.(feature);
    if (found?.kind === 'steps' && found.steps > 0) take.set(feature.name, found.steps);
    // What changed of its own recipe has been told. Of a file that has all there is to do, nothing has to be taken over.
    const isTold = (changes.get(feature.name) ?? []).length > 0;
    if (found?.kind === 'none' && !isTold && !isComplete) lacking.push(...found.reasons);
  }
  const reasons: readonly DecisionReason[] = [
    ...sourceReasons(source, output, relation),
    ...(format === undefined || format === output.format
      ? []
      : [{ kind: 'output-format', from: output.format, to: format } as const]),
    ...recipes,
    ...(recipes.length === 0 && metadata.config.hash !== wanted.configHash
      ? [{ kind: 'presentation-changed' } as const]
      : []),
    ...lacking,
  ];
  return {
    output,
    isOfConfiguration: metadata.config.name === wanted.name,
    take,
    cells: [...take.values()].reduce((sum, cells) => sum + cells, 0),
    reasons,
  };
}

/** A file that has all before those of which something can be taken over, the most first; then the latest. */
function byMerit(a: Judged, b: Judged): number {
  const [first, second] = [a, b].map(({ reasons }) => (reasons.length === 0 ? 0 : 1)) as [number, number];
  return (
    first - second ||
    b.cells - a.cells ||
    Number(b.isOfConfiguration) - Number(a.isOfConfiguration) ||
    (a.output.metadata.createdAt < b.output.metadata.createdAt ? 1 : -1)
  );
}

function sourceReasons(
  { head }: SourceState,
  { metadata }: KnownOutput,
  relation: Relation,
): readonly DecisionReason[] {
  if (relation === 'same') return [];
  if (relation === 'changed') return [{ kind: 'source-changed' }];
  const [before, now] = [metadata.reuse.source.steps, stepCounts(head)];
  return SOURCES.filter((source) => now[source] > before[source]).map((source) => ({
    kind: 'steps-added',
    source,
    from: before[source],
    to: now[source],
  }));
}
