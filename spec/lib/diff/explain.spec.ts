import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../../lib/config/parse-configuration.js';
import { explain } from '../../../lib/diff/explain.js';
import { loadRegistry } from '../../../lib/extractors/registry.js';
import { contentOf } from '../../../lib/graph/content.js';
import { extractorHashes } from '../../../lib/table/extractor-hashes.js';
import type { FeatureMetadata } from '../../../lib/table/metadata.js';
import { provenance } from '../../support/provenance.js';

const made: FeatureMetadata = { ...provenance, columns: {}, remarks: [] };

/** The metadata of a file that was made by a configuration. */
function madeBy(text: string): FeatureMetadata {
  const { name, version, graph } = parseConfiguration(text, { file: 'x', name: 'mine' });
  return { ...made, config: { name, version, text, hash: contentOf(graph) } };
}

const messages = (a: FeatureMetadata | undefined, b: FeatureMetadata | undefined) =>
  explain(a, b).map(({ message }) => message);

const gm = (params: string, more = '') =>
  `features:\n  gm: { extractor: transfer.gm_max, params: { ${params} } }\n${more}`;

describe('explain', () => {
  it('knows of no reason between files that were made alike', () => {
    expect(explain(made, { ...made, createdAt: '2026-01-01T00:00:00.000Z' })).toEqual([]);
    expect(messages(madeBy(gm('direction: forward')), madeBy(`name: other\n${gm('')}`))).toEqual([]);
  });

  it('names parameters, with the defaults of those that are not given', () => {
    expect(explain(madeBy(gm('')), madeBy(gm('direction: reverse, split: midpoint')))).toEqual([
      { kind: 'feature', feature: 'gm', message: 'feature "gm": direction: forward -> reverse' },
      { kind: 'feature', feature: 'gm', message: 'feature "gm": split: auto -> midpoint' },
    ]);
  });

  it('names the defaults that compat changes, and only those', () => {
    expect(messages(madeBy(gm('split: midpoint')), madeBy(gm('', 'compat: oect-infra-1.2\n')))).toEqual([
      'compat: not given -> oect-infra-1.2',
      'feature "gm": equal_Vg: merge -> replace (default of compat in B)',
    ]);
    expect(messages(madeBy(gm('', 'compat: oect-infra-1.2\n')), madeBy(gm('direction: reverse')))).toEqual([
      'compat: oect-infra-1.2 -> not given',
      'feature "gm": direction: forward -> reverse',
      'feature "gm": split: midpoint -> auto (default of compat in A)',
      'feature "gm": equal_Vg: replace -> merge (default of compat in A)',
    ]);
  });

  it('names what is done with the features afterwards', () => {
    const filtered = madeBy(gm('', 'postprocessing: [{ type: filter, params: { method: iqr } }]'));
    const both = madeBy(
      gm(
        '',
        'postprocessing: [{ type: filter, params: { method: iqr } }, { type: normalize, params: { method: l2 } }]',
      ),
    );
    expect(messages(madeBy(gm('')), filtered)).toEqual([
      'postprocessing: none -> filter (iqr) {"threshold":1.5} of gm',
    ]);
    expect(messages(filtered, both)).toEqual([
      'postprocessing: filter (iqr) {"threshold":1.5} of gm -> filter (iqr) {"threshold":1.5} of gm; normalize (l2) of gm',
    ]);
  });

  it('names functions, inputs, units, extractors, layouts and features that only one has', () => {
    const a = madeBy(
      gm(
        '',
        '  x: { extractor: transfer.absI_max, unit: A }\n  y: { func: "lambda g: g * 2", input: gm }\n  z: { extractor: transfer.Von }',
      ),
    );
    const b = madeBy(
      gm(
        '',
        '  x: { extractor: transfer.absI_max, unit: S*V }\n  y: { func: "lambda g: g * 3", input: x }\n  z: { extractor: transfer.gm_max }\n  w: { extractor: transfer.Von }\nversioning: { expand_multidim: false }',
      ),
    );
    expect(messages(a, b)).toEqual([
      'expand_multidim: true -> false',
      'feature "x": unit: A -> S*V',
      'feature "y": func: lambda g: g * 2 -> lambda g: g * 3',
      'feature "y": input: gm -> x',
      'feature "y": unit: S -> A',
      'feature "z": computed by: transfer.Von -> transfer.gm_max',
      'feature "z": unit: V -> S',
      'feature "w": only B has it',
    ]);
  });

  it('says when it cannot know: extractors that are not there, and no metadata', async () => {
    const own = { ...made, config: { ...made.config, name: 'own', text: gm('').replace('gm_max', 'mine'), hash: 'x' } };
    expect(messages(own, madeBy(gm('')))).toEqual([
      'the configurations differ (own 1 -> mine 1); how is not known, for that of A needs extractors or functions that are not there',
    ]);
    expect(explain(undefined, made)).toEqual([{ kind: 'unknown', message: expect.stringMatching(/^A does not say/) }]);
    expect(explain(undefined, undefined)).toMatchObject([{ message: expect.stringMatching(/^neither file says/) }]);
  });

  it('reads configurations with extractors of their own', async () => {
    const registry = await loadRegistry([new URL('../../fixtures/modules/good.mjs', import.meta.url).href]);
    const own = [...registry.extractors.keys()].find((name) => registry.extractors.get(name)?.module !== undefined);
    const text = (input: string) =>
      `features:\n  own: { extractor: ${own}${input} }\n  gm: { extractor: transfer.gm_max }`;
    const sides = ['', ', unit: S*V'].map((more, index) => ({
      ...made,
      config: { ...made.config, text: text(more), hash: `${index}` },
    }));
    expect(explain(sides[0], sides[1], registry)).toMatchObject(
      [{ feature: 'own', message: /unit: .* -> S\*V/ }].map((reason) => ({
        ...reason,
        message: expect.stringMatching(reason.message),
      })),
    );
  });

  it('says that a configuration was read with other defaults, if nothing in its text says what changed', () => {
    const a = madeBy(gm(''));
    expect(messages(a, { ...a, config: { ...a.config, hash: 'of an older version' } })).toEqual([
      'the configurations differ (mine 1 -> mine 1), in defaults or extractors of the versions that read them',
    ]);
  });

  it('names measurements, versions of extractors, and of the program', async () => {
    const hashes = (version: number) => extractorHashes([{ name: 'transfer.gm_max', version }]);
    const a = { ...made, extractors: { ...(await hashes(1)), 'transfer.mine': 'aaaaaaaaaa' } };
    const b = {
      ...made,
      chip: '#2',
      test: 't',
      source: { file: 'y.h5', hash: 'feedfacecafe' },
      extractors: { ...(await hashes(3)), 'transfer.mine': 'bbbbbbbbbb', 'transfer.only': 'c' },
      programVersion: '0.2.0',
    };
    expect(messages(a, b)).toEqual([
      'another experiment: chip #1 -> #2, test not said -> t',
      'other measurements: x.h5 (content beef) -> y.h5 (content feedface)',
      'extractor transfer.gm_max: version 1 -> version 3',
      'extractor transfer.mine: code aaaaaaaa -> code bbbbbbbb',
      'version of the program: 0.1.0 -> 0.2.0',
    ]);
  });
});
