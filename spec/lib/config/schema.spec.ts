import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { ConfigurationSchema } from '../../../lib/config/schema.js';
import { describeMistake } from '../../../lib/describe-mistake.js';

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
      advanced: { transforms: [], caching: { enabled: false }, parallel: { enabled: true, n_workers: 4 } },
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
    [{}, 'features: is missing; it must be a list of features, or a mapping from their names to the rest'],
    [{ features: 5 }, 'features: is 5; it must be a list of features, or a mapping from their names to the rest'],
    [{ features: [7] }, 'features.0: is 7; it must be a mapping'],
    [{ features: [{}] }, 'features.0.name: is missing; it must be text'],
    [{ features: [{ name: '' }] }, 'features.0.name: is empty; it must be text'],
    [{ features: [{ ...feature, input: [5] }] }, 'features.0.input: is a list; it must be a name, or a list of names'],
    [{ features: [{ ...feature, params: [1] }] }, 'features.0.params: is a list; it must be a mapping'],
    [{ features: [{ ...feature, output_shape: ['n', 0] }] }, 'features.0.output_shape.1: is 0; it must be >=1'],
    [
      { features: [{ ...feature, output_shape: [true] }] },
      'features.0.output_shape.0: is true; it must be a name or a whole number from 1, as in [n_steps, 100]',
    ],
    [
      { features: [{ ...feature, output_shape: 'n' }] },
      'features.0.output_shape: is "n"; it must be a list of names and whole numbers from 1, such as [n_steps, 100]',
    ],
    [{ features: [feature], versioning: [true] }, 'versioning: is a list; it must be a mapping'],
    [
      { features: [feature], versioning: { expand_multidim: 'yes' } },
      'versioning.expand_multidim: is "yes"; it must be true or false',
    ],
    [{ features: [feature], data_source: 'transfer' }, 'data_source: is "transfer"; it must be a mapping'],
    [
      { features: [feature], data_type: 'transfr' },
      'data_type: is "transfr"; it must be "transfer" or "transient" or "both"; did you mean "transfer"?',
    ],
    [{ features: [feature], version: 'v1' }, 'version: is "v1"; it must be v2, the one layout of files that is known'],
    [
      { features: [feature], compat: 'oect-infra' },
      'compat: is "oect-infra"; it must be "oect-infra-1.2"; did you mean "oect-infra-1.2"?',
    ],
    [{ features: [feature], advanced: { caching: true } }, 'advanced.caching: is true; it must be a mapping'],
  ])('says of %j what it is and what it must be', (content, mistake) => {
    expect(mistakesIn(content)).toEqual([mistake]);
  });
});
