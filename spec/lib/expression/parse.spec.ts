import { describe, expect, it } from 'vitest';
import { isOectError } from '../../../lib/errors.js';
import { parseExpression } from '../../../lib/expression/parse.js';
import { ExpressionError, type Problem } from '../../../lib/expression/problem.js';
import { thrownBy } from './support.js';

function problemsOf(source: string): readonly Problem[] {
  const error = thrownBy(() => parseExpression(source));
  if (error instanceof ExpressionError) return error.problems;
  throw error;
}

describe('parseExpression', () => {
  it('binds the arguments of calls to the names of parameters', () => {
    const { body } = parseExpression('lambda c: c[:, 0].mean(1, keepdims=True)');
    expect(body).toMatchObject({ kind: 'call', namespace: 'method', name: 'mean' });
    const args = body.kind === 'call' ? body.arguments : new Map();
    expect([...args.keys()]).toEqual(['a', 'axis', 'keepdims']);
    expect(args.get('a')).toMatchObject({ kind: 'index', items: [{ kind: 'slice' }, { kind: 'number', value: 0 }] });
    expect(args.get('axis')).toMatchObject({ kind: 'number', dtype: 'int', value: 1, span: { from: 23, to: 24 } });
  });

  it('keeps chains of comparisons together', () => {
    const { body } = parseExpression('lambda a, b: 0 < a <= b');
    expect(body).toMatchObject({ kind: 'comparison', operators: ['<', '<='] });
  });

  it('reads a function alone as its call', () => {
    const { body } = parseExpression(' ( np.log10 )\n');
    expect(body).toMatchObject({ kind: 'call', namespace: 'numpy', name: 'log10' });
  });

  it('reads lambdas over several lines between brackets, with comments', () => {
    const { body } = parseExpression('lambda c: (\n  c  # A\n  * 2\n)');
    expect(body).toMatchObject({ kind: 'binary', operator: '*', right: { value: 2 } });
  });

  it.each([
    ['lambda c: c.meen()', 1, 13, 'meen', "nearest: 'mean'"],
    ['lambda c: np.nanmeen(c)', 1, 14, 'nanmeen', "nearest: 'nanmean'"],
    ['lambda c: np.nanmean', 1, 14, 'nanmean', 'call it: np.nanmean(...)'],
    ['lambda c: c.mean', 1, 13, 'mean', 'call it: .mean(...)'],
    ['lambda c: c.size', 1, 13, 'size', 'allowed: T, shape'],
    ['lambda cycles: cycle + 1', 1, 16, 'cycle', "nearest: 'cycles'"],
    ['lambda c: numpy.mean(c)', 1, 11, 'numpy', 'allowed: c, np, len'],
    ['lambda c: np', 1, 11, 'np', 'write np.name'],
    ['lambda c: np.mean(c, axes=1)', 1, 22, 'axes', "nearest: 'axis'"],
    ['lambda c: np.mean()', 1, 14, 'mean', "np.mean needs 'a'"],
    ['lambda c: np.mean(c, 1, True)', 1, 25, 'True', 'its arguments: a, axis, keepdims='],
    ['lambda c: np.mean(c, a=c)', 1, 22, 'a', 'twice'],
    ['lambda c: np.log10(x=c)', 1, 20, 'x', 'nothing is allowed here'],
    ['lambda c: c.clip(0, min=1)', 1, 21, 'min', 'twice'],
    ['lambda c: c.mean(a=1)', 1, 18, 'a', 'allowed: axis, keepdims'],
    ['lambda c: np.mean(axis=0, c)', 1, 27, 'c', 'no further argument by position'],
    ['lambda c: np.mean(*c)', 1, 19, '*c', 'not allowed'],
    ['lambda c: np.mean(**c)', 1, 19, '**c', 'not allowed'],
    ['lambda c: np.mean(c for c in c)', 1, 19, 'c for c in c', 'not allowed'],
    ['lambda c: np.mean(c := 1)', 1, 19, 'c := 1', 'not allowed'],
    ['lambda c: c.astype("float")', 1, 20, '"float"', 'allowed: float, int, bool'],
    ['lambda c: c.astype(np.float32)', 1, 20, 'np.float32', "nearest: 'np.float64'"],
    ['lambda c: float', 1, 11, 'float', 'astype(float)'],
    ['lambda c: [x for x in c]', 1, 11, '[x for x in c]', 'comprehension'],
    ['lambda c: f"{c}"', 1, 11, 'f"{c}"', 'format string'],
    ['lambda c: c if c else 1', 1, 11, 'c if c else 1', 'np.where'],
    ['lambda c: lambda d: c', 1, 11, 'lambda d: c', 'lambda inside a lambda'],
    ['lambda c: (d := c)', 1, 12, 'd := c', 'assignment'],
    ['lambda c: {1: c}', 1, 11, '{1: c}', 'dictionary'],
    ['lambda c: {c}', 1, 11, '{c}', 'set'],
    ['lambda c: c @ c', 1, 13, '@', 'operator'],
    ['lambda c: c ^ c', 1, 13, '^', 'operator'],
    ['lambda c: c in c', 1, 13, 'in', 'operator'],
    ['lambda c: c is not c', 1, 13, 'is not', 'operator'],
    ['lambda c: c <> c', 1, 13, '<>', 'operator'],
    ['lambda c: c < c in c', 1, 17, 'in', 'operator'],
    ['lambda c: (*c, c)', 1, 12, '*c', 'not allowed'],
    ['lambda c: ...', 1, 11, '...', 'index'],
    ['lambda c: 1j', 1, 11, '1j', 'no integer or decimal'],
    ['lambda c: 012', 1, 11, '012', 'no integer or decimal'],
    ['lambda c: 1__0', 1, 11, '1__0', 'no integer or decimal'],
    ['lambda c=1: c', 1, 8, 'c=1', 'plain names'],
    ['lambda *c: c', 1, 8, '*c', 'plain names'],
    ['lambda c, c: c', 1, 11, 'c', 'second time'],
    ['lambda c: c(1)', 1, 11, 'c', 'cannot be called'],
    ['lambda c: (lambda: c)()', 1, 11, '(lambda: c)', 'cannot be called'],
    ['lambda c: c[0](1)', 1, 11, 'c[0]', 'cannot be called'],
    ['c + 1', 1, 1, 'c + 1', "'lambda a, b: ...'"],
    ['np.where', 1, 1, 'np.where', 'condition, x, y'],
    ['np.log11', 1, 4, 'log11', "nearest: 'log10'"],
    ['import os', 1, 1, 'import os', 'a statement'],
    ['x = 1', 1, 1, 'x = 1', 'a statement'],
    ['lambda c: c, 1', 1, 12, ',', 'behind the end'],
    ['lambda c: c; 1', 1, 1, 'lambda c: c; 1', 'a statement'],
    ['lambda c: c +', 1, 14, '', 'ends too early'],
    ['lambda c: (c', 1, 13, '', 'ends too early'],
    ['lambda c: c c', 1, 13, 'c', 'does not belong here'],
    ['lambda c: c ?', 1, 13, '?', 'does not belong here'],
    ['lambda c: (\n  c.meen()\n)', 2, 5, 'meen', "nearest: 'mean'"],
    ['lambda c: c\n+ d', 2, 1, '+ d', 'behind the end'],
    ['', 1, 1, '', 'nothing is written'],
    ['  # c', 1, 1, '# c', 'nothing is written'],
  ])('says where and what is wrong in %j', (source, line, column, found, words) => {
    const [problem, ...others] = problemsOf(source);
    expect(problem).toMatchObject({ line, column, found });
    expect(problem.message).toContain(words);
    expect(others).toEqual([]);
  });

  it('reports all problems, in the order of the source', () => {
    const error = thrownBy(() => parseExpression('lambda a: np.meen(b, 1) + a.stdd(axis=c) + {}'));
    expect(isOectError(error, 'bad-configuration')).toBe(true);
    expect((error as ExpressionError).problems.map(({ found }) => found)).toEqual(['meen', 'b', 'stdd', 'c', '{}']);
    expect((error as ExpressionError).message.split('\n')).toHaveLength(5);
    expect(error).toMatchObject({ offset: 13, line: 1, column: 14, found: 'meen' });
  });
});
