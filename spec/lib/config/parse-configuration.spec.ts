import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../../lib/config/configuration-error.js';
import { type ParseOptions, parseConfiguration } from '../../../lib/config/parse-configuration.js';
import { isOectError, OectError } from '../../../lib/errors.js';
import { builtInRegistry, type Registry } from '../../../lib/extractors/registry.js';

const registry: Registry = {
  ...builtInRegistry,
  functions: new Map([['identity', { func: ({ values }) => values, module: 'file:///functions.js' }]]),
};
const parse = (text: string, options: Partial<ParseOptions> = {}) =>
  parseConfiguration(text, { file: 'f.yaml', name: 'f', registry, ...options });

function mistakesIn(text: string, options?: Partial<ParseOptions>): readonly string[] {
  try {
    parse(text, options);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message.replaceAll('f.yaml:', '').split('\n');
    throw error;
  }
  return [];
}

const GM = 'features:\n  gm: { extractor: transfer.gm_max }\n';

describe('parseConfiguration', () => {
  it('gives name, version, description, the text itself and the graph', () => {
    const text = `name: mine\nconfig_version: 3\ndescription: d\n${GM}`;
    expect(parse(text)).toMatchObject({ name: 'mine', version: '3', description: 'd', text, warnings: [] });
    expect(parse(text).graph.features).toMatchObject([{ name: 'gm' }]);
  });

  it('is named after its file if it does not say', () => {
    expect(parse(GM).name).toBe('f');
  });

  it.each([
    ['a list', 'features:\n- name: a\n  extractor: transfer.gm_max\n- name: b\n  func: identity\n  input: a\n'],
    ['a mapping', 'features:\n  a:\n    extractor: transfer.gm_max\n  b:\n    func: identity\n    input: [a]\n'],
    ['JSON', '{"features": {"a": {"extractor": "transfer.gm_max"}, "b": {"func": "identity", "input": "a"}}}'],
    [
      'JSON indented by tabs',
      '{\n\t"features": {\n\t\t"a": {"extractor": "transfer.gm_max"},\n\t\t"b": {"func": "identity", "input": "a"}\n\t}\n}',
    ],
    ['CRLF', 'features:\r\n  a: { extractor: transfer.gm_max }\r\n  b: { func: identity, input: a }\r\n'],
    ['a byte order mark', '\ufefffeatures: { a: { extractor: transfer.gm_max }, b: { func: identity, input: a } }'],
    [
      'merged mappings',
      'features:\n  a: &a { extractor: transfer.gm_max }\n  b: { func: identity, input: a }\n  c: { <<: *a, params: { direction: reverse } }',
    ],
  ])('reads features written as %s', (_, text) => {
    const { graph, warnings } = parse(text);
    expect(graph.features.slice(0, 2)).toMatchObject([
      { name: 'a', kind: 'extracted' },
      { name: 'b', kind: 'derived', inputs: ['a'] },
    ]);
    expect(warnings).toEqual([]);
  });

  it('takes names that every object has for names', () => {
    const names = ['__proto__', 'constructor', 'toString'];
    const text = `features:\n${names.map((name) => `  ${name}: { extractor: transfer.gm_max }\n`).join('')}`;
    expect(parse(text).graph.features.map(({ name }) => name)).toEqual(names);
    expect(
      mistakesIn(
        'features:\n  gm:\n    extractor: transfer.gm_max\n    params:\n      constructor: 1\n      __proto__: 2',
      ),
    ).toEqual([
      expect.stringMatching(/^5:7: .*unknown parameter "constructor"/),
      expect.stringMatching(/^6:7: .*unknown parameter "__proto__"/),
    ]);
  });

  it('takes empty params and an empty unit, also beside a func, as not written', () => {
    const { graph } = parse(
      `${GM}  b: { func: identity, input: gm, params: {}, unit: '' }\n  c: { extractor: transfer.Von, unit: '', params: }`,
    );
    expect(graph.features).toMatchObject([{}, { unit: '' }, { outputs: [{ unit: 'V' }] }]);
  });

  it('selects features, lays them out and takes the defaults of the Python system where it says so', () => {
    const { graph } = parse(
      `${GM}  b: { func: identity, input: gm }\n  c: { extractor: transfer.Von }\ncompat: oect-infra-1.2\nversioning: { selected_features: [b], expand_multidim: false }`,
    );
    expect(graph).toMatchObject({
      selected: ['b'],
      layout: 'lists',
      features: [{ params: { split: 'midpoint' } }, { name: 'b' }],
    });
  });

  it('warns of what has no effect, with its place', () => {
    const text = `${GM}imports: [numpy]\nversioning: { auto_create: true }\nadvanced:\n  caching: { enabled: true }\n  parallel:\n`;
    expect(parse(text).warnings).toEqual([
      expect.stringMatching(/^f\.yaml:3:1: "imports" is ignored: a configuration runs no code/),
      expect.stringMatching(/^f\.yaml:4:15: "versioning\.auto_create" is ignored: /),
      expect.stringMatching(/^f\.yaml:6:3: "advanced\.caching" is ignored: /),
    ]);
  });

  it('warns of what the features contradict, or refuses it on demand', () => {
    const text = `data_type: transient\n${GM}`;
    const contradiction = '1:1: data_type: is "transient"; feature "gm" is of transfer steps, so it must be "transfer"';
    expect(parse(text).warnings).toEqual([`f.yaml:${contradiction}`]);
    expect(mistakesIn(text, { doubts: 'refuse' })).toEqual([contradiction]);
  });

  it('refuses another name than the key of a mapping', () => {
    const feature = 'extractor: transfer.gm_max, name:';
    expect(parse(`features: { gm: { ${feature} gm } }`).warnings).toEqual([]);
    expect(mistakesIn(`features:\n  gm: { ${feature} g }`)).toEqual([
      '2:37: features.gm.name: is "g"; it must be "gm", its key, or be left out',
    ]);
  });

  describe('a key that nobody knows', () => {
    const text = `nam: x\n${GM.trimEnd().replace(' }', ',\n        units: S }')}\nversioning: { expand: true }\ndata_source: { typ: x }\nadvanced: { cachin: x }\n`;
    const unknown = [
      '1:1: unknown key "nam"; did you mean "name"?',
      '4:9: unknown key "units"; did you mean "unit"?',
      '5:15: unknown key "expand"; did you mean "expand_multidim"?',
      '6:16: unknown key "typ"; known: experiment_type, load_mode',
      '7:13: unknown key "cachin"; did you mean "caching"?',
    ];

    it('is warned of at every level', () => {
      expect(parse(text).warnings.map((warning) => warning.replace('f.yaml:', ''))).toEqual(unknown);
    });

    it('is refused on demand', () => {
      expect(mistakesIn(text, { doubts: 'refuse' })).toEqual(unknown);
      expect(mistakesIn(GM, { doubts: 'refuse' })).toEqual([]);
    });

    it('is told among the mistakes it may have caused', () => {
      expect(mistakesIn('features:\n  - name: gm\n    extracter: transfer.gm_max')).toEqual([
        '2:5: feature "gm": has neither an extractor nor a func; it needs one of them',
        '3:5: unknown key "extracter"; did you mean "extractor"?',
      ]);
    });
  });

  it('tells all mistakes at once, those of form and those of meaning, in the order of the text', () => {
    const text = [
      'description: 5',
      'features:',
      '  - { name: a, extractor: transfer.gm_maxx }',
      '  - { name: b, extractor: 5 }',
      '  - { name: c, extractor: transfer.gm_max, params: { directions: up } }',
      '  - 7',
      '  - { func: identity, input: a }',
      '  - { name: d, func: identity, input: [b, e] }',
      '  - { name: e, func: identity, input: d }',
      '  - { name: c, extractor: transfer.Von }',
      'versioning:',
      '  selected_features:',
      '    - a',
      '    - zzzzz',
    ].join('\n');
    expect(mistakesIn(text)).toEqual([
      '1:1: description: is 5; it must be text',
      '3:16: feature "a": unknown extractor "transfer.gm_maxx"; did you mean "transfer.gm_max"?',
      '4:16: features.1.extractor: is 5; it must be text',
      '6:5: features.3: is 7; it must be a mapping',
      '7:5: features.4.name: is missing; it must be text',
      '8:32: features depend on each other in a circle: d -> e -> d',
      '10:7: feature "c" is defined twice, first in line 5; give one another name',
      '14:7: unknown selected feature "zzzzz"; known: a, b, c, d, e',
    ]);
  });

  it('takes what is wrong with one of two features of one name to where it stands', () => {
    expect(mistakesIn('features:\n- { name: a, extractor: transfer.gm_max }\n- { name: a, extractor: x }')).toEqual([
      '3:5: feature "a" is defined twice, first in line 2; give one another name',
      expect.stringMatching(/^3:14: feature "a": unknown extractor "x"/),
    ]);
  });

  it('takes a wrong element of a parameter to its place', () => {
    const [mistake] = mistakesIn('features:\n  d:\n    extractor: transient.cycles\n    params:\n      n_cycles: 0\n');
    expect(mistake).toMatch(/^5:7: feature "d": parameter "n_cycles" of transient.cycles: /);
  });

  it('does not suspect collisions where it cannot tell whether features become lists', () => {
    const text = 'features:\n  c: { extractor: transient.cycles }\n  c_0: { extractor: transfer.gm_max }\nversioning: ';
    expect(mistakesIn(`${text}{ expand_multidim: 7 }`)).toEqual([expect.stringContaining('expand_multidim: is 7')]);
    expect(mistakesIn(`description: 7\n${text}{ expand_multidim: false }`)).toEqual([
      expect.stringContaining('description'),
    ]);
    expect(mistakesIn(`${text}{ expand_multidim: true }`)).toEqual([
      expect.stringContaining('"c_0" is already a column'),
    ]);
  });

  it.each([
    ['', '1:1: configuration: is empty; it must be a mapping'],
    ['# nothing', '1:1: configuration: is empty; it must be a mapping'],
    ['\ufeff- a', '1:1: configuration: is a list; it must be a mapping'],
    ['text', '1:1: configuration: is "text"; it must be a mapping'],
    ['name: a', '1:1: features: is missing; it must be a list of features, or a mapping from their names to the rest'],
    [
      'name: a\nfeatures:',
      '2:1: features: is empty; it must be a list of features, or a mapping from their names to the rest',
    ],
    ['features: {}', '1:1: there are no features; define at least one'],
    ['features: []', '1:1: there are no features; define at least one'],
    ['features:\n  gm:', '2:3: features.gm: is empty; it must be a mapping'],
    ['a: 1\na: 2', '2:1: Map keys must be unique; found "a: 2"'],
  ])('says what is wrong with %j', (text, mistake) => {
    expect(mistakesIn(text)).toEqual([mistake]);
  });

  it('has an error of the code bad-configuration that names the file', () => {
    expect(() => parse('')).toThrow(expect.objectContaining({ code: 'bad-configuration', file: 'f.yaml' }));
    expect(() => parse('')).toThrow('f.yaml:1:1: ');
  });

  it('gives a configuration or an OectError for any text whatever', () => {
    const piece = fc.constantFrom(
      ...'features: name extractor transfer.gm_max params input gm - [ ] { } , : | > & * ! % # "'.split(' '),
      '\n',
      '\n  ',
      '\n    ',
      '\t',
      "'",
      '\u0000',
      '&a',
      '*a',
      '<<: ',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(' ')),
    );
    fc.assert(
      fc.property(text, (text) => {
        try {
          parse(text);
        } catch (error) {
          if (!isOectError(error, 'bad-configuration')) throw new Error('not an OectError', { cause: error });
          expect(error).toBeInstanceOf(OectError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
