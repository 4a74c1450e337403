import { type CompiledExpression, compileExpression } from '../expression/index.js';
import type { Column } from '../table/column.js';
import type { DerivedFunction } from './definition.js';

/** How an expression begins. */
export const EXPRESSION = /^\s*(lambda\b|np\.|numpy\.)/;

/** Whether the text of a `func` is an expression rather than the name of a function. */
export function isExpression(func: string): boolean {
  return EXPRESSION.test(func);
}

/**
 * A function of whole columns from a Python lambda expression over numpy arrays.
 *
 * @throws ExpressionError with all that is wrong with it and where
 */
export function expressionFunction(source: string): CompiledExpression & { readonly func: DerivedFunction } {
  const compiled = compileExpression(source);
  const func = (...inputs: readonly Column[]): Column => {
    const { shape, values } = compiled.evaluate(inputs);
    const [rows = 1, ...inner] = shape;
    return { shape: [rows, ...inner], values };
  };
  return { ...compiled, func };
}
