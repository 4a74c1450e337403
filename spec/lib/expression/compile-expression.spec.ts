import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isOectError } from '../../../lib/errors.js';
import { compileExpression } from '../../../lib/expression/compile-expression.js';
import type { NdArray } from '../../../lib/expression/nd-array.js';
import { EvaluationError, ExpressionError } from '../../../lib/expression/problem.js';
import type { Column } from '../../../lib/table/column.js';
import { thrownBy } from './support.js';

interface RecordedArray {
  readonly shape: readonly number[];
  /** `nan`, `inf` and `-inf` as text. */
  readonly values: readonly (number | string)[];
}

/** An input too long to be written down. */
interface FormulaArray {
  readonly shape: readonly number[];
  readonly values: '(i * 7919) % 10007 / 10007 - 0.5';
}

interface Case {
  readonly expression: string;
  readonly inputs: readonly string[];
  /** numpy's exception, or why the result is refused on purpose. */
  readonly error?: string;
  readonly shape?: readonly number[];
  readonly values?: readonly (number | string)[];
}

const path = new URL('../../fixtures/expression/numpy.jsonl', import.meta.url);
const [head, ...lines] = readFileSync(path, 'utf8').trim().split('\n');
const recorded: Readonly<Record<string, RecordedArray | FormulaArray>> = JSON.parse(head).inputs;
const cases: readonly Case[] = lines.map((line) => JSON.parse(line));
const inputs = new Map(Object.entries(recorded).map(([name, array]) => [name, arrayOf(array)]));

function arrayOf({ shape, values }: RecordedArray | FormulaArray): NdArray {
  if (typeof values === 'string') {
    const size = shape.reduce((product, length) => product * length, 1);
    return { shape, values: new Float64Array(size).map((_, i) => ((i * 7919) % 10007) / 10007 - 0.5) };
  }
  const read = (value: number | string) =>
    typeof value === 'number' ? value : Number(value.replace('inf', 'Infinity'));
  return { shape, values: Float64Array.from(values, read) };
}

function evaluate({ expression, inputs: names }: Case): NdArray {
  return compileExpression(expression).evaluate(names.map((name) => inputs.get(name) ?? { shape: [], values: NONE }));
}

const NONE = new Float64Array(0);

/**
 * How far from numpy a result may be, relative to its size. Sums are made in numpy's order, so nearly everything is equal
 * to the last bit: only what the mathematical library, BLAS or LAPACK compute, or what is summed over something
 * transposed, may differ in its last digits.
 */
function toleranceOf(expression: string): number {
  if (expression.includes('polyfit')) return 1e-11;
  return /\*\*|exp|log|power|corrcoef|\.T/.test(expression) ? 1e-12 : 0;
}

function agrees(value: number, expected: number, tolerance: number): boolean {
  if (value === expected || (Number.isNaN(value) && Number.isNaN(expected))) return true;
  return Math.abs(value - expected) <= tolerance * Math.abs(expected);
}

describe('compileExpression', () => {
  const name = ({ expression, inputs: names }: Case) => [`${expression} of ${names.join(', ')}`] as const;
  const values = cases.filter((each) => each.error === undefined);
  const errors = cases.filter((each) => each.error !== undefined);

  it.each(values.map((each) => [...name(each), each] as const))('gives what numpy gives: %s', (_, each) => {
    const result = evaluate(each);
    expect(result.shape).toEqual(each.shape);
    const expected = arrayOf({ shape: each.shape ?? [], values: each.values ?? [] }).values;
    const tolerance = toleranceOf(each.expression);
    const odd = Array.from(expected.keys()).filter((i) => !agrees(result.values[i], expected[i], tolerance));
    expect(odd.map((i) => [i, result.values[i], expected[i]])).toEqual([]);
  });

  it.each(errors.map((each) => [...name(each), each] as const))('refuses what numpy refuses: %s', (_, each) => {
    const error = thrownBy(() => evaluate(each));
    expect(error instanceof ExpressionError || error instanceof EvaluationError).toBe(true);
  });

  it('takes the columns of a table as they are, and leaves them alone', () => {
    const column: Column = { shape: [2, 3], values: Float64Array.of(1, 2, 3, 4, 5, 6) };
    const { values } = compileExpression('lambda c: c').evaluate([column]);
    expect([...values]).toEqual([1, 2, 3, 4, 5, 6]);
    values[0] = 9;
    expect(column.values[0]).toBe(1);
  });

  it.each(['lambda c: c', 'lambda c: c[1:]', 'lambda c: c.T', 'lambda c: c.reshape(-1)', 'lambda c: c.max()'])(
    'gives results memory of their own: %s',
    (source) => {
      const column: Column = { shape: [2, 3], values: Float64Array.of(1, 2, 3, 4, 5, 6) };
      const { shape, values } = compileExpression(source).evaluate([column]);
      expect(values.buffer).not.toBe(column.values.buffer);
      expect(values.byteLength).toBe(values.buffer.byteLength);
      expect(values.length).toBe(shape.reduce((product, size) => product * size, 1));
    },
  );

  it('knows its parameters', () => {
    expect(compileExpression('lambda gm_fwd, gm_rev: gm_fwd / gm_rev').parameters).toEqual(['gm_fwd', 'gm_rev']);
    expect(compileExpression('np.log10').parameters).toEqual(['x']);
    expect(compileExpression('lambda: np.arange(3)').parameters).toEqual([]);
  });

  it('lets a parameter be called np', () => {
    const { values } = compileExpression('lambda np: np.mean()').evaluate([
      { shape: [2], values: Float64Array.of(1, 2) },
    ]);
    expect(values[0]).toBe(1.5);
  });

  it('wants one input per parameter', () => {
    const error = thrownBy(() => compileExpression('lambda a, b: a').evaluate([]));
    expect(isOectError(error, 'bad-argument')).toBe(true);
    expect(String(error)).toContain("0 inputs for the 2 parameters of 'lambda a, b: a'");
  });

  it('wants as many values as the shape says', () => {
    const error = thrownBy(() => compileExpression('lambda a: a').evaluate([{ shape: [3], values: NONE }]));
    expect(isOectError(error, 'bad-argument')).toBe(true);
  });

  it('finds at once what is wrong whatever the inputs are', () => {
    const error = thrownBy(() => compileExpression('lambda a: a + 1 // 0 + np.sum(a, axis=1.5) + 9 ** 9 ** 9'));
    expect(error).toBeInstanceOf(ExpressionError);
    expect((error as ExpressionError).problems.map(({ column, found }) => [column, found])).toEqual([
      [15, '1 // 0'],
      [39, '1.5'],
      [46, '9 ** 9 ** 9'],
    ]);
  });

  it('says where and why an expression does not fit its inputs', () => {
    const inputs = [
      { shape: [3], values: new Float64Array(3) },
      { shape: [4], values: new Float64Array(4) },
    ];
    const error = thrownBy(() => compileExpression('lambda a, b: 2 * (a + b)').evaluate(inputs));
    expect(error).toBeInstanceOf(EvaluationError);
    expect(isOectError(error, 'bad-configuration')).toBe(true);
    expect(error).toMatchObject({ offset: 18, line: 1, column: 19, found: 'a + b' });
    expect(String(error)).toContain('arrays of shapes (3,) and (4,) do not fit together');
  });

  it('refuses to make an integer of NaN', () => {
    const input = { shape: [1], values: Float64Array.of(NaN) };
    const error = thrownBy(() => compileExpression('lambda a: a.astype(int)').evaluate([input]));
    expect(String(error)).toContain('astype(int) of NaN');
  });

  it('computes derived features of a large experiment', () => {
    const column: Column = { shape: [2000, 100, 2], values: new Float64Array(400_000).map((_, i) => (i % 97) / 97) };
    const source =
      'lambda t: (np.nanmean(t[:, :10, 0], axis=1) - np.nanmean(t[:, -10:, 0], axis=1))' +
      ' / (np.nanmean(t[:, :10, 0], axis=1) + 1e-10) + np.nanmedian(t, axis=(1, 2)) + (t / t.max()).std(axis=(1, 2))';
    expect(compileExpression(source).evaluate([column]).shape).toEqual([2000]);
  });
});
