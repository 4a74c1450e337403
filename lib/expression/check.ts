import { evaluate, readArgument, type Scope } from './evaluate.js';
import { Workspace } from './limits.js';
import { EvaluationError, type Problem } from './problem.js';
import { type Call, childrenOf, type Expression } from './syntax.js';
import type { Value } from './value.js';

/**
 * Problems that are there whatever the inputs are: parts of an expression without an input are evaluated, and such
 * arguments of calls are read.
 */
export function checkConstants(source: string, body: Expression): readonly Problem[] {
  const scope: Scope = { source, inputs: [], workspace: new Workspace(0) };
  return check(body, scope);
}

/** What a part of a checked expression is that has no input in it; undefined if it has one. */
export function constantValue(source: string, expression: Expression): Value | undefined {
  return isConstant(expression) ? evaluate(expression, { source, inputs: [], workspace: new Workspace(0) }) : undefined;
}

function check(expression: Expression, scope: Scope): readonly Problem[] {
  if (isConstant(expression)) return problemsOf(() => evaluate(expression, scope));
  if (expression.kind === 'call') return checkArguments(expression, scope);
  return childrenOf(expression).flatMap((child) => check(child, scope));
}

function checkArguments(call: Call, scope: Scope): readonly Problem[] {
  return [...call.arguments].flatMap(([name, argument]) =>
    isConstant(argument) ? problemsOf(() => readArgument(call, name, argument, scope)) : check(argument, scope),
  );
}

function isConstant(expression: Expression): boolean {
  return expression.kind !== 'parameter' && childrenOf(expression).every(isConstant);
}

function problemsOf(compute: () => unknown): readonly Problem[] {
  try {
    compute();
    return [];
  } catch (error) {
    if (error instanceof EvaluationError) return error.problems;
    throw error;
  }
}
