import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../../lib/config/configuration-error.js';
import { parseConfiguration } from '../../../lib/config/parse-configuration.js';

/** What a text is refused for, strictly, a line each. */
function mistakesIn(text: string): readonly string[] {
  try {
    parseConfiguration(text, { file: 'f.yaml', name: 'f', doubts: 'refuse' });
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message.split('\n');
    throw error;
  }
  return [];
}

const GOOD = `version: v2
name: all
config_version: "1.0"
data_type: both
description: every key
data_source: { experiment_type: both, load_mode: batch }
features:
  - name: gm
    extractor: transfer.gm_max
    input: transfer
    params: { direction: both }
    output_shape: [n_steps, 2]
    description: d
    unit: S
  - name: cycles
    extractor: transient.cycles
    params: { n_cycles: 7 }
  - name: half
    func: "lambda gm: gm / 2"
    input: [gm]
    params: {}
versioning:
  auto_create: true
  expand_multidim: true
  selected_features: [gm, half, cycles]
  version_name: x
advanced:
  caching: { enabled: true, backend: disk, memory_size_mb: 100, disk_cache_dir: /tmp }
  parallel: { enabled: true, n_workers: 4, backend: process }
imports: [numpy]
compat: oect-infra-1.2
`;

const EXTRACTORS =
  'known: transfer.gm_max, transfer.Von, transfer.absI_max, transfer.gm_max_coords, transfer.Von_coords, transient.cycles, transient.peak_current, transient.decay_time, transient.tau_on_off';

/** A line of the configuration, what is written in its place, and what is said to that. */
const MISTAKES: readonly (readonly [line: string, written: string, mistake: string])[] = [
  // Wrong type.
  ['version: v2', 'version: [v2]', '1:1: version: is a list; it must be v2, the one layout of files that is known'],
  ['name: all', 'name: 5', '2:1: name: is 5; it must be text'],
  ['config_version: "1.0"', 'config_version: [1]', '3:1: config_version: is a list; it must be text or a number'],
  ['data_type: both', 'data_type: 5', '4:1: data_type: is 5; it must be "transfer" or "transient" or "both"'],
  ['description: every key', 'description: [d]', '5:1: description: is a list; it must be text'],
  ['data_source: {', 'data_source: x #', '6:1: data_source: is "x"; it must be a mapping'],
  ['  - name: gm', '  - name: [gm]', '8:5: features.0.name: is a list; it must be text'],
  ['    extractor: transfer.gm_max', '    extractor: 5', '9:5: features.0.extractor: is 5; it must be text'],
  ['    input: transfer', '    input: 5', '10:5: features.0.input: is 5; it must be a name, or a list of names'],
  ['    params: { direction: both }', '    params: both', '11:5: features.0.params: is "both"; it must be a mapping'],
  [
    '    output_shape: [n_steps, 2]',
    '    output_shape: 2',
    '12:5: features.0.output_shape: is 2; it must be a list of names and whole numbers from 1, such as [n_steps, 100]',
  ],
  ['    description: d\n', '    description: 5\n', '13:5: features.0.description: is 5; it must be text'],
  ['    unit: S', '    unit: 5', '14:5: features.0.unit: is 5; it must be text'],
  ['    func: "lambda gm: gm / 2"', '    func: 5', '19:5: features.2.func: is 5; it must be text'],
  [
    '  expand_multidim: true',
    '  expand_multidim: yes',
    '24:3: versioning.expand_multidim: is "yes"; it must be true or false',
  ],
  [
    '  selected_features: [gm, half, cycles]',
    '  selected_features: gm',
    '25:3: versioning.selected_features: is "gm"; it must be a list',
  ],
  ['  caching: {', '  caching: 5 #', '28:3: advanced.caching: is 5; it must be a mapping'],
  ['  parallel: {', '  parallel: [4] #', '29:3: advanced.parallel: is a list; it must be a mapping'],
  ['compat: oect-infra-1.2', 'compat: true', '31:1: compat: is true; it must be "oect-infra-1.2"'],

  // Wrong value.
  ['version: v2', 'version: v3', '1:1: version: is "v3"; it must be v2, the one layout of files that is known'],
  ['name: all', 'name: ""', '2:1: name: is empty; it must be text'],
  [
    'data_type: both',
    'data_type: transfr',
    '4:1: data_type: is "transfr"; it must be "transfer" or "transient" or "both"; did you mean "transfer"?',
  ],
  [
    'data_type: both',
    'data_type: transfer',
    '4:1: data_type: is "transfer"; feature "cycles" is of transient steps, so it must be "both"',
  ],
  [
    'data_source: { experiment_type: both',
    'data_source: { experiment_type: bot',
    '6:16: data_source.experiment_type: is "bot"; it must be "transfer" or "transient" or "both"; did you mean "both"?',
  ],
  [
    '    extractor: transfer.gm_max',
    '    extractor: transfer.gm_mx',
    '9:5: feature "gm": unknown extractor "transfer.gm_mx"; did you mean "transfer.gm_max"?',
  ],
  ['    extractor: transfer.gm_max', '    extractor: x', `9:5: feature "gm": unknown extractor "x"; ${EXTRACTORS}`],
  [
    '    input: transfer',
    '    input: transient',
    '10:5: feature "gm": input "transient": extractor transfer.gm_max reads "transfer"',
  ],
  [
    '    params: { direction: both }',
    '    params: { direction: bth }',
    '11:15: feature "gm": parameter "direction" of transfer.gm_max: is "bth"; it must be "forward" or "reverse" or "both"; did you mean "both"?',
  ],
  [
    '    params: { n_cycles: 7 }',
    '    params: { n_cycles: 1.5 }',
    '17:15: feature "cycles": parameter "n_cycles" of transient.cycles: is 1.5; it must be a whole number',
  ],
  [
    '    params: { n_cycles: 7 }',
    '    params: { n_cycles: 0 }',
    '17:15: feature "cycles": parameter "n_cycles" of transient.cycles: is 0; it must be >=1',
  ],
  [
    '    output_shape: [n_steps, 2]',
    '    output_shape: [n_steps, 3]',
    '12:5: output_shape: is [n_steps, 3]; feature "gm" is [n_steps, 2]',
  ],
  [
    '    output_shape: [n_steps, 2]',
    '    output_shape: [n_steps, -2]',
    '12:29: features.0.output_shape.1: is -2; it must be >=1',
  ],
  [
    '    func: "lambda gm: gm / 2"',
    '    func: "lambda gm: gm.meen()"',
    `19:5: feature "half": expression, column 15: there is no function '.meen' here; nearest: 'mean'; allowed: sum, mean, std, min, max, cumsum, argmax, argmin, clip, round, astype, reshape`,
  ],
  [
    '    func: "lambda gm: gm / 2"',
    '    func: gm / 2',
    '19:5: feature "half": unknown function "gm / 2"; there are none; an expression begins with "lambda" or "np."',
  ],
  [
    '    func: "lambda gm: gm / 2"',
    '    func: "lambda a, b: a / b"',
    '19:5: feature "half": "lambda a, b: a / b" has 2 parameters and 1 inputs; it needs as many',
  ],
  ['    input: [gm]', '    input: [gn]', '20:5: feature "half": unknown input "gn"; did you mean "gm"?'],
  ['    input: [gm]', '    input: []', '20:5: feature "half": a func needs input: the features it is computed from'],
  ['    input: [gm]', '    input: [half]', '20:5: features depend on each other in a circle: half -> half'],
  ['    params: {}', '    params: { a: 1 }', '21:5: feature "half": params belong to an extractor; a func has none'],
  [
    '  selected_features: [gm, half, cycles]',
    '  selected_features: [gm, hal, cycles]',
    '25:27: unknown selected feature "hal"; did you mean "half"?',
  ],
  [
    'compat: oect-infra-1.2',
    'compat: oect-infra-1.3',
    '31:1: compat: is "oect-infra-1.3"; it must be "oect-infra-1.2"; did you mean "oect-infra-1.2"?',
  ],

  // Unknown keys.
  ['version: v2', 'versio: v2', '1:1: unknown key "versio"; did you mean "version"?'],
  [
    'data_source: { experiment_type',
    'data_source: { experiment',
    '6:16: unknown key "experiment"; did you mean "experiment_type"?',
  ],
  ['    unit: S', '    units: S', '14:5: unknown key "units"; did you mean "unit"?'],
  [
    '    params: { direction: both }',
    '    params: { directoin: both }',
    '11:15: feature "gm": unknown parameter "directoin" of transfer.gm_max; did you mean "direction"?',
  ],
  ['  auto_create: true', '  autocreate: true', '23:3: unknown key "autocreate"; did you mean "auto_create"?'],
  [
    '  caching: { enabled: true, backend: disk, memory_size_mb',
    '  caching: { enabled: true, backend: disk, memory_size',
    '28:44: unknown key "memory_size"; did you mean "memory_size_mb"?',
  ],
  [
    '  parallel: { enabled: true, n_workers',
    '  parallel: { enabled: true, workers',
    '29:30: unknown key "workers"; did you mean "n_workers"?',
  ],
  ['  parallel: {', '  quantum: {', '29:3: unknown key "quantum"; known: transforms, caching, parallel'],

  // Twice.
  ['name: all', 'version: v2', '2:1: Map keys must be unique; found "version: v2"'],
  ['    unit: S', '    description: e', '14:5: Map keys must be unique; found "description: e"'],
  ['  - name: cycles', '  - name: gm', '15:5: feature "gm" is defined twice, first in line 8; give one another name'],

  // Missing.
  ['  - name: gm', '  - ', '9:5: features.0.name: is missing; it must be text'],
  [
    '    extractor: transient.cycles',
    '',
    '15:5: feature "cycles": has neither an extractor nor a func; it needs one of them',
  ],
  ['    input: [gm]', '', '18:5: feature "half": a func needs input: the features it is computed from'],
];

describe('a mistake in a configuration', () => {
  it('is none in this one', () => {
    expect(mistakesIn(GOOD)).toEqual([]);
  });

  it.each(MISTAKES)(
    'is told with its place, what was found and what is allowed: for %j is written %j',
    (line, written, mistake) => {
      expect(GOOD.split(line)).toHaveLength(2);
      expect(mistakesIn(GOOD.replace(line, written))).toContain(`f.yaml:${mistake}`);
    },
  );

  it('is told beside all others, in the order of the text', () => {
    const known = MISTAKES.filter(([, , mistake]) => / is (\d|a list|true)|unknown key/.test(mistake));
    const lineOf = ([, , mistake]: (typeof MISTAKES)[number]) => mistake.split(':')[0];
    const chosen = known.filter((each, index) => known.findIndex((other) => lineOf(other) === lineOf(each)) === index);
    const text = chosen.reduce((all, [line, written]) => all.replace(line, written), GOOD);
    const place = (mistake: string) => mistake.split(':').slice(0, 2).map(Number) as [number, number];
    expect(chosen.length).toBeGreaterThan(15);
    const told = mistakesIn(text).map((line) => line.replace('f.yaml:', ''));
    expect(told).toEqual(expect.arrayContaining(chosen.map(([, , mistake]) => mistake)));
    const places = told.map(place);
    expect(places).toEqual([...places].sort(([a, b], [c, d]) => a - c || b - d));
  });
});

/** Under compat, which the configuration above has, these are not done. */
const TRANSFORMING = `features:
  gm: { extractor: transfer.gm_max }
  Von: { extractor: transfer.Von }
versioning:
  selected_features: [gm]
postprocessing:
  - type: filter
    target: gm
    params: { method: iqr, threshold: 2 }
advanced:
  transforms:
    - type: normalize
      target: [gm]
      params:
        method: minmax
        feature_range: [0, 1]
`;

const TRANSFORM_MISTAKES: typeof MISTAKES = [
  ['postprocessing:\n', 'postprocessing: { a: 5 }\nimports:\n', '6:1: postprocessing: is a mapping; it must be a list'],
  [
    '  - type: filter',
    '  - type: filtr',
    '7:5: postprocessing.0.type: is "filtr"; it must be "normalize" or "filter" or "aggregate"; did you mean "filter"?',
  ],
  ['  - type: filter', '  - typ: filter', '7:5: unknown key "typ"; did you mean "type"?'],
  [
    '  - type: filter',
    '  - typ: filter',
    '7:5: postprocessing.0.type: is missing; it must be "normalize" or "filter" or "aggregate"',
  ],
  ['    target: gm', '    target: gn', '8:5: postprocessing.0.target: unknown feature "gn"; did you mean "gm"?'],
  ['    target: gm', '    target: 5', '8:5: postprocessing.0.target: is 5; it must be a name, or a list of names'],
  [
    '    target: gm',
    '    target: Von',
    '8:5: postprocessing.0.target: feature "Von" is not selected; only what the table shows is transformed',
  ],
  [
    '{ method: iqr, ',
    '{ method: iqrr, ',
    '9:15: postprocessing.0.params.method: unknown method "iqrr" of filter; did you mean "iqr"?',
  ],
  [
    '{ method: iqr, threshold',
    '{ method: iqr, treshold',
    '9:28: postprocessing.0.params.treshold: unknown parameter "treshold" of filter (iqr); did you mean "threshold"?',
  ],
  [
    'threshold: 2',
    'threshold: -2',
    '9:28: postprocessing.0.params.threshold: parameter "threshold" of filter (iqr): is -2; it must be >0',
  ],
  [
    '    params: { method: iqr, threshold: 2 }',
    '    params: iqr',
    '9:5: postprocessing.0.params: is "iqr"; it must be a mapping',
  ],
  [
    '      target: [gm]',
    '      target: [gm, Vn]',
    '13:20: advanced.transforms.0.target.1: unknown feature "Vn"; did you mean "Von"?',
  ],
  [
    '        method: minmax\n',
    '',
    '14:7: advanced.transforms.0.params: normalize needs a method; known: minmax, zscore, robust, l2',
  ],
  [
    '[0, 1]',
    '[1, 0]',
    '16:9: advanced.transforms.0.params.feature_range: parameter "feature_range" of normalize (minmax): must be two numbers that go up, such as [0, 1]',
  ],
];

describe('a mistake in a transform', () => {
  it('is none in this one', () => {
    expect(mistakesIn(TRANSFORMING)).toEqual([]);
  });

  it.each(TRANSFORM_MISTAKES)('is told with its place: for %j is written %j', (line, written, mistake) => {
    expect(TRANSFORMING.split(line)).toHaveLength(2);
    expect(mistakesIn(TRANSFORMING.replace(line, written))).toContain(`f.yaml:${mistake}`);
  });

  it('is told beside those of features and of other transforms, whatever is wrong with these', () => {
    const text = TRANSFORMING.replace('method: minmax', 'method: minmx')
      .replace('postprocessing:', 'postprocessing:\n  - 7')
      .replace('threshold: 2', 'threshold: 0')
      .replace('transfer.Von', 'transfer.Vn');
    expect(mistakesIn(text)).toEqual([
      'f.yaml:3:10: feature "Von": unknown extractor "transfer.Vn"; did you mean "transfer.Von"?',
      'f.yaml:7:5: postprocessing.0: is 7; it must be a mapping',
      'f.yaml:10:28: postprocessing.1.params.threshold: parameter "threshold" of filter (iqr): is 0; it must be >0',
      'f.yaml:16:9: advanced.transforms.0.params.method: unknown method "minmx" of normalize; did you mean "minmax"?',
    ]);
  });
});
