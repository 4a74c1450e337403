import { describe, expect, it } from 'vitest';
import type { Source } from '../../../lib/experiment/step.js';
import type { DigestRow } from '../../../lib/experiment/step-digests.js';
import type { KnownOutput } from '../../../lib/incremental/known-output.js';
import { type Recipes, recipeReasons } from '../../../lib/incremental/recipe-reasons.js';
import { takeableOf } from '../../../lib/incremental/takeable.js';
import type { Wanted } from '../../../lib/incremental/wanted.js';
import type { Recipe } from '../../../lib/table/reuse-record.js';
import { headOf } from '../../support/experiments.js';
import { provenance } from '../../support/provenance.js';

/** What each feature is: the sources that it reads, none of a function of columns, and the features that it builds on. */
type Features = Readonly<Record<string, readonly [sources: readonly Source[], inputs?: readonly string[]]>>;

const ROWS: Readonly<Record<Source, DigestRow>> = { transfer: 'transfer', transient: 'transient Id' };

function wantedFor(features: Features, changed: readonly string[] = []): Wanted {
  const recipes = Object.entries(features).map(([name, [sources, inputs = []]]): readonly [string, Recipe] => {
    const version = changed.includes(name) ? 2 : 1;
    if (sources.length === 0) return [name, { func: `version ${version}`, inputs }];
    return [name, { extractor: 'x', params: { version }, outputs: [{ name: '', shape: [] }], inputs }];
  });
  const extracted = Object.entries(features).filter(([, [sources]]) => sources.length > 0);
  return {
    name: 'mine',
    configHash: 'c',
    recipes: Object.fromEntries(recipes),
    extractors: {},
    extracted: extracted.map(([name, [sources]]) => ({ name, sources, rows: sources.map((source) => ROWS[source]) })),
  };
}

interface Case {
  /** Steps that there were, and that there are. */
  readonly before: Readonly<Record<Source, number>>;
  readonly now: Readonly<Record<Source, number>>;
  readonly changed?: readonly string[];
  readonly hidden?: readonly string[];
  readonly failed?: readonly string[];
}

/** Of each feature the steps that are taken over, or the kind of the reason why it is not. */
function taken(features: Features, { before, now, changed = [], hidden = [], failed = [] }: Case) {
  const wanted = wantedFor(features, changed);
  const shown = wanted.extracted.filter(({ name }) => !hidden.includes(name));
  const output: KnownOutput = {
    file: 'one.parquet',
    format: 'parquet',
    metadata: {
      ...provenance,
      extractors: {},
      columns: {},
      remarks: failed.map((feature) => ({ feature, kind: 'failure', reason: 'x', steps: [0] })),
      reuse: {
        recipes: wantedFor(features).recipes,
        columns: Object.fromEntries(shown.map(({ name }) => [name, { shape: [] }])),
        source: { steps: before, digests: { transfer: 'a', 'transient Id': 'b' } },
      },
    },
  };
  const relation = before.transfer === now.transfer && before.transient === now.transient ? 'same' : 'grown';
  const then: Recipes = { recipes: output.metadata.reuse.recipes, extractors: {} };
  const changes = new Map(Object.keys(features).map((name) => [name, recipeReasons(name, then, wanted)]));
  const takeable = takeableOf(wanted, changes, { head: headOf('x.h5', now), hash: 'h' }, output, relation);
  return Object.fromEntries(
    wanted.extracted.map((feature) => {
      const found = takeable(feature);
      return [feature.name, found.kind === 'steps' ? found.steps : found.reasons.map(({ kind }) => kind).join()];
    }),
  );
}

const steps = { transfer: 4, transient: 6 };

describe('takeableOf', () => {
  const features: Features = {
    a: [['transfer']],
    b: [['transient']],
    both: [['transfer', 'transient']],
    onA: [['transient'], ['a']],
    mean: [[], ['b']],
    onMean: [['transfer'], ['mean']],
    above: [['transfer'], ['onMean']],
  };

  it('gives all steps where nothing changed', () => {
    expect(taken(features, { before: steps, now: steps })).toEqual({
      a: 4,
      b: 6,
      both: 4,
      onA: 6,
      onMean: 4,
      above: 4,
    });
  });

  it('gives the first steps of what has grown, up to where what it builds on was missing', () => {
    const now = { transfer: 5, transient: 9 };
    expect(taken(features, { before: steps, now })).toEqual({
      a: 4,
      b: 6,
      both: 4,
      // Of its steps 4 and 5, step 4 had no value of `a`, and has one now.
      onA: 4,
      onMean: 'input-changed',
      above: 'input-changed',
    });
    // What `a` lacked it still lacks.
    expect(taken(features, { before: steps, now: { transfer: 4, transient: 9 } })).toMatchObject({ both: 4, onA: 6 });
  });

  it('gives nothing of what builds, through whatever others, on what is not the same', () => {
    const changed = (...names: readonly string[]) => taken(features, { before: steps, now: steps, changed: names });
    expect(changed('b')).toMatchObject({
      a: 4,
      b: 'parameter-changed',
      onMean: 'input-changed',
      above: 'input-changed',
    });
    expect(changed('mean')).toMatchObject({ b: 6, onA: 6, onMean: 'input-changed', above: 'input-changed' });
  });

  it('gives nothing of what is not there or failed, nor of what builds on that', () => {
    const found = taken(features, { before: steps, now: steps, hidden: ['a'], failed: ['b'] });
    expect(found).toEqual({
      a: 'not-stored',
      b: 'had-failures',
      both: 4,
      onA: 'input-changed',
      onMean: 'input-changed',
      above: 'input-changed',
    });
  });

  it('is quick where many ways lead to the same features', () => {
    const levels = Array.from({ length: 60 }, (_, level): [string, Features[string]] => [
      `f${level}`,
      [['transfer'], level === 0 ? [] : [`f${level - 1}`, `f${level - 1}`]],
    ]);
    expect(taken(Object.fromEntries(levels), { before: steps, now: steps })).toMatchObject({ f59: 4 });
  });
});
