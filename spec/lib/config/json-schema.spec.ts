import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ConfigurationError } from '../../../lib/config/configuration-error.js';
import { configurationSchema } from '../../../lib/config/json-schema.js';
import { parseConfiguration } from '../../../lib/config/parse-configuration.js';
import { templateFile, templateNames } from '../../../lib/config/templates.js';
import { defineExtractor } from '../../../lib/extractors/extractor.js';
import { builtInRegistry, type RegisteredExtractor, type Registry } from '../../../lib/extractors/registry.js';

const mine = defineExtractor({
  name: 'transfer.mine',
  source: 'transfer',
  description: 'mine',
  version: 1,
  params: v.strictObject({ level: v.pipe(v.number(), v.minValue(1), v.description('the level')) }),
  outputs: () => [{ name: '', shape: [], unit: '', description: '' }],
  extract: () => 1,
});

const one = { shape: [], unit: 'S', description: 'any transconductance' } as const;
const builders = [
  { ...mine, name: 'transfer.on_one', params: v.strictObject({}), inputs: { one } },
  { ...mine, name: 'transfer.on_two', inputs: { one, two: one } },
];
const joint = { ...mine, name: 'both.mine', source: ['transfer', 'transient'] as const, params: v.strictObject({}) };
const own = [mine, joint, ...builders].map(
  (extractor) => [extractor.name, { extractor, module: 'file:///mine.js' }] as const,
);

const registry: Registry = {
  extractors: new Map<string, RegisteredExtractor>([...builtInRegistry.extractors, ...own]),
  functions: new Map([['identity', { func: ({ values }) => values, module: 'file:///mine.js' }]]),
};

/** Strict: a keyword that means nothing is an error of the schema. */
const accepts = (() => {
  const ajv = new Ajv({ strictSchema: true, strictTypes: false, strictTuples: false });
  const compiled = new Map<object, ReturnType<typeof ajv.compile>>();
  return (schema: object, content: unknown): boolean => {
    const validate = compiled.get(schema) ?? ajv.compile(schema);
    compiled.set(schema, validate);
    return validate(content) === true;
  };
})();

const schema = configurationSchema(registry);

function isLoaded(text: string): boolean {
  try {
    parseConfiguration(text, { file: 'f', name: 'f', registry, doubts: 'refuse' });
    return true;
  } catch (error) {
    if (error instanceof ConfigurationError) return false;
    throw error;
  }
}

const feature = (rest: string) => `features:\n  gm: { ${rest} }\n`;
const GM = feature('extractor: transfer.gm_max');
const done = (transforms: string) => `${GM}postprocessing: [${transforms}]\n`;

const GOOD = [
  GM,
  feature('extractor: both.mine'),
  feature('extractor: both.mine, input: transient'),
  feature('extractor: both.mine, input: [transient, transfer]'),
  `${GM}  n: { extractor: transfer.on_one, input: gm }`,
  `${GM}  n: { extractor: transfer.on_one, input: [transfer, gm] }`,
  `${GM}  n: { extractor: transfer.on_two, input: [gm, gm], params: { level: 2 } }`,
  `${GM}  n: { extractor: transfer.on_two, input: [gm, transfer, gm], params: { level: 2 } }`,
  'features:\n  - { name: gm, extractor: transfer.gm_max }',
  feature('extractor: transfer.gm_max, name: gm'),
  feature('extractor: transfer.gm_max, input: transfer, params: , unit: , output_shape: '),
  feature('extractor: transfer.gm_max, input: [transfer], params: {}, output_shape: [n_steps], description: d'),
  feature('extractor: transfer.Von, params: { device_type: p-type, direction: both }, output_shape: [200, 2]'),
  feature('extractor: transient.cycles, params: { prominence: null, n_cycles: 3 }'),
  feature('extractor: transient.decay_time, params: { fit_range: [0.1, 0.9] }'),
  feature('extractor: transfer.mine, params: { level: 2 }'),
  `${GM}  n: { func: "lambda gm: gm", input: gm, params: {}, unit: "" }`,
  `${GM}  n: { func: np.log10, input: [gm] }`,
  `${GM}  n: { func: identity, input: gm }`,
  `version: v2\nname: n\nconfig_version: 1.5\ndescription: d\ndata_type: transfer\n${GM}`,
  `version: 2\nconfig_version: "1.5"\ncompat: oect-infra-1.2\n${GM}`,
  `${GM}data_source: { experiment_type: transfer, load_mode: batch }\ndata_type: transfer`,
  `${GM}versioning: { auto_create: true, expand_multidim: false, selected_features: [gm], version_name: x }`,
  `${GM}versioning: { selected_features: }\ndata_source:\nadvanced:\nimports:`,
  `${GM}postprocessing: []\nadvanced: { transforms: [] }`,
  `${GM}postprocessing:\nadvanced: { transforms: }`,
  done('{ type: normalize, params: { method: zscore } }'),
  done('{ type: normalize, target: gm, params: { method: minmax, feature_range: [-1, 1] } }'),
  done('{ type: filter, target: [gm], params: { method: iqr, threshold: 2 } }'),
  done('{ type: filter, target: , params: { min: 0 } }'),
  done('{ type: filter, params: { method: range, min: 0, max: 1.5 } }'),
  done('{ type: aggregate, params: { method: median, axis: [1, 2] } }'),
  done('{ type: aggregate, params: { method: first, axis: 1 } }, { type: normalize, params: { method: l2 } }'),
  `${GM}advanced: { transforms: [{ type: normalize, params: { method: robust } }] }`,
  `compat: oect-infra-1.2\n${GM}postprocessing: [{ type: pca }, 7]\nadvanced: { transforms: { a: b } }`,
  `${GM}advanced: { caching: { enabled: true, backend: disk, memory_size_mb: 5, disk_cache_dir: /tmp } }`,
  `${GM}advanced: { caching: , parallel: { enabled: true, n_workers: 4, backend: process } }\nimports: [numpy]`,
];

/** Mistakes that a JSON Schema can know of. */
const BAD = [
  '[]',
  'null',
  'name: n',
  'features: 5',
  'features: []',
  'features: {}',
  'features: [7]',
  'features:\n  gm:',
  'features:\n  - { extractor: transfer.gm_max }',
  'features:\n  - { name: "", extractor: transfer.gm_max }',
  feature(''),
  feature('extractor: transfer.gm'),
  feature('extractor: 5'),
  feature('extractor: transfer.gm_max, func: np.log10'),
  feature('extractor: transfer.gm_max, func: np.log10, input: transfer'),
  feature('extractor: transfer.gm_max, input: transient'),
  feature('extractor: transfer.gm_max, input: [transfer, transient]'),
  feature('extractor: transfer.gm_max, input: { a: b }'),
  feature('extractor: transfer.gm_max, params: [1]'),
  feature('extractor: transfer.gm_max, params: { direction: up }'),
  feature('extractor: transfer.gm_max, params: { directions: both }'),
  feature('extractor: transfer.Von, params: { device_type: PNP }'),
  feature('extractor: transient.cycles, params: { n_cycles: 0 }'),
  feature('extractor: transient.cycles, params: { n_cycles: 1.5 }'),
  feature('extractor: transient.cycles, params: { prominence: -1 }'),
  feature('extractor: transient.tau_on_off, params: { period: 0 }'),
  feature('extractor: transient.decay_time, params: { fit_range: 5 }'),
  feature('extractor: transfer.mine'),
  feature('extractor: both.mine, input: [transient, output]'),
  `${GM}  n: { extractor: transfer.on_one }`,
  `${GM}  n: { extractor: transfer.on_one, input: [] }`,
  `${GM}  n: { extractor: transfer.on_one, input: [transfer, gm, gm] }`,
  `${GM}  n: { extractor: transfer.on_two, input: gm, params: { level: 2 } }`,
  `${GM}  n: { extractor: transfer.on_two, input: [gm, gm] }`,
  feature('extractor: transfer.mine, params: {}'),
  feature('extractor: transfer.mine, params: { level: 0 }'),
  feature('extractor: transfer.gm_max, output_shape: n_steps'),
  feature('extractor: transfer.gm_max, output_shape: [n_steps, 0]'),
  feature('extractor: transfer.gm_max, unit: 5'),
  feature('extractor: transfer.gm_max, description: [d]'),
  feature('extractor: transfer.gm_max, units: S'),
  `${GM}  n: { func: "lambda gm: gm" }`,
  `${GM}  n: { func: "lambda gm: gm", input: [] }`,
  `${GM}  n: { func: "lambda gm: gm", input: gm, params: { a: 1 } }`,
  `${GM}  n: { func: "gm / 2", input: gm }`,
  `${GM}  n: { func: identiti, input: gm }`,
  `nam: n\n${GM}`,
  `version: v1\n${GM}`,
  `name: ""\n${GM}`,
  `config_version: [1]\n${GM}`,
  `data_type: output\n${GM}`,
  `data_type:\n${GM}`,
  `description:\n${GM}`,
  `compat: oect\n${GM}`,
  `${GM}data_source: transfer`,
  `${GM}data_source: { experiment_type: x }`,
  `${GM}data_source: { load: batch }`,
  `${GM}versioning: []`,
  `${GM}versioning: { expand_multidim: yes please }`,
  `${GM}versioning: { selected_features: gm }`,
  `${GM}versioning: { expand: true }`,
  `${GM}advanced: []`,
  `${GM}advanced: { cache: {} }`,
  `${GM}advanced: { caching: true }`,
  `${GM}advanced: { caching: { memory_size: 5 } }`,
  `${GM}advanced: { parallel: { workers: 5 } }`,
  `${GM}postprocessing: gm`,
  done('gm'),
  done('{ params: { method: zscore } }'),
  done('{ type: scale, params: { method: zscore } }'),
  done('{ type: normalize }'),
  done('{ type: normalize, params: }'),
  done('{ type: normalize, params: {} }'),
  done('{ type: normalize, params: { method: iqr } }'),
  done('{ type: normalize, params: { method: zscore, threshold: 3 } }'),
  done('{ type: normalize, params: { method: minmax, feature_range: [0] } }'),
  done('{ type: normalize, target: [], params: { method: zscore } }'),
  done('{ type: normalize, target: 5, params: { method: zscore } }'),
  done('{ type: normalize, targets: gm, params: { method: zscore } }'),
  done('{ type: filter, params: { method: zscore, threshold: 0 } }'),
  done('{ type: filter, params: { method: range } }'),
  done('{ type: filter, params: { threshold: 3 } }'),
  done('{ type: filter, params: { min: low } }'),
  done('{ type: aggregate, params: { method: mode } }'),
  done('{ type: aggregate, params: { method: mean, axis: 0 } }'),
  `${GM}advanced: { transforms: normalize }`,
  `${GM}advanced: { transforms: [{ type: normalize, params: { method: robot } }] }`,
];

/** Mistakes of meaning, which no JSON Schema knows of. */
const BAD_WHEN_LOADED = [
  feature('extractor: transfer.gm_max, name: other'),
  `${GM}  n: { func: "lambda gm: gn", input: gm }`,
  `${GM}  n: { func: "lambda gm: gm", input: gn }`,
  `${GM}  n: { extractor: transfer.on_one, input: gn }`,
  `${GM}  n: { extractor: transfer.on_one, input: transfer }`,
  `${GM}versioning: { selected_features: [gn] }`,
  feature('extractor: transfer.gm_max_coords, params: { return_vg_only: true, return_id_only: true }'),
  done('{ type: filter, target: gn, params: { min: 0 } }'),
  done('{ type: aggregate, target: gm, params: { method: mean } }'),
  done('{ type: filter, params: { min: 2, max: 1 } }'),
  `data_type: transient\n${GM}`,
];

const names = await templateNames();

describe('configurationSchema', () => {
  it.each(names)('accepts the built-in configuration %s', (name) => {
    expect(accepts(schema, parse(readFileSync(templateFile(name), 'utf8')))).toBe(true);
  });

  it.each(GOOD)('accepts what is loaded: %j', (text) => {
    expect([accepts(schema, parse(text)), isLoaded(text)]).toEqual([true, true]);
  });

  it.each(BAD)('refuses what is not loaded: %j', (text) => {
    expect([accepts(schema, parse(text)), isLoaded(text)]).toEqual([false, false]);
  });

  it.each(BAD_WHEN_LOADED)('does not know of %j', (text) => {
    expect([accepts(schema, parse(text)), isLoaded(text)]).toEqual([true, false]);
  });

  it('knows the extractors and functions of modules only with their registry', () => {
    const builtIn = configurationSchema();
    expect(accepts(builtIn, parse(GM))).toBe(true);
    expect(accepts(builtIn, parse(feature('extractor: transfer.mine, params: { level: 2 }')))).toBe(false);
    expect(accepts(builtIn, parse(`${GM}  n: { func: identity, input: gm }`))).toBe(false);
  });

  it('describes every key and every parameter, and says which are ignored', () => {
    const { properties = {}, definitions = {} } = configurationSchema();
    const undescribed = (part: object, path: string): string[] =>
      Object.entries(part).flatMap(([key, value]) => {
        if (typeof value !== 'object' || value === null) return [];
        const inner = undescribed(value, `${path}.${key}`);
        if (!path.endsWith('.properties') || path.includes('.if.') || path.endsWith('.then.properties')) return inner;
        return 'description' in value || isPartOfIgnored(path) ? inner : [`${path}.${key}`, ...inner];
      });
    const isPartOfIgnored = (path: string) => /\.(caching|parallel)\./.test(path);
    expect(undescribed({ properties, ...definitions }, '')).toEqual([]);
    expect(properties.imports).toMatchObject({
      description: expect.stringMatching(/^Ignored: a configuration runs no/),
    });
    expect(JSON.stringify(properties)).not.toContain('"ignored"');
  });

  it('is of draft 7, with nothing in it that is no JSON', () => {
    expect(configurationSchema()).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#' });
    expect(JSON.parse(JSON.stringify(configurationSchema()))).toEqual(configurationSchema());
  });
});
