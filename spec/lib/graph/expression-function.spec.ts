import { describe, expect, it } from 'vitest';
import { ExpressionError } from '../../../lib/expression/index.js';
import { expressionFunction, isExpression } from '../../../lib/graph/expression-function.js';
import { createFeatureGraph } from '../../../lib/graph/feature-graph.js';

const column = (...values: number[]) => ({ shape: [values.length] as const, values: Float64Array.from(values) });

describe('expressionFunction', () => {
  it('computes a column of columns', () => {
    const { func, parameters } = expressionFunction('lambda a, b: a / b');
    expect(parameters).toEqual(['a', 'b']);
    expect(func(column(1, 2), column(4, Number.NaN))).toEqual(column(0.25, Number.NaN));
  });

  it('gives one number for all rows as a column of one', () => {
    expect(expressionFunction('lambda a: a.mean()').func(column(1, 2, 6))).toEqual(column(3));
  });

  it('takes a function of numpy by its name', () => {
    expect(expressionFunction('np.log10').func(column(1000))).toEqual(column(Math.log10(1000)));
  });

  it('refuses what is no such expression', () => {
    expect(() => expressionFunction('lambda a: a.__class__')).toThrow(ExpressionError);
  });
});

describe('isExpression', () => {
  it('tells expressions from names of functions', () => {
    expect(['lambda x: x', ' lambda: 1', 'np.log10', 'numpy.exp'].map(isExpression)).toEqual([true, true, true, true]);
    expect(['norm', 'lambdas', 'np_norm', ''].map(isExpression)).toEqual([false, false, false, false]);
  });
});

describe('a feature graph with expressions', () => {
  const graphOf = (func: string, input: string | string[] = 'gm') =>
    createFeatureGraph({ gm: { extractor: 'transfer.gm_max' }, derived: { func, input } });

  it('says what is wrong with one and where', () => {
    expect(() => graphOf('lambda gm: gm + np.nope(gm)')).toThrow(/feature "derived": expression, column 20: .*nope/);
  });

  it('wants as many parameters as inputs', () => {
    expect(() => graphOf('lambda a, b: a / b')).toThrow('has 2 parameters and 1 inputs; it needs as many');
  });
});
