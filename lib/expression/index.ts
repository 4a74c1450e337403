export { type CompiledExpression, compileExpression } from './compile-expression.js';
export type { NdArray } from './nd-array.js';
export { EvaluationError, ExpressionError, type Problem } from './problem.js';
export * from './syntax.js';
