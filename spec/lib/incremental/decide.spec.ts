import { describe, expect, it } from 'vitest';
import { type DefineFeaturesOptions, defineFeatures } from '../../../lib/config/configuration.js';
import type { ExperimentHead } from '../../../lib/experiment/head.js';
import type { DigestRow } from '../../../lib/experiment/step-digests.js';
import type { FeatureDefinitions } from '../../../lib/graph/definition.js';
import { type Compute, computeAnyway, type Decision, decide } from '../../../lib/incremental/decide.js';
import type { KnownOutput, SourceState } from '../../../lib/incremental/known-output.js';
import { type Wanted, wantedOf } from '../../../lib/incremental/wanted.js';
import { headOf } from '../../support/experiments.js';
import { provenance } from '../../support/provenance.js';

const definitions: FeatureDefinitions = {
  gm: { extractor: 'transfer.gm_max' },
  peak: { extractor: 'transient.peak_current' },
  decay: { extractor: 'transient.decay_time' },
};

const wantedBy = (changes: FeatureDefinitions = {}, options: DefineFeaturesOptions = {}) =>
  wantedOf(defineFeatures({ ...definitions, ...changes }, { name: 'mine', ...options }));

const attributes = { chip_id: 'c', device_number: '1', test_id: 't' };

function sourceOf(transfer: number, transient: number, hash: string, digests?: SourceState['digests']): SourceState {
  const head: ExperimentHead = { ...headOf('/data/x.h5', { transfer, transient }), attributes };
  return { head, hash, ...(digests && { digests }) };
}

const digests = { transfer: 'a', 'transient Id': 'b', 'transient time': 'c' };

/** A file as a run of a configuration over 10 steps of transfer and 8 of transient leaves it. */
function outputOf(wanted: Wanted, changes: Partial<KnownOutput['metadata']> = {}, file = 'one.parquet'): KnownOutput {
  const columns = Object.fromEntries(wanted.extracted.map(({ name }) => [name, { shape: [] }]));
  return {
    file,
    format: 'parquet',
    metadata: {
      ...provenance,
      chip: 'c',
      device: '1',
      test: 't',
      config: { name: wanted.name, version: '1', text: '', hash: wanted.configHash },
      source: { file: 'x.h5', hash: 'h1' },
      extractors: wanted.extractors,
      reuse: { recipes: wanted.recipes, columns, source: { steps: { transfer: 10, transient: 8 }, digests } },
      columns: {},
      remarks: [],
      ...changes,
    },
  };
}

/** Digests of a source whose first 10 and 8 steps are those of {@link outputOf}, but for some rows. */
function firstSteps(changed: readonly DigestRow[] = []): SourceState['digests'] {
  return {
    ofFirst: (row, steps) => {
      if (steps !== (row === 'transfer' ? 10 : 8)) return undefined;
      return changed.includes(row) ? 'other' : digests[row];
    },
  };
}

const kept = (decision: Decision) => (decision.kind === 'extend' ? Object.fromEntries(decision.take) : decision.kind);

describe('decide', () => {
  it('has nothing to do where a file was made of the same content by the same means', async () => {
    const wanted = await wantedBy();
    const output = outputOf(wanted);
    expect(decide(wanted, sourceOf(10, 8, 'h1'), [output])).toEqual({ kind: 'up-to-date', output, reasons: [] });
    // Also of a file that is called otherwise now and says of itself that it is another experiment.
    const elsewhere = outputOf(wanted, { chip: 'd', test: 'u', source: { file: 'y.h5', hash: 'h1' } });
    expect(decide(wanted, sourceOf(10, 8, 'h1'), [elsewhere]).kind).toBe('up-to-date');
    // And of one whose features failed, or are not all shown.
    const failed = outputOf(wanted, { remarks: [{ feature: 'gm', kind: 'failure', reason: 'x', steps: [1] }] });
    expect(decide(wanted, sourceOf(10, 8, 'h1'), [failed]).kind).toBe('up-to-date');
  });

  it('knows nothing of experiments of which there is no file', async () => {
    const wanted = await wantedBy();
    const others = [outputOf(wanted, { test: 'other' }), outputOf(wanted, { device: '2' })];
    const { kind, reasons } = decide(wanted, sourceOf(10, 8, 'h2'), others);
    expect([kind, reasons]).toEqual(['new', [{ kind: 'no-output' }]]);
    expect(decide(wanted, sourceOf(10, 8, 'h2'), []).kind).toBe('new');
  });

  it('takes over all but what changed, and says what did', async () => {
    const now = await wantedBy({
      gm: { extractor: 'transfer.gm_max', params: { direction: 'both' } },
      extra: { extractor: 'transfer.Von' },
    });
    const decision = decide(now, sourceOf(10, 8, 'h1'), [outputOf(await wantedBy())]);
    expect(kept(decision)).toEqual({ peak: 8, decay: 8 });
    expect(decision.reasons).toEqual([
      { kind: 'parameter-changed', feature: 'gm', parameter: 'direction', from: 'forward', to: 'both' },
      { kind: 'feature-added', feature: 'extra' },
    ]);
  });

  it('takes over the first steps where others were added behind them, and only then', async () => {
    const wanted = await wantedBy();
    const output = outputOf(wanted);
    const grown = decide(wanted, sourceOf(12, 8, 'h2', firstSteps()), [output]);
    expect(kept(grown)).toEqual({ gm: 10, peak: 8, decay: 8 });
    expect(grown.reasons).toEqual([{ kind: 'steps-added', source: 'transfer', from: 10, to: 12 }]);
    for (const source of [
      sourceOf(12, 9, 'h2', firstSteps(['transient time'])),
      sourceOf(12, 9, 'h2', firstSteps(['transfer'])),
      sourceOf(12, 9, 'h2'),
      sourceOf(10, 8, 'h2', firstSteps()),
      sourceOf(12, 7, 'h2', firstSteps()),
    ]) {
      const decision = decide(wanted, source, [output]);
      expect(decision).toMatchObject({ kind: 'recompute', reasons: [{ kind: 'source-changed' }], supersedes: output });
    }
  });

  it('takes nothing of steps of which a file has no digest, though others of it are known', async () => {
    const wanted = await wantedBy();
    const { reuse } = outputOf(wanted).metadata;
    const partly = (known: Partial<typeof digests>) => {
      const source = { ...reuse.source, digests: known };
      return outputOf(wanted, { reuse: { ...reuse, source } });
    };
    const source = sourceOf(12, 9, 'h2', firstSteps());
    const { 'transient time': _, ...withoutTime } = digests;
    expect(kept(decide(wanted, source, [partly(withoutTime)]))).toEqual({ gm: 10, peak: 8 });
    expect(kept(decide(wanted, source, [partly({})]))).toBe('recompute');
    // Of the same file all is the same.
    expect(kept(decide(wanted, sourceOf(10, 8, 'h1'), [partly({})]))).toBe('up-to-date');
  });

  it('does not take over what failed, what is not there as it was extracted, and what another code computed', async () => {
    const wanted = await wantedBy();
    const more = await wantedBy({ extra: { extractor: 'transfer.Von' } });
    const { reuse } = outputOf(wanted).metadata;
    const reasonsFor = (changes: Partial<KnownOutput['metadata']>) => {
      const decision = decide(more, sourceOf(10, 8, 'h1'), [outputOf(wanted, changes)]);
      expect(kept(decision)).toEqual({ peak: 8, decay: 8 });
      return decision.reasons.filter(({ kind }) => kind !== 'feature-added');
    };
    const remarks = [{ feature: 'gm', kind: 'failure', reason: 'x', steps: [1, 2] }] as const;
    expect(reasonsFor({ remarks })).toEqual([{ kind: 'had-failures', feature: 'gm', steps: 2 }]);
    const { gm: __, ...columns } = reuse.columns;
    expect(reasonsFor({ reuse: { ...reuse, columns } })).toEqual([{ kind: 'not-stored', feature: 'gm' }]);
    const extractors = { ...wanted.extractors, 'transfer.gm_max': '0123456789' };
    expect(reasonsFor({ extractors })).toEqual([
      {
        kind: 'extractor-changed',
        feature: 'gm',
        extractor: 'transfer.gm_max',
        from: 'code 01234567',
        to: 'version 1',
      },
    ]);
  });

  it('does not read other formats for the one that is wanted, but takes over from them', async () => {
    const wanted = await wantedBy();
    const source = sourceOf(10, 8, 'h1');
    expect(decide(wanted, source, [outputOf(wanted)], 'parquet').kind).toBe('up-to-date');
    const decision = decide(wanted, source, [outputOf(wanted)], 'arrow');
    expect(kept(decision)).toEqual({ gm: 10, peak: 8, decay: 8 });
    expect(decision.reasons).toEqual([{ kind: 'output-format', from: 'parquet', to: 'arrow' }]);
  });

  it('tells a change of what is written where no value changes', async () => {
    const wanted = await wantedBy({}, { layout: 'lists' });
    const decision = decide(wanted, sourceOf(10, 8, 'h1'), [outputOf(await wantedBy())]);
    expect(kept(decision)).toEqual({ gm: 10, peak: 8, decay: 8 });
    expect(decision.reasons).toEqual([{ kind: 'presentation-changed' }]);
  });

  it('chooses the file that has all, then the one of which the most is taken over, then the latest', async () => {
    const wanted = await wantedBy();
    const more = await wantedBy({ extra: { extractor: 'transfer.Von' } });
    const at = (second: number) => ({ createdAt: `2025-01-01T00:00:0${second}.000Z` });
    const less = await wantedOf(defineFeatures({ gm: definitions.gm ?? {} }, { name: 'mine' }));
    const files = [
      outputOf(less, at(5), 'less'),
      outputOf(wanted, at(1), 'old'),
      outputOf(wanted, at(3), 'latest'),
      outputOf(wanted, at(2), 'older'),
    ];
    const source = sourceOf(10, 8, 'h1');
    const extended = decide(more, source, files);
    expect(extended).toMatchObject({ kind: 'extend', output: { file: 'latest' }, supersedes: { file: 'less' } });
    const all = decide(wanted, source, files);
    expect(all).toMatchObject({ kind: 'up-to-date', output: { file: 'latest' } });
    expect(decide(less, source, files)).toMatchObject({ kind: 'up-to-date', output: { file: 'less' } });
  });

  it('takes over from files of other configurations, which then are not superseded', async () => {
    const yours = await wantedOf(defineFeatures({ gm: definitions.gm ?? {} }, { name: 'yours' }));
    const wanted = await wantedBy();
    const decision = decide(wanted, sourceOf(10, 8, 'h1'), [outputOf(yours)]);
    expect(kept(decision)).toEqual({ gm: 10 });
    expect(decision).not.toHaveProperty('supersedes');
    // Where nothing of it is of use, the experiment is new to the configuration.
    const others = await wantedOf(defineFeatures({ von: { extractor: 'transfer.Von' } }, { name: 'others' }));
    expect(decide(wanted, sourceOf(10, 8, 'h1'), [outputOf(others)]).kind).toBe('new');
  });
});

describe('computeAnyway', () => {
  it('says which file is superseded', async () => {
    const wanted = await wantedBy();
    const output = outputOf(wanted);
    const expected: Compute = { kind: 'recompute', reasons: [{ kind: 'forced' }], supersedes: output };
    expect(computeAnyway(wanted, sourceOf(10, 8, 'h1'), [output])).toEqual(expected);
    expect(computeAnyway(wanted, sourceOf(10, 8, 'h1'), [])).toEqual({
      kind: 'recompute',
      reasons: [{ kind: 'forced' }],
    });
  });
});
