import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assembleColumns, emptyColumns } from '../../../lib/task/assemble-columns.js';
import { BlockColumn } from '../../../lib/task/block-column.js';
import type { StepResult } from '../../../lib/task/step-task.js';
import { type OutputModel, outputModels, taskOf, tilings } from '../../support/block-arbitraries.js';
import { extractedFeature } from '../../support/graph-arbitraries.js';
import { plainColumn } from '../../support/plain-column.js';

const task = taskOf(0, 0, 0);

/** What a worker answers for some of the steps of an output. */
function resultOf(name: string, { shape, results }: OutputModel, steps: { start: number; stop: number }): StepResult {
  const column = new BlockColumn(shape, steps.stop - steps.start);
  for (const [position, result] of results.slice(steps.start, steps.stop).entries()) {
    if (result !== undefined) column.put(position, shape.length === 0 ? (result[0] as number) : result);
  }
  return { task, steps, cells: steps.stop - steps.start, columns: new Map([[name, column.finish()]]), remarks: [] };
}

describe('assembleColumns', () => {
  it('gives the column of a plain loop, whatever the order and the sizes of the results', () => {
    const cases = outputModels.chain((model) => fc.tuple(fc.constant(model), tilings(model.results.length)));
    fc.assert(
      fc.property(cases, ([model, ranges]) => {
        const results = ranges.map((steps) => resultOf('f', model, steps));
        const columns = assembleColumns([extractedFeature('f', model.shape)], model.results.length, results);
        expect([...columns]).toEqual([['f', plainColumn(model.shape, model.results)]]);
      }),
      { numRuns: 500 },
    );
  });

  it('leaves null what no result covers', () => {
    const model = { shape: [], results: [[1], [2], [3], [4]] };
    const columns = assembleColumns([extractedFeature('f', [])], 4, [resultOf('f', model, { start: 1, stop: 3 })]);
    expect(columns.get('f')).toEqual({ shape: [4], values: Float64Array.of(Number.NaN, 2, 3, Number.NaN) });
  });

  it('takes parts of a task that have different features', () => {
    const model = { shape: [], results: [[1], [2]] };
    const parts = [
      resultOf('a', model, { start: 0, stop: 1 }),
      resultOf('b', model, { start: 0, stop: 2 }),
      resultOf('a', model, { start: 1, stop: 2 }),
    ];
    const columns = assembleColumns([extractedFeature('a', []), extractedFeature('b', [])], 2, parts);
    expect([...columns].map(([name, { values }]) => [name, ...values])).toEqual([
      ['a', 1, 2],
      ['b', 1, 2],
    ]);
  });

  it('has a column for every output, results or none', () => {
    const columns = assembleColumns([extractedFeature('tau', ['n', 2], [])], 2, []);
    expect([...columns]).toEqual([
      ['tau', { shape: [2, 0, 2], values: new Float64Array(), lengths: new Int32Array(2) }],
      ['tau_out1', { shape: [2], values: new Float64Array(2).fill(Number.NaN) }],
    ]);
  });
});

describe('emptyColumns', () => {
  it('has null in every step, in the shapes that are declared', () => {
    expect([...emptyColumns([extractedFeature('f', [2])], 2)]).toEqual([
      ['f', { shape: [2, 2], values: new Float64Array(4).fill(Number.NaN) }],
    ]);
  });
});
