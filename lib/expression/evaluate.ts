import { Fault } from './fault.js';
import { FUNCTIONS, OBJECT } from './functions/registry.js';
import { type Subscript, subscript } from './indexing.js';
import type { Workspace } from './limits.js';
import { type ArrayView, permuteAxes } from './nd-array.js';
import { binary, compare, isTrue, unary } from './operators.js';
import { EvaluationError, problemAt } from './problem.js';
import type { Call, Comparison, Expression, IndexItem, Property, Span } from './syntax.js';
import { describe, NONE, pythonBool, pythonInt, type Value } from './value.js';

/** What an expression is evaluated with. */
export interface Scope {
  readonly source: string;
  readonly inputs: readonly ArrayView[];
  readonly workspace: Workspace;
}

/** The value of an expression. Throws an {@link EvaluationError} that says where and why there is none. */
export function evaluate(expression: Expression, scope: Scope): Value {
  return positioned(scope, expression.span, () => valueOfKind(expression, scope));
}

/** Reads the argument of a call as its parameter wants it. */
export function readArgument(call: Call, name: string, argument: Expression, scope: Scope): unknown {
  const value = evaluate(argument, scope);
  const parameter = FUNCTIONS[call.namespace].get(call.name)?.parameters.get(name);
  return positioned(scope, argument.span, () => {
    const isMethodOfOther = call.namespace === 'method' && name === OBJECT && value.kind !== 'array';
    if (isMethodOfOther) throw new Fault(`${describe(value)} has no method ${call.name}`);
    return parameter?.type.read(value, scope.workspace);
  });
}

function positioned<T>(scope: Scope, span: Span, compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new EvaluationError(problemAt(scope.source, span, error.message), error);
  }
}

function valueOfKind(expression: Expression, scope: Scope): Value {
  const { workspace } = scope;
  workspace.spend(0);
  switch (expression.kind) {
    case 'parameter':
      return scope.inputs[expression.index];
    case 'number':
      return { kind: 'number', dtype: expression.dtype, value: expression.value };
    case 'constant':
      return { kind: 'number', dtype: 'float', value: expression.value };
    case 'boolean':
      return pythonBool(expression.value);
    case 'none':
      return NONE;
    case 'dtype':
      return { kind: 'dtype', dtype: expression.dtype };
    case 'sequence':
      return { kind: 'sequence', items: expression.items.map((item) => evaluate(item, scope)) };
    case 'unary':
      return unary(workspace, expression.operator, evaluate(expression.operand, scope));
    case 'binary':
      return binary(
        workspace,
        expression.operator,
        evaluate(expression.left, scope),
        evaluate(expression.right, scope),
      );
    case 'comparison':
      return comparison(expression, scope);
    case 'logical': {
      const left = evaluate(expression.left, scope);
      return isTrue(left) === (expression.operator === 'or') ? left : evaluate(expression.right, scope);
    }
    case 'index': {
      const object = evaluate(expression.object, scope);
      return subscript(
        workspace,
        object,
        expression.items.map((item) => subscriptOf(item, scope)),
      );
    }
    case 'property':
      return property(expression, scope);
    case 'call':
      return call(expression, scope);
  }
}

/** A chain `a < b < c` is `a < b and b < c`, each operand evaluated once. */
function comparison({ operators, operands }: Comparison, scope: Scope): Value {
  let left = evaluate(operands[0], scope);
  let result: Value = pythonBool(true);
  for (const [k, operator] of operators.entries()) {
    if (k > 0 && !isTrue(result)) return result;
    const right = evaluate(operands[k + 1], scope);
    result = compare(scope.workspace, operator, left, right);
    left = right;
  }
  return result;
}

function subscriptOf(item: IndexItem, scope: Scope): Subscript {
  if (item.kind === 'ellipsis') return { kind: 'ellipsis' };
  if (item.kind !== 'slice') return evaluate(item, scope);
  const bound = (expression: Expression | undefined) => (expression ? evaluate(expression, scope) : NONE);
  return { kind: 'slice', start: bound(item.start), stop: bound(item.stop), step: bound(item.step) };
}

function property({ name, object }: Property, scope: Scope): Value {
  const value = evaluate(object, scope);
  if (value.kind !== 'array') throw new Fault(`${describe(value)} has no ${name}`);
  if (name === 'T') return permuteAxes(value, [...value.shape.keys()].reverse());
  return { kind: 'sequence', items: value.shape.map(pythonInt) };
}

function call(expression: Call, scope: Scope): Value {
  const definition = FUNCTIONS[expression.namespace].get(expression.name);
  if (!definition) throw new Fault(`there is no function ${expression.name}`);
  const args = new Map<string, unknown>();
  for (const [name, parameter] of definition.parameters) {
    const argument = expression.arguments.get(name);
    if (argument) args.set(name, readArgument(expression, name, argument, scope));
    else args.set(name, parameter.fallback?.value);
  }
  return definition.apply(scope.workspace, args);
}
