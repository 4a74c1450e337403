import { describe, expect, it } from 'vitest';
import { defineFeatures } from '../../../lib/config/configuration.js';
import { parseConfiguration } from '../../../lib/config/parse-configuration.js';
import { gmMax } from '../../../lib/extractors/transfer/gm-max.js';
import { contentOf } from '../../../lib/graph/content.js';
import type { FeatureDefinitions } from '../../../lib/graph/definition.js';
import { FeatureGraphError } from '../../../lib/graph/feature-graph.js';

const definitions: FeatureDefinitions = {
  gm: { extractor: gmMax, params: { direction: 'both' } },
  Von: { extractor: 'transfer.Von', input: 'transfer', unit: 'W/A', description: 'd' },
};

describe('defineFeatures', () => {
  it('takes objects written in place, and has their types', () => {
    const { graph } = defineFeatures({
      gm_max: { extractor: 'transfer.gm_max', input: 'transfer' },
      gm_norm: { func: 'lambda gm: gm / gm[0]', input: 'gm_max' },
    });
    expect(graph.features.map(({ kind }) => kind)).toEqual(['extracted', 'derived']);
    // @ts-expect-error: an extractor is a name or an extractor
    const wrongType: FeatureDefinitions = { gm_max: { extractor: 5 } };
    expect(() => defineFeatures(wrongType)).toThrow('unknown extractor "5"');
    // @ts-expect-error: no definition has this key
    const unknownKey: FeatureDefinitions = { gm_max: { extractor: 'transfer.gm_max', inputs: 'transfer' } };
    expect(defineFeatures(unknownKey).graph.features).toHaveLength(1);
  });

  it('takes an empty unit for the own one of the extractor, as a text does', () => {
    const { graph, text } = defineFeatures({ gm: { extractor: 'transfer.gm_max', unit: '' } });
    expect(graph.features).toMatchObject([{ outputs: [{ unit: 'S' }] }]);
    expect(contentOf(parseConfiguration(text, { file: 'f', name: 'f' }).graph)).toBe(contentOf(graph));
  });

  it('has a name, a version and no warnings, said or not', () => {
    expect(defineFeatures(definitions)).toMatchObject({
      name: 'features',
      version: '1',
      description: '',
      warnings: [],
    });
    const said = { name: 'mine', version: '2', description: 'd' };
    expect(defineFeatures(definitions, said)).toMatchObject(said);
  });

  it.each([
    {},
    { compat: 'oect-infra-1.2', layout: 'lists', selected: ['Von'], name: 'n', version: '7', description: 'd' },
  ] as const)('writes a text that loads as the same configuration: %j', (options) => {
    const defined = defineFeatures(definitions, options);
    const loaded = parseConfiguration(defined.text, { file: 'f', name: 'other' });
    expect(contentOf(loaded.graph)).toBe(contentOf(defined.graph));
    const { name, version, description } = defined;
    expect(loaded).toMatchObject({ name, version, description, warnings: [] });
  });

  it('writes functions as their source', () => {
    const { text } = defineFeatures({
      ...definitions,
      twice: { func: ({ values }) => values.map((x) => 2 * x), input: 'gm' },
    });
    expect(JSON.parse(text).features.twice.func).toMatch(/2 \* x/);
  });

  it('refuses what is no graph', () => {
    expect(() => defineFeatures({ a: {} })).toThrow(FeatureGraphError);
  });
});
