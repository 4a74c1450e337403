import { describe, expect, it } from 'vitest';
import type { FeatureDefinitions, TransformDefinition } from '../../../lib/graph/definition.js';
import { createFeatureGraph, FeatureGraphError, type FeatureGraphOptions } from '../../../lib/graph/feature-graph.js';
import { transformed } from '../../../lib/graph/transforms.js';
import { titleOf } from '../../../lib/postprocess/operation.js';

const definitions: FeatureDefinitions = {
  gm: { extractor: 'transfer.gm_max', params: { direction: 'both' } },
  Von: { extractor: 'transfer.Von' },
  coords: { extractor: 'transfer.gm_max_coords', description: '' },
  tau: { extractor: 'transient.tau_on_off' },
  ratio: { func: 'lambda gm, von: gm[:, 0] / von', input: ['gm', 'Von'], description: 'd' },
};

const graphOf = (postprocessing: readonly TransformDefinition[], options: FeatureGraphOptions = {}) =>
  createFeatureGraph(definitions, { postprocessing, ...options });

function messagesOf(postprocessing: readonly unknown[], options: FeatureGraphOptions = {}): readonly string[] {
  try {
    graphOf(postprocessing as readonly TransformDefinition[], options);
  } catch (error) {
    if (error instanceof FeatureGraphError) return error.problems.map(({ message }) => message);
    throw error;
  }
  return [];
}

/** What the table will show of a feature: unit, shape and description. */
function shown(name: string, ...postprocessing: readonly TransformDefinition[]) {
  const { features, transforms } = graphOf(postprocessing);
  const feature = features.find((each) => each.name === name);
  if (feature === undefined) throw new Error(name);
  const after = transformed(feature, transforms);
  const { unit, shape, description } =
    after.kind === 'derived' ? { ...after, shape: undefined } : { ...after.outputs[0] };
  return { unit, shape, description };
}

describe('transforms of a graph', () => {
  it('are done in the order in which they are written, those of transforms first', () => {
    const normalize = { type: 'normalize', target: 'gm', params: { method: 'l2' } } as const;
    const filter = { type: 'filter', target: ['Von', 'gm'], params: { method: 'iqr' } } as const;
    const { transforms } = graphOf([normalize], { transforms: [filter] });
    expect(transforms.map(({ operation, params, targets }) => [titleOf(operation), params, targets])).toEqual([
      ['filter (iqr)', { threshold: 1.5 }, ['gm', 'Von']],
      ['normalize (l2)', {}, ['gm']],
    ]);
  });

  it('are of all that the table shows, where none is named', () => {
    const all = { type: 'normalize', params: { method: 'zscore' } } as const;
    expect(graphOf([all]).transforms[0]?.targets).toEqual(['gm', 'Von', 'coords', 'tau', 'ratio']);
    expect(graphOf([all], { selected: ['ratio', 'gm'] }).transforms[0]?.targets).toEqual(['gm', 'ratio']);
  });

  it('leave out features with which they cannot be done, where none is named', () => {
    const mean = { type: 'aggregate', params: { method: 'mean' } } as const;
    // Von is one number, coords is of volts and amperes; what the func gives, only the data tells.
    expect(graphOf([mean]).transforms[0]?.targets).toEqual(['gm', 'tau', 'ratio']);
    expect(graphOf([mean], { selected: ['Von'] }).transforms).toEqual([]);
  });

  it.each([1, [1], [1, 1]])('have their axes in order, each once: %j', (axis) => {
    const { transforms } = graphOf([{ type: 'aggregate', target: 'tau', params: { method: 'mean', axis } }]);
    expect(transforms[0]?.params).toEqual({ axis: [1] });
    const both = { type: 'aggregate', target: 'tau', params: { method: 'mean', axis: [2, 1, 2] } } as const;
    expect(graphOf([both]).transforms[0]?.params).toEqual({ axis: [1, 2] });
  });

  it('have no effect on features that the table does not show', () => {
    const ofGm = { type: 'filter', target: 'gm', params: { min: 0 } } as const;
    expect(graphOf([ofGm], { selected: ['ratio'] }).transforms).toEqual([]);
  });

  it('are not done under compat, as that system did not do them', () => {
    const zscore = { type: 'normalize', params: { method: 'zscore' } } as const;
    expect(graphOf([zscore], { compat: 'oect-infra-1.2' }).transforms).toEqual([]);
  });

  describe('what they leave', () => {
    const zscore = (target: string) => ({ type: 'normalize', target, params: { method: 'zscore' } }) as const;

    it('has no unit when it is normalized', () => {
      const description = 'largest |dId/dVg|, [forward, reverse]; normalized (zscore)';
      expect(shown('gm', zscore('gm'))).toEqual({ unit: '', shape: [2], description });
      expect(shown('coords', zscore('coords'))).toMatchObject({ unit: '', shape: [2] });
      expect(shown('ratio', zscore('ratio'))).toMatchObject({ unit: '', description: 'd; normalized (zscore)' });
    });

    it('keeps its unit when it is filtered', () => {
      const iqr = (target: string) => ({ type: 'filter', target, params: { method: 'iqr' } }) as const;
      expect(shown('ratio', iqr('ratio'))).toMatchObject({ unit: 'S/V', description: 'd; without outliers (iqr)' });
      expect(shown('coords', iqr('coords'))).toEqual({
        unit: ['V', 'A'],
        shape: [2],
        description: 'without outliers (iqr)',
      });
    });

    it('keeps its unit and loses dimensions when it is aggregated', () => {
      const median = (target: string, axis?: number) =>
        ({ type: 'aggregate', target, params: { method: 'median', ...(axis !== undefined && { axis }) } }) as const;
      expect(shown('gm', median('gm'))).toMatchObject({ unit: 'S', shape: [] });
      expect(shown('tau', median('tau'))).toMatchObject({ unit: 's', shape: [] });
      expect(shown('tau', median('tau', 1))).toMatchObject({ unit: 's', shape: [2] });
      expect(shown('tau', median('tau', 2))).toMatchObject({ unit: 's', shape: ['n_cycles'] });
      expect(shown('tau', median('tau', 2), median('tau', 1))).toMatchObject({ unit: 's', shape: [] });
      expect(shown('ratio', median('ratio'))).toMatchObject({
        unit: 'S/V',
        description: 'd; median over all its numbers',
      });
      expect(shown('coords', zscore('coords'), median('coords'))).toMatchObject({ unit: '', shape: [] });
    });
  });

  it('decide the names of the columns, and so which are the same', () => {
    const mean = { type: 'aggregate', target: 'gm', params: { method: 'mean' } } as const;
    const gm = { extractor: 'transfer.gm_max', params: { direction: 'both' } } as const;
    const Von = { extractor: 'transfer.Von' } as const;
    expect(() => createFeatureGraph({ gm, gm_1: Von })).toThrow(
      'its column "gm_1" is already a column of feature "gm"',
    );
    expect(() => createFeatureGraph({ gm, gm_1: Von }, { postprocessing: [mean] })).not.toThrow();
    const tau = { extractor: 'transient.tau_on_off' } as const;
    const overCycles = { type: 'aggregate', target: 'tau', params: { method: 'mean', axis: 1 } } as const;
    expect(() => createFeatureGraph({ tau, tau_1: Von })).not.toThrow();
    expect(() => createFeatureGraph({ tau, tau_1: Von }, { postprocessing: [overCycles] })).toThrow(
      'its column "tau_1" is already a column of feature "tau"',
    );
  });

  it.each([
    [
      { type: 'normalise', params: { method: 'l2' } },
      'postprocessing.0.type: unknown type "normalise"; did you mean "normalize"?',
    ],
    [{ type: 'normalize' }, 'postprocessing.0.params: normalize needs a method; known: minmax, zscore, robust, l2'],
    [
      { type: 'normalize', params: { method: 'zscor' } },
      'postprocessing.0.params.method: unknown method "zscor" of normalize; did you mean "zscore"?',
    ],
    [
      { type: 'filter', params: { method: 3 } },
      'postprocessing.0.params.method: unknown method 3 of filter; known: iqr, zscore, range',
    ],
    [
      { type: 'aggregate', params: { method: 'constructor' } },
      'postprocessing.0.params.method: unknown method "constructor" of aggregate; known: mean, std, min, max, median, first, last',
    ],
    [
      { type: 'filter', params: { method: 'iqr', treshold: 2 } },
      'postprocessing.0.params.treshold: unknown parameter "treshold" of filter (iqr); did you mean "threshold"?',
    ],
    [
      { type: 'normalize', params: { method: 'l2', feature_range: [0, 1] } },
      'postprocessing.0.params.feature_range: unknown parameter "feature_range" of normalize (l2); there are none',
    ],
    [
      { type: 'normalize', params: { method: 'minmax', feature_range: [1, 0] } },
      'postprocessing.0.params.feature_range: parameter "feature_range" of normalize (minmax): must be two numbers that go up, such as [0, 1]',
    ],
    [
      { type: 'normalize', params: { method: 'minmax', feature_range: 3 } },
      'postprocessing.0.params.feature_range: parameter "feature_range" of normalize (minmax): is 3; it must be two numbers that go up, such as [0, 1]',
    ],
    [
      { type: 'filter', params: { method: 'zscore', threshold: 0 } },
      'postprocessing.0.params.threshold: parameter "threshold" of filter (zscore): is 0; it must be >0',
    ],
    [
      { type: 'filter', params: { method: 'range' } },
      'postprocessing.0.params: parameters of filter (range): min and max are both missing; give one of them',
    ],
    [
      { type: 'filter', params: { min: 2, max: 1 } },
      'postprocessing.0.params: parameters of filter (range): min is more than max: no value would stay',
    ],
    [
      { type: 'aggregate', params: { method: 'mean', axis: 0 } },
      'postprocessing.0.params.axis: parameter "axis" of aggregate (mean): is 0; it must be >=1',
    ],
    [
      { type: 'aggregate', params: { method: 'mean', axis: 'cycles' } },
      'postprocessing.0.params.axis: parameter "axis" of aggregate (mean): is "cycles"; it must be a dimension or a list of them, counted from 1; 0 would be the steps',
    ],
    [
      { type: 'filter', target: 'gn', params: { min: 0 } },
      'postprocessing.0.target: unknown feature "gn"; did you mean "gm"?',
    ],
    [
      { type: 'filter', target: ['gm', 'Vo'], params: { min: 0 } },
      'postprocessing.0.target.1: unknown feature "Vo"; did you mean "Von"?',
    ],
    [
      { type: 'aggregate', target: 'Von', params: { method: 'mean' } },
      'postprocessing.0.target: aggregate (mean) of feature "Von": it has one number in each step: there is nothing to aggregate',
    ],
    [
      { type: 'aggregate', target: ['tau'], params: { method: 'mean', axis: [1, 3] } },
      'postprocessing.0.target.0: aggregate (mean) of feature "tau": it is [n_steps, n_cycles, 2]: there is no axis 3',
    ],
    [
      { type: 'aggregate', target: 'coords', params: { method: 'max' } },
      'postprocessing.0.target: aggregate (max) of feature "coords": its numbers are of V and A: different quantities; aggregate over another axis, or take one with a func',
    ],
  ])('are refused with their place, what was found and what is known: %j', (definition, message) => {
    expect(messagesOf([definition])).toEqual([message]);
  });

  it('are checked with what those before them leave', () => {
    const mean = { type: 'aggregate', target: 'gm', params: { method: 'mean' } };
    expect(messagesOf([mean, mean])).toEqual([
      'postprocessing.1.target: aggregate (mean) of feature "gm": it has one number in each step: there is nothing to aggregate',
    ]);
  });

  it('are told all their mistakes at once, and say in which list they are', () => {
    const bad = { type: 'filter', target: 'x', params: { method: 'y' } } as const;
    expect(messagesOf([bad], { transforms: [{ ...bad, target: 'gm' }] })).toEqual([
      'advanced.transforms.0.params.method: unknown method "y" of filter; known: iqr, zscore, range',
      'postprocessing.0.params.method: unknown method "y" of filter; known: iqr, zscore, range',
    ]);
  });
});
