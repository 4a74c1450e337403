import { aggregations } from './aggregate.js';
import { filters } from './filter.js';
import { normalizations } from './normalize.js';
import type { Operation, OperationType } from './operation.js';

/** All operations, by what configurations call them. */
export const operations: Readonly<Record<OperationType, readonly Operation[]>> = {
  normalize: normalizations,
  filter: filters,
  aggregate: aggregations,
};

export const operationTypes = ['normalize', 'filter', 'aggregate'] as const satisfies readonly OperationType[];
