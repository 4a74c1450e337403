import { Fault } from '../fault.js';
import type { Namespace } from '../syntax.js';
import { pythonInt } from '../value.js';
import { array } from './argument-types.js';
import { constructionFunctions, constructionMethods } from './construction.js';
import { differenceFunctions } from './differences.js';
import { elementwiseFunctions, elementwiseMethods } from './elementwise-functions.js';
import { defineFunction, type FunctionDefinition, required } from './function-definition.js';
import { linearAlgebra } from './linear-algebra.js';
import { orderStatistics } from './order-statistics.js';
import { reductionFunctions, reductionMethods } from './reductions.js';

const len = defineFunction('len', { x: required(array, 'position') }, (_, { x }) => {
  if (x.shape.length === 0) throw new Fault('len of a single number');
  return pythonInt(x.shape[0]);
});

function byName(definitions: readonly FunctionDefinition[]): ReadonlyMap<string, FunctionDefinition> {
  return new Map(definitions.map((definition) => [definition.name, definition]));
}

/** The parameter that the object of a method is. */
export const OBJECT = 'a';

/** Everything that can be called, by name. Maps, so that no name reaches a prototype. */
export const FUNCTIONS: Readonly<Record<Namespace, ReadonlyMap<string, FunctionDefinition>>> = {
  numpy: byName([
    ...reductionFunctions,
    ...orderStatistics,
    ...elementwiseFunctions,
    ...differenceFunctions,
    ...constructionFunctions,
    ...linearAlgebra,
  ]),
  method: byName([...reductionMethods, ...elementwiseMethods, ...constructionMethods]),
  builtin: byName([len]),
};
