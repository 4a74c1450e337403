import { OectError } from '../errors.js';
import { checkConstants } from './check.js';
import { elementsOf } from './elementwise.js';
import { evaluate } from './evaluate.js';
import { Fault } from './fault.js';
import { Workspace } from './limits.js';
import { formatShape, type NdArray, sizeOf, viewOf } from './nd-array.js';
import { parseExpression } from './parse.js';
import { EvaluationError, ExpressionError, problemAt } from './problem.js';
import type { Expression } from './syntax.js';
import { describe, type Value } from './value.js';

/** A derived feature's function: a Python lambda over numpy columns that runs no code. */
export interface CompiledExpression {
  readonly source: string;
  /** Names of the lambda's parameters; of `np.name`, that of its one argument. */
  readonly parameters: readonly string[];
  readonly body: Expression;
  /**
   * numpy's result for these inputs, as float64 in memory of its own; NaN where numpy has NaN.
   *
   * @param inputs one array per parameter, left unchanged; columns of a table are such arrays
   * @throws EvaluationError if the expression does not fit the inputs' shapes or values, or exceeds the limits
   */
  evaluate(inputs: readonly NdArray[]): NdArray;
}

/**
 * Compiles `lambda a, b: ...` or `np.name`.
 *
 * ```ts
 * compileExpression('lambda c: np.nanmean(c[:, :10], axis=1)').evaluate([column]);
 * ```
 *
 * @throws ExpressionError with all problems that are there whatever the inputs will be
 */
export function compileExpression(source: string): CompiledExpression {
  const { parameters, body } = parseExpression(source);
  const [first, ...others] = checkConstants(source, body);
  if (first) throw new ExpressionError([first, ...others]);
  return { source, parameters, body, evaluate: (inputs) => evaluateWith(source, parameters, body, inputs) };
}

function evaluateWith(
  source: string,
  parameters: readonly string[],
  body: Expression,
  inputs: readonly NdArray[],
): NdArray {
  if (inputs.length !== parameters.length) {
    throw new OectError(
      'bad-argument',
      `${inputs.length} inputs for the ${parameters.length} parameters of '${source}'; give one each`,
    );
  }
  for (const [k, { shape, values }] of inputs.entries()) {
    if (sizeOf(shape) === values.length) continue;
    throw new OectError(
      'bad-argument',
      `the input '${parameters[k]}' of shape ${formatShape(shape)} has ${values.length} values`,
    );
  }
  const workspace = new Workspace(inputs.reduce((total, { values }) => total + values.length, 0));
  const value = evaluate(body, { source, inputs: inputs.map(viewOf), workspace });
  try {
    return resultOf(workspace, value, inputs);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new EvaluationError(problemAt(source, body.span, error.message), error);
  }
}

function resultOf(workspace: Workspace, value: Value, inputs: readonly NdArray[]): NdArray {
  if (value.kind === 'number') return { shape: [], values: Float64Array.of(value.value) };
  if (value.kind !== 'array') throw new Fault(`the result is ${describe(value)}, not an array`);
  const elements = elementsOf(workspace, value);
  const isOwn = elements.byteLength === elements.buffer.byteLength;
  const isInput = inputs.some(({ values }) => values.buffer === elements.buffer);
  return { shape: value.shape, values: isOwn && !isInput ? elements : elements.slice() };
}
