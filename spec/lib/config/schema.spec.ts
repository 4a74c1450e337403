import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { ConfigurationSchema, describeMistake, IGNORED, knownKeys } from '../../../lib/config/schema.js';

function mistakesIn(content: unknown): readonly string[] {
  const { issues = [] } = v.safeParse(ConfigurationSchema, content, { message: describeMistake });
  return issues.map((issue) => `${v.getDotPath(issue) ?? ''}: ${issue.message}`);
}

const feature = { name: 'gm', extractor: 'transfer.gm_max' };

describe('ConfigurationSchema', () => {
  it('fills in what may be left out', () => {
    expect(v.parse(ConfigurationSchema, { features: [feature] })).toEqual({
      version: 'v2',
      config_version: '1',
      description: '',
      features: [feature],
    });
  });

  it('takes everything that the files of the Python system say', () => {
    const content = {
      version: 'v2',
      name: 'all',
      config_version: '1.0',
      data_type: 'both',
      description: 'd',
      data_source: { experiment_type: 'both', load_mode: 'batch' },
      features: [
        {
          ...feature,
          input: 'transfer',
          params: { direction: 'forward' },
          output_shape: ['n_steps'],
          description: 'd',
          unit: 'S',
        },
        { name: 'norm', func: 'lambda gm: gm', input: ['gm'], params: {}, unit: '' },
      ],
      postprocessing: [],
      versioning: { auto_create: true, expand_multidim: true, selected_features: null, version_name: null },
      advanced: { transforms: [], caching: { enabled: false }, parallel: { workers: 4 } },
      imports: ['numpy as np'],
    };
    expect(mistakesIn(content)).toEqual([]);
  });

  it('takes a version of the configuration that YAML reads as a number', () => {
    expect(v.parse(ConfigurationSchema, { features: [feature], config_version: 1.5, version: 2 })).toMatchObject({
      config_version: '1.5',
    });
  });

  it.each([
    [null, ': is empty; it must be a mapping'],
    [['a'], ': is a list; it must be a mapping'],
    [{}, 'features: is missing'],
    [{ features: 5 }, 'features: must be a list of features, or a mapping from their names to the rest'],
    [{ features: [7] }, 'features.0: is 7; it must be a mapping'],
    [{ features: [{}] }, 'features.0.name: is missing'],
    [{ features: [{ name: '' }] }, 'features.0.name: must not be empty'],
    [{ features: [{ ...feature, input: [5] }] }, 'features.0.input: must be a name, or a list of names'],
    [{ features: [{ ...feature, params: [1] }] }, 'features.0.params: is a list; it must be a mapping'],
    [{ features: [feature], versioning: [true] }, 'versioning: is a list; it must be a mapping'],
    [
      { features: [feature], versioning: { expand_multidim: 'yes' } },
      'versioning.expand_multidim: is "yes"; it must be true or false',
    ],
    [{ features: [feature], data_source: 'transfer' }, 'data_source: is "transfer"; it must be a mapping'],
    [{ features: [feature], advanced: { transforms: ['log'] } }, 'advanced.transforms: are not done by this version'],
    [
      { features: [feature], data_type: 'output' },
      'data_type: is "output"; it must be "transfer" or "transient" or "both"',
    ],
    [{ features: [feature], version: 'v1' }, 'version: must be v2, the version of this file layout'],
    [{ features: [feature], compat: 'x' }, 'compat: must be oect-infra-1.2, the one system whose defaults are known'],
  ])('says of %j what it is and what it must be', (content, mistake) => {
    expect(mistakesIn(content)).toEqual([mistake]);
  });
});

describe('IGNORED', () => {
  it.each(Object.keys(IGNORED))('has a key that is known: %s', (key) => {
    const [first = '', second] = key.split('.');
    const known: Readonly<Record<string, readonly string[]>> = {
      versioning: knownKeys.versioning,
      advanced: knownKeys.advanced,
    };
    expect(knownKeys.root).toContain(first);
    if (second !== undefined) expect(known[first]).toContain(second);
  });
});
