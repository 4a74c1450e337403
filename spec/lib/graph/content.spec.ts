import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../../lib/config/parse-configuration.js';
import { defineExtractor } from '../../../lib/extractors/extractor.js';
import { contentOf } from '../../../lib/graph/content.js';
import { createFeatureGraph } from '../../../lib/graph/feature-graph.js';
import { extractorOf, outputOf } from '../../support/graph-arbitraries.js';

const contentOfYaml = (text: string) => contentOf(parseConfiguration(text, { file: 'c.yaml', name: 'c' }).graph);

describe('contentOf', () => {
  const plain = contentOfYaml(
    'features: [{ name: gm, extractor: transfer.gm_max, params: { direction: both, split: auto } }]',
  );

  it.each([
    ['as a mapping', 'features: { gm: { extractor: transfer.gm_max, params: { direction: both } } }'],
    [
      'with its keys in another order',
      'features: [{ params: { split: auto, direction: both }, extractor: transfer.gm_max, name: gm }]',
    ],
    [
      'with another name and descriptions',
      'name: other\ndescription: x\nfeatures: { gm: { extractor: transfer.gm_max, params: { direction: both }, description: y } }',
    ],
    ['as JSON', '{"features": {"gm": {"extractor": "transfer.gm_max", "params": {"direction": "both"}}}}'],
  ])('is the same for the same content written %s', (_, text) => {
    expect(contentOfYaml(text)).toBe(plain);
  });

  it.each([
    ['a name', 'features: { gm2: { extractor: transfer.gm_max, params: { direction: both } } }'],
    ['a parameter', 'features: { gm: { extractor: transfer.gm_max, params: { direction: forward } } }'],
    ['a unit', 'features: { gm: { extractor: transfer.gm_max, params: { direction: both }, unit: A/V } }'],
    ['the extractor', 'features: { gm: { extractor: transfer.Von, params: { direction: both } } }'],
    [
      'the layout',
      'features: { gm: { extractor: transfer.gm_max, params: { direction: both } } }\nversioning: { expand_multidim: false }',
    ],
    [
      'the defaults',
      'compat: oect-infra-1.2\nfeatures: { gm: { extractor: transfer.gm_max, params: { direction: both } } }',
    ],
  ])('differs by %s', (_, text) => {
    expect(contentOfYaml(text)).not.toBe(plain);
  });

  describe('of transforms', () => {
    const features = 'features: { a: { extractor: transfer.gm_max }, b: { extractor: transfer.Von } }\n';
    const none = contentOfYaml(features);
    const filtered = contentOfYaml(`${features}postprocessing: [{ type: filter, params: { method: iqr } }]`);

    it.each(['postprocessing: []', 'postprocessing:', 'advanced: { transforms: [] }'])(
      'is that of none: %s',
      (line) => {
        expect(contentOfYaml(features + line)).toBe(none);
        expect(none).not.toContain('transforms');
      },
    );

    it.each([
      'postprocessing: [{ type: filter, target: [b, a, b], params: { method: iqr, threshold: 1.5 } }]',
      'advanced: { transforms: [{ params: { method: iqr }, type: filter, target: }] }',
    ])('is the same for the same, however it is written: %s', (line) => {
      expect(contentOfYaml(features + line)).toBe(filtered);
    });

    it.each([
      '[{ type: filter, params: { method: zscore } }]',
      '[{ type: filter, params: { method: iqr, threshold: 2 } }]',
      '[{ type: filter, target: a, params: { method: iqr } }]',
      '[{ type: normalize, params: { method: zscore } }]',
      '[{ type: filter, params: { method: iqr } }, { type: normalize, params: { method: l2 } }]',
      '[{ type: normalize, params: { method: l2 } }, { type: filter, params: { method: iqr } }]',
    ])('differs by what is done and with what: %s', (list) => {
      expect([filtered, none]).not.toContain(contentOfYaml(`${features}postprocessing: ${list}`));
    });

    it('differs by the order in which they are done', () => {
      const [one, two] = ['{ type: filter, params: { method: iqr } }', '{ type: normalize, params: { method: l2 } }'];
      const of = (...list: readonly string[]) => contentOfYaml(`${features}postprocessing: [${list.join(', ')}]`);
      expect(of(one, two)).not.toBe(of(two, one));
    });
  });

  it('differs by the features that an extractor builds on', () => {
    const inputs = { gm: { shape: [], description: '' } } as const;
    const built = { ...extractorOf(outputOf([])), inputs };
    const content = (input: string | readonly string[]) =>
      contentOf(
        createFeatureGraph({
          a: { extractor: 'transfer.gm_max' },
          b: { extractor: 'transfer.gm_max' },
          c: { extractor: built, input },
        }),
      );
    expect(content('a')).not.toBe(content('b'));
    expect(content(['transfer', 'a'])).toBe(content('a'));
  });

  it('does not depend on the order in which features are selected', () => {
    const features =
      'features: { a: { extractor: transfer.gm_max }, b: { extractor: transfer.Von }, c: { extractor: transfer.Von } }\n';
    const selecting = (names: string) => contentOfYaml(`${features}versioning: { selected_features: [${names}] }`);
    expect(selecting('b, a, b')).toBe(selecting('a, b'));
    expect(selecting('a')).not.toBe(selecting('a, b'));
  });

  it('differs by the text of a function and by the order of its inputs', () => {
    const withFunction = (func: (a: { values: Float64Array }) => Float64Array, input: readonly string[]) =>
      contentOf(
        createFeatureGraph({
          a: { extractor: 'transfer.gm_max' },
          b: { extractor: 'transfer.Von' },
          d: { func, input },
        }),
      );
    const same = withFunction(({ values }) => values, ['a', 'b']);
    expect(withFunction(({ values }) => values, ['a', 'b'])).toBe(same);
    expect(withFunction(({ values }) => values.map(Math.abs), ['a', 'b'])).not.toBe(same);
    expect(withFunction(({ values }) => values, ['b', 'a'])).not.toBe(same);
  });

  it('tells numbers apart that JSON writes alike', () => {
    const limited = defineExtractor({
      name: 'transfer.limited',
      source: 'transfer',
      description: '',
      version: 1,
      params: v.strictObject({ limit: v.nullable(v.number()) }),
      outputs: () => [{ name: '', shape: [], unit: '', description: '' }],
      extract: () => 1,
    });
    const contents = [Infinity, -Infinity, null].map((limit) =>
      contentOf(createFeatureGraph({ f: { extractor: limited, params: { limit } } })),
    );
    expect(new Set(contents).size).toBe(3);
  });
});
