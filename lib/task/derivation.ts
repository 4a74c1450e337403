import type { Experiment } from '../experiment/experiment.js';
import { expressionFunction } from '../graph/expression-function.js';
import type { DerivedFeature } from '../graph/feature.js';
import { type Column, columnOf } from '../table/column.js';
import type { BlockResult } from './block.js';
import { type Derivable, derivedColumns } from './derive-columns.js';

/** Derived features of one experiment as threads post them: plain data; expressions as text, and the columns they take. */
export interface Derivation {
  readonly file: string;
  readonly features: readonly DerivationFeature[];
  readonly columns: readonly (readonly [name: string, column: Column])[];
}

export type DerivationFeature = Pick<DerivedFeature, 'name' | 'inputs' | 'text'>;

/** Whether threads can compute a derived feature: expressions go as text, functions of a program cannot leave it. */
export function isPostable({ expression }: DerivedFeature): boolean {
  return expression !== undefined;
}

/** @throws OectError `internal` if a column that a feature takes has not been computed */
export function toDerivation({ file, columns }: Experiment, features: readonly DerivedFeature[]): Derivation {
  const inputs = new Set(features.flatMap((feature) => feature.inputs));
  return {
    file,
    features: features.map(({ name, inputs: names, text }) => ({ name, inputs: names, text })),
    columns: [...inputs].map((name) => [name, columnOf(columns, name)]),
  };
}

/** Computes what it is asked for, in this thread. */
export function runDerivation({ features, columns }: Derivation): BlockResult {
  return derivedColumns(new Map(columns), features.map(toDerivable));
}

/** Of the configurations that have been run: their expressions are the same for each experiment. */
const expressions = new Map<string, ReturnType<typeof expressionFunction>>();
const MOST_EXPRESSIONS = 1000;

function toDerivable({ name, inputs, text }: DerivationFeature): Derivable {
  const expression = expressions.get(text) ?? expressionFunction(text);
  if (expressions.size >= MOST_EXPRESSIONS) expressions.clear();
  expressions.set(text, expression);
  return { name, inputs, expression, func: expression.func };
}
