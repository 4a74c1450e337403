import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Configuration, defineFeatures } from '../../../lib/config/configuration.js';
import { FeatureSet } from '../../../lib/config/feature-set.js';
import { loadConfiguration } from '../../../lib/config/load-configuration.js';
import { parseConfiguration } from '../../../lib/config/parse-configuration.js';
import { templateNames } from '../../../lib/config/templates.js';
import { builtInRegistry, type Registry } from '../../../lib/extractors/registry.js';
import { gmMax } from '../../../lib/extractors/transfer/gm-max.js';
import { contentOf } from '../../../lib/graph/content.js';
import type { FeatureDefinition, FeatureDefinitions } from '../../../lib/graph/definition.js';
import type { Feature } from '../../../lib/graph/feature.js';
import { acyclicFeatures, extractorOf, outputOf } from '../../support/graph-arbitraries.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();
const names = await templateNames();

const parse = (text: string): Configuration => parseConfiguration(text, { file: 'f', name: 'f' });
const setOf = (text: string): FeatureSet => FeatureSet.from(parse(text));

const GM: FeatureDefinition = { extractor: 'transfer.gm_max', input: 'transfer' };
const HALF: FeatureDefinition = { func: 'lambda gm: gm / 2', input: 'gm_max' };

function withAll(definitions: FeatureDefinitions, set = FeatureSet.empty()): FeatureSet {
  return Object.entries(definitions).reduce((all, [name, definition]) => all.add(name, definition), set);
}

/** Definitions of graphs of any form, of what can be written. */
const definitions: fc.Arbitrary<FeatureDefinitions> = fc
  .tuple(acyclicFeatures, fc.infiniteStream(fc.nat(3)))
  .map(([features, picks]) =>
    Object.fromEntries(features.map((feature) => [feature.name, definitionOf(feature, picks)])),
  );

const EXTRACTED: readonly FeatureDefinition[] = [
  { extractor: 'transfer.gm_max' },
  { extractor: gmMax, input: 'transfer', params: { direction: 'both' }, unit: 'A/V' },
  { extractor: 'transient.cycles', params: { n_cycles: 3, prominence: 1e-10 }, description: 'a: "b" # c\nd' },
  { extractor: 'transient.decay_time', params: { fit_range: [0.125, 1 / 3] }, unit: '' },
];

function definitionOf(feature: Feature, picks: fc.Stream<number>): FeatureDefinition {
  const pick = picks.next().value ?? 0;
  if (feature.kind === 'extracted') return EXTRACTED[pick] as FeatureDefinition;
  const { inputs } = feature;
  const parameters = inputs.map((_, i) => `x${i}`).join(', ');
  const func = [`lambda ${parameters}: x0`, `lambda ${parameters}: (\n  x0  # first\n  * 2\n)`][pick % 2] as string;
  return { func, input: inputs.length === 1 && pick > 1 ? (inputs[0] as string) : inputs };
}

describe('FeatureSet', () => {
  it('grows by features, each change a new set', async () => {
    const empty = FeatureSet.empty({ name: 'mine', version: '2', description: 'd', dataType: 'transfer' });
    const one = empty.add('gm_max', GM);
    const two = one.add('gm_half', HALF);
    expect([empty, one, two].map((set) => set.names)).toEqual([[], ['gm_max'], ['gm_max', 'gm_half']]);
    expect(two.build()).toMatchObject({ name: 'mine', version: '2', description: 'd', warnings: [] });
    expect(contentOf(two.build().graph)).toBe(contentOf(defineFeatures({ gm_max: GM, gm_half: HALF }).graph));
  });

  it('is the same after it was saved and loaded', async () => {
    const file = join(folder, 'random.yaml');
    await fc.assert(
      fc.asyncProperty(definitions, fc.constantFrom('lists', 'expanded'), async (definitions, layout) => {
        const defined = defineFeatures(definitions, { layout });
        const set = withAll(definitions, FeatureSet.empty({ layout }));
        await set.save(file);
        const loaded = await loadConfiguration(file, { doubts: 'refuse' });
        for (const { graph } of [
          set.build(),
          loaded,
          FeatureSet.from(defined).build(),
          FeatureSet.from(loaded).build(),
        ]) {
          expect(contentOf(graph)).toBe(contentOf(defined.graph));
        }
      }),
      { numRuns: 60 },
    );
    expect(readdirSync(folder)).toEqual(['random.yaml']);
  });

  it('keeps the comments and the order of the text it is from, unchanged places as they are', () => {
    const text = [
      '# A head.',
      'features:',
      '  # The first.',
      '  gm_max: { extractor: transfer.gm_max } # why',
      'config_version: "1.0" # raised by hand',
      'name: n',
      '',
      '# An end.',
      '',
    ].join('\n');
    expect(setOf(text).toYaml()).toBe(text);
    const half = ['  gm_half:', '    func: "lambda gm: gm / 2"', '    input: gm_max', ''].join('\n');
    expect(setOf(text).add('gm_half', HALF).with({ name: 'm' }).toYaml()).toBe(
      text.replace('config_version', `${half}config_version`).replace('name: n', 'name: m'),
    );
    expect(setOf(text).add('gm_half', HALF).remove('gm_half').toYaml()).toBe(text);
  });

  it('writes new features as the others are written: in a list or a mapping', () => {
    expect(setOf('features:\n- { name: a, extractor: transfer.gm_max }').add('b', GM).toYaml()).toMatch(/- name: b\n/);
    expect(setOf('features:\n  a: { extractor: transfer.gm_max }').add('b', GM).toYaml()).toMatch(/^ {2}b:\n/m);
    expect(setOf('{"features": {"a": {"extractor": "transfer.gm_max"}}}').toYaml()).toBe(
      'features:\n  a:\n    extractor: transfer.gm_max\n',
    );
  });

  it.each(names)('takes the built-in configuration %s and changes nothing', async (name) => {
    const configuration = await loadConfiguration(name);
    const again = parse(FeatureSet.from(configuration).toYaml());
    expect(contentOf(again.graph)).toBe(contentOf(configuration.graph));
    expect(again).toMatchObject({ name, version: configuration.version, description: configuration.description });
  });

  describe('with postprocessing', () => {
    const filter = { type: 'filter', target: ['gm_max', 'gm_half'], params: { method: 'iqr' } } as const;
    const normalize = { type: 'normalize', target: 'gm_half', params: { method: 'zscore' } } as const;
    const set = withAll({ gm_max: GM, gm_half: HALF }).with({ transforms: [filter], postprocessing: [normalize] });

    it('computes it, saves it, and is the same when it is loaded', async () => {
      const file = join(folder, 'postprocessed.yaml');
      await set.save(file);
      const loaded = await loadConfiguration(file, { doubts: 'refuse' });
      const defined = defineFeatures(
        { gm_max: GM, gm_half: HALF },
        { transforms: [filter], postprocessing: [normalize] },
      );
      expect(loaded.graph.transforms).toHaveLength(2);
      for (const { graph } of [
        set.build(),
        loaded,
        FeatureSet.from(loaded).build(),
        FeatureSet.from(defined).build(),
      ]) {
        expect(contentOf(graph)).toBe(contentOf(defined.graph));
      }
      rmSync(file);
    });

    it('does nothing any more with a feature that is removed', () => {
      const { transforms } = set.remove('gm_half').build().graph;
      expect(transforms).toMatchObject([{ targets: ['gm_max'], operation: { method: 'iqr' } }]);
      expect(set.remove('gm_half').remove('gm_max').add('x', GM).build().graph.transforms).toEqual([]);
    });

    it('is merged with sets that do the same, or nothing', () => {
      const other = FeatureSet.empty().add('Von', { extractor: 'transfer.Von' });
      expect(set.merge(other).build().graph.transforms).toEqual(set.build().graph.transforms);
      expect(() => other.merge(set)).toThrow(
        /^the sets do other things with their features: \[\] in one, \[.*"zscore".*\] in the other; give both the same/,
      );
      const same = set.remove('gm_half').with({ transforms: [], postprocessing: [] });
      expect(set.merge(same)).toBe(set);
    });
  });

  describe('add', () => {
    const set = FeatureSet.empty().add('gm_max', GM);

    it('takes the same again for the same', () => {
      expect(set.add('gm_max', { params: {}, extractor: gmMax })).toBe(set);
    });

    it.each<FeatureDefinition>([
      { extractor: 'transfer.Von' },
      { ...GM, params: { direction: 'both' } },
      { ...GM, unit: 'A/V' },
      { func: 'np.abs', input: 'x' },
    ])('refuses another of the same name, naming both: %j', (definition) => {
      expect(() => set.add('gm_max', definition)).toThrow(
        /^feature "gm_max" is there already with other content: \{"extractor":"transfer.gm_max"\}, not \{.+\}\nchoose/,
      );
    });

    it('selects the feature where some are selected', () => {
      const some = setOf('features: { a: { extractor: transfer.gm_max } }\nversioning: { selected_features: [a] }');
      expect(some.add('b', GM).build().graph.selected).toEqual(['a', 'b']);
    });
  });

  describe('remove', () => {
    it('removes a feature, also from those that are selected', () => {
      const set = withAll({ gm_max: GM, gm_half: HALF }).with({ selected: ['gm_max', 'gm_half'] });
      expect(set.remove('gm_half').build().graph).toMatchObject({
        selected: ['gm_max'],
        features: [{ name: 'gm_max' }],
      });
    });

    it('leaves what refers to the text of the feature as it was', () => {
      const text =
        'features:\n  a: &a { extractor: transfer.gm_max }\n  b: { <<: *a, params: { direction: both } }\n  c: *a\n';
      const { graph } = parse(text);
      const rest = setOf(text).remove('a');
      expect(rest.build().graph.features).toEqual(graph.features.slice(1));
      expect(parse(rest.toYaml()).graph.features).toEqual(graph.features.slice(1));
      expect(setOf(text).remove('b').toYaml()).toContain('c: *a');
    });

    it('leaves them as they were when the feature is replaced', () => {
      const text = 'features:\n  a: &a { extractor: transfer.gm_max }\n  c: *a\n';
      const von = FeatureSet.empty().add('a', { extractor: 'transfer.Von' });
      const replaced = parse(setOf(text).merge(von, { onConflict: 'replace' }).toYaml());
      expect(replaced.graph.features).toMatchObject([
        { name: 'a', extractor: { name: 'transfer.Von' } },
        { name: 'c', extractor: { name: 'transfer.gm_max' } },
      ]);
    });

    it('understands features and settings that are written by reference', () => {
      const text = [
        'imports: [&list [{ name: a, extractor: transfer.gm_max }], &more { expand_multidim: false }]',
        'versioning: *more',
        'features: *list',
      ].join('\n');
      const set = setOf(text)
        .add('b', GM)
        .with({ selected: ['b'] });
      expect(parse(set.toYaml()).graph).toMatchObject({ layout: 'lists', selected: ['b'] });
      expect(set.remove('b').names).toEqual(['a']);
      const many = `features:\n  f: &f { extractor: transfer.gm_max }\n${Array.from({ length: 200 }, (_, i) => `  f${i}: *f\n`).join('')}`;
      expect(setOf(many).add('b', GM).names).toHaveLength(202);
    });

    it('names the nearest to one that there is not', () => {
      expect(() => withAll({ gm_max: GM }).remove('gm_mx')).toThrow(
        'there is no feature "gm_mx"; did you mean "gm_max"?',
      );
    });
  });

  describe('merge', () => {
    const set = FeatureSet.empty({ name: 'first', version: '1.0', dataType: 'transfer' }).add('gm_max', GM);
    const other = FeatureSet.empty({ name: 'other', version: '7', dataType: 'transient' })
      .add('gm_max', { ...GM, description: 'said otherwise' })
      .add('tau', { extractor: 'transient.tau_on_off' });

    it('appends what is not there, under the name of the first and a raised version', () => {
      const merged = set.merge(other);
      expect(merged.names).toEqual(['gm_max', 'tau']);
      expect(merged.build()).toMatchObject({ name: 'first', version: '1.1', warnings: [] });
      expect(set.names).toEqual(['gm_max']);
    });

    it('raises the version each time', () => {
      const third = FeatureSet.empty().add('Von', { extractor: 'transfer.Von' });
      expect(set.merge(other).merge(third).version).toBe('1.2');
    });

    it('stays as it is if there is nothing to append', () => {
      const merged = set.merge(other);
      expect(merged.merge(other)).toBe(merged);
      expect(merged.merge(FeatureSet.empty())).toBe(merged);
    });

    it('raises a version that YAML reads as a number by how it is written', () => {
      const text = 'config_version: 1.0\nfeatures: { a: { extractor: transfer.gm_max } }';
      expect(setOf(text).merge(set).build().version).toBe('1.1');
    });

    const von = FeatureSet.empty().add('gm_max', { extractor: 'transfer.Von' }).add('x', GM);

    it('compares the features that an extractor builds on, but not how its source is named among them', () => {
      const built = { ...extractorOf(outputOf([])), inputs: { gm: { shape: [], description: '' } } };
      const base = FeatureSet.empty()
        .add('a', { extractor: 'transfer.gm_max' })
        .add('b', { extractor: 'transfer.gm_max' });
      const one = base.add('c', { extractor: built, input: 'a' });
      expect(one.add('c', { extractor: built, input: ['transfer', 'a'] })).toBe(one);
      expect(() => one.add('c', { extractor: built, input: 'b' })).toThrow('"input":["a"]');
    });

    it('refuses other content under the same name, naming both', () => {
      expect(() => set.merge(von)).toThrow(
        'feature "gm_max" is there already with other content: {"extractor":"transfer.gm_max"}, not {"extractor":"transfer.Von"}',
      );
    });

    it.each([
      ['keep', 'transfer.gm_max'],
      ['replace', 'transfer.Von'],
    ] as const)('takes one of the two on demand: %s', (onConflict, extractor) => {
      expect(set.merge(von, { onConflict }).build().graph.features).toMatchObject([
        { name: 'gm_max', extractor: { name: extractor } },
        { name: 'x' },
      ]);
    });

    it('refuses to mix the defaults of two systems', () => {
      const legacy = FeatureSet.empty({ compat: 'oect-infra-1.2' }).add('x', GM);
      expect(() => set.merge(legacy)).toThrow('compat is none in one, oect-infra-1.2 in the other');
    });

    it('shows what either shows', () => {
      const selecting = (features: FeatureDefinitions, selected?: readonly string[]) =>
        withAll(features).with(selected === undefined ? {} : { selected });
      const [ab, cd] = [
        { a: GM, b: GM },
        { c: GM, d: GM },
      ];
      const shown = (one?: readonly string[], two?: readonly string[]) =>
        selecting(ab, one).merge(selecting(cd, two)).build().graph.selected;
      expect(shown()).toEqual(['a', 'b', 'c', 'd']);
      expect(shown(['a'])).toEqual(['a', 'c', 'd']);
      expect(shown(['a'], ['d'])).toEqual(['a', 'd']);
      expect(shown(undefined, ['d'])).toEqual(['a', 'b', 'd']);
    });

    it('is the union whatever the sets: those of the first, then the others', () => {
      fc.assert(
        fc.property(definitions, definitions, (one, two) => {
          const merged = withAll(one).merge(withAll(two), { onConflict: 'keep' });
          const union = { ...two, ...one };
          const order = [...new Set([...Object.keys(one), ...Object.keys(two)])];
          expect(merged.names).toEqual(order);
          // Features of one graph may need those of the other under the same names: a circle is then refused in both ways.
          const content = (build: () => Configuration) => {
            try {
              return contentOf(build().graph);
            } catch {
              return 'refused';
            }
          };
          const inOrder = Object.fromEntries(order.map((name) => [name, union[name] as FeatureDefinition]));
          expect(content(() => merged.build())).toBe(content(() => defineFeatures(inOrder)));
        }),
        { numRuns: 60 },
      );
    });
  });

  describe('with a function or an extractor of the program', () => {
    const twice: FeatureDefinition = { func: ({ values }) => values.map((x) => 2 * x), input: 'sample' };
    const extractor = extractorOf(outputOf([]));
    const set = FeatureSet.empty().add('sample', { extractor }).add('twice', twice);

    it('computes with them', () => {
      const { graph, text } = set.build();
      expect(graph.features).toMatchObject([{ extractor }, { func: twice.func }]);
      expect(text).toContain('2 * x');
      expect(FeatureSet.from(set.build()).build().graph).toEqual(graph);
      expect(FeatureSet.from(defineFeatures({ sample: { extractor }, twice })).build().graph).toEqual(graph);
      expect(FeatureSet.empty().merge(set).build().graph).toEqual(graph);
    });

    it('takes another function of the same text for another', () => {
      const scaled = (factor: number): FeatureDefinition => ({
        func: ({ values }) => values.map((x) => factor * x),
        input: 'sample',
      });
      const two = FeatureSet.empty().add('scaled', scaled(2));
      expect(() => two.add('scaled', scaled(3))).toThrow('with other content');
    });

    it('cannot be written, and says of each what to do', async () => {
      expect(() => set.toYaml()).toThrow(
        /feature "sample" has extractor transfer.sample of this program; export.*\nfeature "twice" has a function of this program; write it as text/,
      );
      await expect(set.save(join(folder, 'never.yaml'))).rejects.toMatchObject({ code: 'bad-argument' });
      expect(readdirSync(folder)).not.toContain('never.yaml');
      expect(set.remove('twice').remove('sample').names).toEqual([]);
    });

    it('can be written where a module has them', async () => {
      const relative = ({ values }: { values: Float64Array }) => values;
      const registry: Registry = {
        extractors: new Map([...builtInRegistry.extractors, [extractor.name, { extractor, module: 'file:///m.js' }]]),
        functions: new Map([['relative', { func: relative, module: 'file:///m.js' }]]),
      };
      const file = join(folder, 'of a module.yaml');
      const named = FeatureSet.empty().add('sample', { extractor }).add('r', { func: 'relative', input: 'sample' });
      await named.save(file, registry);
      const loaded = await loadConfiguration(file, { registry });
      expect(contentOf(loaded.graph)).toBe(contentOf(named.build({ registry }).graph));
      expect(FeatureSet.from(loaded).toYaml(registry)).toBe(readFileSync(file, 'utf8'));
    });
  });

  it('is not saved if it cannot be loaded; what was there before stays', async () => {
    const file = join(folder, 'kept.yaml');
    writeFileSync(file, 'before');
    await expect(FeatureSet.empty().save(file)).rejects.toThrow('there are no features');
    await expect(FeatureSet.empty().add('a', { extractor: 'transfer.gm_mx' }).save(file)).rejects.toThrow(
      'did you mean "transfer.gm_max"?',
    );
    expect(readFileSync(file, 'utf8')).toBe('before');
  });
});
