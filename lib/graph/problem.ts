import type { Problem } from '../expression/index.js';

/** One thing that is wrong with a graph, and where. */
export interface GraphProblem {
  /** `['gm_max', 'params', 'direction']`; empty if it is not about one feature. */
  readonly at: readonly string[];
  /** Of a selected name that no feature has: its index in the selection. */
  readonly selected?: number;
  /** Of a transform: where it stands in a configuration, `['postprocessing', 0, 'params', 'method']`. */
  readonly transform?: readonly (string | number)[];
  readonly message: string;
}

/** A problem of the expression of a func, with its place in that. */
export function describeExpressionProblem({ line, column, message }: Problem): string {
  return `expression, ${line === 1 ? '' : `line ${line}, `}column ${column}: ${message}`;
}
