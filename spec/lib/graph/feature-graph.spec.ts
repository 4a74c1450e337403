import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { isOectError } from '../../../lib/errors.js';
import { defineExtractor } from '../../../lib/extractors/extractor.js';
import { builtInRegistry, type Registry } from '../../../lib/extractors/registry.js';
import type { FeatureDefinitions } from '../../../lib/graph/definition.js';
import { createFeatureGraph, FeatureGraphError, type FeatureGraphOptions } from '../../../lib/graph/feature-graph.js';
import { extractorOf, outputOf } from '../../support/graph-arbitraries.js';

const gm = { extractor: 'transfer.gm_max' } as const;
const identity = ({ values }: { readonly values: Float64Array }) => values;

function problemsOf(definitions: FeatureDefinitions, options: FeatureGraphOptions = {}) {
  try {
    createFeatureGraph(definitions, options);
  } catch (error) {
    if (error instanceof FeatureGraphError) return error.problems;
    throw error;
  }
  return [];
}

const messagesOf = (definitions: FeatureDefinitions, options?: FeatureGraphOptions) =>
  problemsOf(definitions, options).map(({ message }) => message);

describe('createFeatureGraph', () => {
  it('fills in the defaults of the parameters, and the unit of the extractor', () => {
    const { features } = createFeatureGraph({ gm });
    expect(features).toMatchObject([
      { kind: 'extracted', name: 'gm', sources: ['transfer'], outputs: [{ unit: 'S' }] },
    ]);
    expect(features[0]).toHaveProperty('params', { direction: 'forward', split: 'auto', equal_Vg: 'merge' });
  });

  it('takes the defaults of the Python system on demand, and what is given before them', () => {
    const paramsOf = (params: Readonly<Record<string, unknown>>) =>
      createFeatureGraph({ gm: { ...gm, params } }, { compat: 'oect-infra-1.2' }).features[0];
    expect(paramsOf({})).toMatchObject({ params: { split: 'midpoint', equal_Vg: 'replace' } });
    expect(paramsOf({ split: 'auto' })).toMatchObject({ params: { split: 'auto', equal_Vg: 'replace' } });
  });

  it('lets a definition say unit and description', () => {
    const { features } = createFeatureGraph({ gm: { ...gm, unit: 'A/V', description: 'mine' } });
    expect(features).toMatchObject([{ outputs: [{ unit: 'A/V', description: 'mine' }] }]);
  });

  it('computes what the selected features need and shows the selected ones, in the order of their definition', () => {
    const definitions: FeatureDefinitions = {
      gm,
      twice: { func: identity, input: 'gm' },
      other: { extractor: 'transfer.Von' },
      last: { func: identity, input: ['twice'] },
    };
    const graph = createFeatureGraph(definitions, { selected: ['last', 'gm', 'last'] });
    expect(graph.features.map(({ name }) => name)).toEqual(['gm', 'twice', 'last']);
    expect(graph.selected).toEqual(['gm', 'last']);
    expect(graph.layers).toHaveLength(3);
    expect(createFeatureGraph(definitions).selected).toEqual(['gm', 'twice', 'other', 'last']);
  });

  it('takes names that every object has for what they are: names', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const { features } = createFeatureGraph(Object.fromEntries(names.map((name) => [name, gm])));
    expect(features.map(({ name }) => name)).toEqual(names);
    expect(messagesOf({ a: { func: identity, input: names }, b: { extractor: 'toString' } })).toHaveLength(5);
  });

  it('keeps the module of a loaded extractor that is given as an object, so that threads can load it', () => {
    const mine = extractorOf(outputOf([]));
    const registry: Registry = {
      ...builtInRegistry,
      extractors: new Map([...builtInRegistry.extractors, [mine.name, { extractor: mine, module: 'file:///mine.js' }]]),
    };
    expect(createFeatureGraph({ f: { extractor: mine } }, { registry }).features).toMatchObject([
      { module: 'file:///mine.js' },
    ]);
    expect(
      createFeatureGraph({ f: { extractor: extractorOf(outputOf([])) } }, { registry }).features[0],
    ).not.toHaveProperty('module');
  });

  it('reports all that is wrong at once, each with its place', () => {
    const problems = problemsOf(
      {
        a: { extractor: 'transfer.gm_maxx' },
        b: { ...gm, params: { direction: 'up', foo: 1, bar: 2 } },
        c: {},
        d: { func: 'norm', input: ['transfer', 'bb'] },
        e: { func: identity, input: 'e' },
        f: { func: identity, input: 'g' },
        g: { func: identity, input: 'f' },
        h: { ...gm, input: 'transient', func: identity },
        i: { func: identity, params: { x: 1 } },
      },
      { selected: ['a', 'z'] },
    );
    expect(problems.map(({ at, message }) => [at.join('.'), message])).toEqual([
      ['a.extractor', 'feature "a": unknown extractor "transfer.gm_maxx"; did you mean "transfer.gm_max"?'],
      ['b.params.foo', expect.stringContaining('unknown parameter "foo" of transfer.gm_max; known: direction')],
      ['b.params.bar', expect.stringContaining('unknown parameter "bar"')],
      ['b.params.direction', expect.stringContaining('"up"')],
      ['c', 'feature "c": has neither an extractor nor a func; it needs one of them'],
      ['d.input', expect.stringContaining('unknown input "transfer"; a func takes features')],
      ['d.input', 'feature "d": unknown input "bb"; did you mean "b"?'],
      ['d.func', 'feature "d": unknown function "norm"; there are none; an expression begins with "lambda" or "np."'],
      ['h.func', expect.stringContaining('both an extractor and a func')],
      ['h.input', 'feature "h": input "transient": extractor transfer.gm_max reads "transfer"'],
      ['i.params', expect.stringContaining('params belong to an extractor')],
      ['i.input', expect.stringContaining('a func needs input')],
      ['', 'unknown selected feature "z"; known: a, b, c, d, e, f, g, h, i'],
      ['e.input', 'features depend on each other in a circle: e -> e'],
      ['f.input', 'features depend on each other in a circle: f -> g -> f'],
    ]);
    expect(problems.find(({ selected }) => selected !== undefined)?.selected).toBe(1);
  });

  it('takes an extractor of several sources, whether none, some or all of them are named', () => {
    const both = { ...extractorOf(outputOf([])), name: 'both.sample', source: ['transient', 'transfer'] as const };
    for (const input of [undefined, 'transfer', ['transient', 'transfer']]) {
      const { features } = createFeatureGraph({ f: { extractor: both, ...(input !== undefined && { input }) } });
      expect(features).toMatchObject([{ sources: ['transfer', 'transient'], inputs: [] }]);
    }
    expect(messagesOf({ gm, f: { extractor: both, input: ['transfer', 'gm'] } })).toEqual([
      'feature "f": input "gm": extractor both.sample reads "transfer" and "transient"',
    ]);
  });

  describe('with an extractor that builds on earlier features', () => {
    const base = extractorOf(outputOf([]));
    const inputs = {
      gm: { shape: [], unit: 'S', description: '' },
      trace: { shape: ['n'], description: '' },
    };
    const built = { ...base, name: 'transfer.built', inputs };
    const cycles = { extractor: 'transient.cycles', params: { n_cycles: 3 } } as const;

    it('computes them before, whether the source is named among them or not', () => {
      const definitions: FeatureDefinitions = {
        last: { extractor: built, input: ['gm', 'transfer', 'cycles'] },
        other: { extractor: built, input: ['twice', 'cycles'] },
        twice: { func: identity, input: 'gm' },
        gm,
        cycles,
      };
      const { layers, features } = createFeatureGraph(definitions);
      expect(layers.map(({ extracted, derived }) => [...extracted, ...derived].map(({ name }) => name))).toEqual([
        ['gm', 'cycles'],
        ['last', 'twice'],
        ['other'],
      ]);
      expect(features[0]).toMatchObject({ sources: ['transfer'], inputs: ['gm', 'cycles'] });
      const selected = createFeatureGraph(definitions, { selected: ['last'] });
      expect(selected.features.map(({ name }) => name)).toEqual(['last', 'gm', 'cycles']);
    });

    it('takes a feature for its source that is called like it', () => {
      const definitions: FeatureDefinitions = { transfer: { ...gm, input: 'transfer' } };
      expect(createFeatureGraph(definitions).features).toMatchObject([{ name: 'transfer', inputs: [] }]);
    });

    it('reports all that is wrong with its input', () => {
      const problems = problemsOf({
        gm,
        cycles,
        both: { extractor: 'transfer.gm_max_coords' },
        tau: { extractor: 'transient.tau_on_off' },
        Von: { extractor: 'transfer.Von' },
        a: { extractor: built },
        b: { extractor: built, input: ['gmm', 'cycles'] },
        c: { extractor: built, input: ['transient', 'gm', 'cycles'] },
        d: { extractor: built, input: ['cycles', 'gm'] },
        e: { extractor: built, input: ['both', 'tau'] },
        f: { extractor: built, input: ['Von', 'cycles'] },
        g: { extractor: built, input: ['h', 'cycles'] },
        h: { func: identity, input: 'g' },
        i: { ...gm, input: ['transfer', 'cycles'] },
        j: { extractor: built, input: ['j', 'cycles'] },
      });
      expect(problems.map(({ at, message }) => [at.join('.'), message])).toEqual([
        ['a.input', 'feature "a": extractor transfer.built builds on 2 features (gm, trace), and input names 0'],
        ['b.input', 'feature "b": unknown input "gmm"; did you mean "gm"?'],
        ['c.input', 'feature "c": input "transient": extractor transfer.built reads "transfer"'],
        ['c.input', 'feature "c": extractor transfer.built builds on 2 features (gm, trace), and input names 3'],
        ['i.input', 'feature "i": input "cycles": extractor transfer.gm_max reads "transfer"'],
        [
          'd.input',
          'feature "d": input "cycles" gives numbers of shape [3]; extractor transfer.built takes a number for "gm"',
        ],
        [
          'd.input',
          'feature "d": input "gm" gives a number; extractor transfer.built takes numbers of shape [n] for "trace"',
        ],
        [
          'e.input',
          'feature "e": input "both" gives numbers of shape [2]; extractor transfer.built takes a number for "gm"',
        ],
        [
          'e.input',
          expect.stringContaining(
            '"tau" gives numbers of shape [n_cycles, 2]; extractor transfer.built takes numbers of shape [n]',
          ),
        ],
        [
          'f.input',
          'feature "f": extractor transfer.built takes S for "gm", "Von" gives V: both must have the same unit; they are different quantities',
        ],
        ['j.input', expect.stringContaining('takes S for "gm", "j" gives a plain number: both must')],
        ['g.input', 'features depend on each other in a circle: g -> h -> g'],
        ['j.input', 'features depend on each other in a circle: j -> j'],
      ]);
    });
  });

  it('gives every message in that of the error, which is about the configuration', () => {
    const error = new FeatureGraphError([
      { at: [], message: 'one' },
      { at: ['a'], message: 'two' },
    ]);
    expect(isOectError(error, 'bad-configuration')).toBe(true);
    expect(error.message).toBe('one\ntwo');
  });

  it('needs a feature', () => {
    expect(messagesOf({})).toEqual(['there are no features; define at least one']);
  });

  it.each(['__proto__', 'constructor', 'toString'])('knows no parameter %s', (name) => {
    const params = Object.fromEntries([[name, 1]]);
    expect(messagesOf({ gm: { ...gm, params } })).toEqual([expect.stringContaining(`unknown parameter "${name}"`)]);
  });

  it('tells what a check of all parameters together says', () => {
    const params = { return_vg_only: true, return_id_only: true };
    expect(messagesOf({ f: { extractor: 'transfer.gm_max_coords', params } })).toEqual([
      expect.stringContaining('parameters of transfer.gm_max_coords: return_vg_only and return_id_only are both true'),
    ]);
  });

  it('reports an extractor whose parameters or outputs cannot be asked for', () => {
    const fails = () => {
      throw new Error('broken');
    };
    const base = extractorOf(outputOf([]));
    const checking = defineExtractor({ ...base, params: v.pipe(v.strictObject({}), v.check(fails)) });
    expect(messagesOf({ a: { extractor: checking }, b: { extractor: { ...base, outputs: fails } } })).toEqual([
      'feature "a": parameters of transfer.sample cannot be checked: broken',
      'feature "b": extractor transfer.sample cannot tell its outputs: broken',
    ]);
  });

  it('refuses outputs that no table can show', () => {
    const definitions = { c: { extractor: 'transient.cycles', params: { n_cycles: 1e9 } } };
    expect(messagesOf(definitions)).toEqual([expect.stringContaining('1000000000 columns')]);
    expect(messagesOf(definitions, { layout: 'lists' })).toEqual([]);
  });
});
